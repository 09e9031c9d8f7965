// How much the representation moves with each nuisance factor: before, and now in each arm.

import type uPlot from "uplot";

import { create } from "../canvas/dom";
import { Chart } from "../charts/chart";
import { chartStyle, upright } from "../charts/style";
import { logTickWords } from "../charts/ticks";
import { ofRole } from "../engine/factors";
import { armsOf, type TrainingHistory } from "./history";

const HEIGHT = 200;
/** More names than these stand upright, and have this much room. */
const MOST_LYING = 8;
const UPRIGHT_SIZE = 66;
/** The marks of a factor lie beside each other; half a unit is left between factors. */
const MARKS_WIDTH = 0.6;

const mean = (values: number[]) => (values.length > 0 ? values.reduce((sum, value) => sum + value, 0) / values.length : null);

export class SensitivityChart {
  readonly figure = create("figure", "chart wide");
  readonly #chart = new Chart("Sensitivity to each nuisance factor; the numbers are in the table below", () => this.#options());
  readonly #caption = create("figcaption", "", "sensitivity ‖∂F/∂α‖ to each nuisance factor: before (ring), and now");
  #colours: string[] = [];
  #names: string[] = [];

  constructor() {
    this.figure.append(this.#caption, this.#chart.place);
    this.figure.dataset["title"] = "sensitivity";
    this.figure.dataset["plot"] = "sensitivity to each nuisance factor";
  }

  /** Takes it off the page for good. */
  remove() {
    this.#chart.remove();
    this.figure.remove();
  }

  show(history: TrainingHistory, colours: string[]) {
    const { session, measured } = history;
    const nuisances = ofRole(session.source.factors, "nuisance").map(({ name }) => name);
    // Gaps, which are there or not, have no derivative.
    this.#names = nuisances.filter((name) => !measured.before || name in measured.before.sensitivities);
    this.#colours = ["--text", ...colours];
    const marks = [
      (name: string) => measured.before?.sensitivities[name] ?? null,
      ...armsOf(session).map(
        (arm) => (name: string) => mean(history.latest(arm.name).flatMap(({ sensitivities }) => sensitivities[name] ?? [])),
      ),
    ];
    const places = this.#names.flatMap((_, index) => marks.map((_, mark) => index + MARKS_WIDTH * ((mark + 0.5) / marks.length - 0.5)));
    const line = (of: (name: string) => number | null, mark: number) =>
      this.#names.flatMap((name) => marks.map((_, other) => (other === mark ? of(name) : null)));
    this.#chart.remake([places, ...marks.map(line)]);
  }

  #options(): Omit<uPlot.Options, "width"> {
    const { colour, axis } = chartStyle();
    const count = this.#names.length;
    return {
      height: HEIGHT + (count > MOST_LYING ? UPRIGHT_SIZE : 0),
      padding: [8, 12, 0, 0],
      scales: { x: { time: false, range: [-0.5, count - 0.5] }, y: { distr: 3 } },
      axes: [
        {
          ...axis,
          ...(count > MOST_LYING ? { rotate: -90, size: UPRIGHT_SIZE } : { size: 24 }),
          grid: { show: false },
          splits: this.#names.map((_, index) => index),
          values: () => this.#names,
        },
        { ...axis, size: upright(52), values: (_, ticks) => logTickWords(ticks) },
      ],
      series: [
        {},
        ...this.#colours.map(
          (name, index): uPlot.Series => ({
            stroke: colour(name),
            paths: () => null,
            points: { show: true, size: 10, width: 2, fill: colour(index === 0 ? "--card" : name) },
          }),
        ),
      ],
    };
  }
}
