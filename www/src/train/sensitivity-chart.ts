// How much the representation moves with each nuisance factor: before, and now without and with the regulariser.

import uPlot from "uplot";

import { create } from "../canvas/dom";
import { chartStyle } from "../charts/style";
import { FACTORS } from "../engine/factors";
import type { TrainingHistory } from "./history";

const HEIGHT = 200;
/** The three marks of a factor stand beside each other; half a unit is left between factors. */
const OFFSETS = [-0.2, 0, 0.2];
const COLOURS = ["--text", "--without", "--with"];

const mean = (values: number[]) => (values.length > 0 ? values.reduce((sum, value) => sum + value, 0) / values.length : null);

export class SensitivityChart {
  readonly figure = create("figure", "chart wide");
  readonly #place = create("div", "chart-plot");
  readonly #caption = create("figcaption", "", "sensitivity ‖∂F/∂α‖ to each nuisance factor: before (ring), and now");
  #plot: uPlot | undefined;
  #data: uPlot.AlignedData = [[], [], [], []];
  #names: string[] = [];

  constructor() {
    this.figure.append(this.#caption, this.#place);
    this.figure.dataset["title"] = "sensitivity";
    this.figure.dataset["plot"] = "sensitivity to each nuisance factor";
    this.#place.role = "img";
    this.#place.ariaLabel = "Sensitivity to each nuisance factor; the numbers are in the table below";
    new ResizeObserver(() => this.#remake()).observe(this.#place);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.#remake());
  }

  show(history: TrainingHistory) {
    const columns = FACTORS.flatMap(({ name }, column) => (history.session.interest.includes(name) ? [] : [column]));
    this.#names = columns.map((column) => FACTORS[column]?.name ?? "");
    const values = [
      columns.map((column) => history.measured.before?.sensitivities[column] ?? null),
      ...(["without", "with"] as const).map((kind) =>
        columns.map((column) => mean(history.latest(kind).map((measurement) => measurement.sensitivities[column] ?? 0))),
      ),
    ];
    const places = columns.flatMap((_, index) => OFFSETS.map((offset) => index + offset));
    const line = (which: number) =>
      places.map((_, place) => (place % 3 === which ? (values[which]?.[Math.floor(place / 3)] ?? null) : null));
    this.#data = [places, line(0), line(1), line(2)];
    this.#remake();
  }

  #remake() {
    this.#plot?.destroy();
    this.#plot = undefined;
    const width = this.#place.clientWidth;
    if (width > 0 && this.#names.length > 0) this.#plot = new uPlot(this.#options(width), this.#data, this.#place);
  }

  #options(width: number): uPlot.Options {
    const { colour, axis } = chartStyle();
    const count = this.#names.length;
    return {
      width,
      height: HEIGHT,
      padding: [8, 12, 0, 0],
      legend: { show: false },
      cursor: { show: false },
      scales: { x: { time: false, range: [-0.5, count - 0.5] }, y: { distr: 3 } },
      axes: [
        { ...axis, size: 24, grid: { show: false }, splits: this.#names.map((_, index) => index), values: () => this.#names },
        { ...axis, size: 52 },
      ],
      series: [
        {},
        ...COLOURS.map(
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
