// How the estimate and its interval change with the number of views: one small chart for each factor.

import type { Interval, ReadBack } from "engine";
import type uPlot from "uplot";

import { create } from "../canvas/dom";
import { format } from "../canvas/numbers";
import { write } from "../canvas/untranslated";
import { Chart } from "../charts/chart";
import { chartStyle, upright } from "../charts/style";

const HEIGHT = 150;

/** The least that a chart shows to either side of the last estimate, as a share of the factor's range. */
const LEAST_WINDOW = 0.15;

type Figure = { figure: HTMLElement; caption: HTMLElement; chart: Chart };

export class AveragingCharts {
  readonly #figures = new Map<string, Figure>();

  constructor(private readonly container: HTMLElement) {}

  show(answer: ReadBack) {
    // Another encoder may read other factors.
    for (const [factor, { figure }] of this.#figures) figure.hidden = !answer.estimates.some((estimate) => estimate.factor === factor);
    answer.estimates.forEach(({ factor, truth, lower, upper }, index) => {
      const { figure, caption, chart } = this.#figures.get(factor) ?? this.#make(factor);
      const views = answer.by_views.map((point) => point.views);
      const estimates = answer.by_views.map((point) => point.estimates[index] ?? null);
      const end = (of: keyof Interval) => answer.by_views.map((point) => point.intervals[index]?.[of] ?? null);
      const data = [end("upper"), end("lower"), estimates, views.map(() => truth)];
      chart.show([views, ...data], {
        x: { min: 1, max: Math.max(2, ...views) },
        y: around(estimates.at(-1) ?? lower, data.flat(), LEAST_WINDOW * (upper - lower)),
      });
      const [first, last] = [answer.by_views[0], answer.by_views.at(-1)];
      const at = (point: typeof first) => format(point?.estimates[index] ?? Number.NaN);
      write(caption, `${factor}: ${at(first)}${first === last ? "" : ` → ${at(last)}`}`);
      figure.dataset["points"] = String(views.length);
    });
  }

  #make(factor: string): Figure {
    const title = `${factor} against the number of views`;
    const made = { figure: create("figure", "chart"), caption: create("figcaption", ""), chart: new Chart(title, options) };
    made.figure.append(made.caption, made.chart.place);
    made.figure.dataset["factor"] = factor;
    made.figure.dataset["plot"] = title;
    this.container.append(made.figure);
    this.#figures.set(factor, made);
    return made;
  }
}

/** A scale with `centre` in its middle that shows all values and at least `least` to either side: it can be compared from answer to answer. */
function around(centre: number, values: (number | null)[], least: number): { min: number; max: number } {
  const distances = values.filter((value) => value !== null).map((value) => 1.08 * Math.abs(value - centre));
  // Where all values are the same, and no range is known, there is still something to either side.
  const half = Math.max(least, ...distances) || Math.max(Math.abs(centre), 1) * 1e-3;
  return { min: centre - half, max: centre + half };
}

function options(): Omit<uPlot.Options, "width"> {
  const { colour, axis } = chartStyle();
  return {
    height: HEIGHT,
    padding: [8, 12, 0, 0],
    scales: { x: { time: false, auto: false, distr: 3, log: 2, range: (_, min, max) => [min, max] }, y: { auto: false } },
    axes: [
      { ...axis, size: 24, values: (_, splits) => splits.map((split) => (Number.isInteger(Math.log2(split)) ? String(split) : "")) },
      { ...axis, size: upright(40) },
    ],
    bands: [{ series: [1, 2], fill: colour("--interest-band") }],
    series: [
      {},
      { stroke: "transparent", points: { show: false } },
      { stroke: "transparent", points: { show: false } },
      { stroke: colour("--interest"), width: 2, points: { show: true, size: 5, fill: colour("--interest") } },
      { stroke: colour("--text"), width: 1, dash: [4, 4], points: { show: false } },
    ],
  };
}
