// How the estimate and its spread change with the number of views: one small chart for each factor.

import type { ReadBack } from "engine";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";

import { create, format } from "../canvas/dom";
import { chartStyle } from "../charts/style";

const HEIGHT = 150;

/** The least that a chart shows to either side of the last estimate, as a share of the factor's range. */
const LEAST_WINDOW = 0.15;

/** uPlot: small, fast enough to redraw at every answer, draws bands and logarithmic axes. */
type Chart = { figure: HTMLElement; caption: HTMLElement; plot: uPlot };

export class AveragingCharts {
  #charts = new Map<string, Chart>();

  constructor(private readonly container: HTMLElement) {
    new ResizeObserver(() => this.#resize()).observe(container);
    // The colours are read from the style sheet when a chart is made: make them again when the scheme changes.
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
      const answer = this.#answer;
      for (const { figure, plot } of this.#charts.values()) {
        plot.destroy();
        figure.remove();
      }
      this.#charts.clear();
      if (answer) this.show(answer);
    });
  }

  #answer: ReadBack | undefined;

  show(answer: ReadBack) {
    this.#answer = answer;
    answer.estimates.forEach(({ factor, truth, lower, upper }, index) => {
      let chart = this.#charts.get(factor);
      if (!chart) this.#charts.set(factor, (chart = this.#make(factor)));
      const views = answer.by_views.map((point) => point.views);
      const estimates = answer.by_views.map((point) => point.estimates[index] ?? null);
      const spread = (sign: number) =>
        answer.by_views.map((point) => {
          const [estimate, deviation] = [point.estimates[index], point.spreads[index]];
          return estimate === undefined || deviation == null ? null : estimate + sign * deviation;
        });
      const data = [spread(1), spread(-1), estimates, views.map(() => truth)];
      chart.plot.setData([views, ...data], false);
      chart.plot.setScale("x", { min: 1, max: Math.max(2, ...views) });
      chart.plot.setScale("y", around(estimates.at(-1) ?? lower, data.flat(), LEAST_WINDOW * (upper - lower)));
      const [first, last] = [answer.by_views[0], answer.by_views.at(-1)];
      const at = (point: typeof first) => format(point?.estimates[index] ?? Number.NaN);
      chart.caption.textContent = `${factor}: ${at(first)}${first === last ? "" : ` → ${at(last)}`}`;
      chart.figure.dataset["points"] = String(views.length);
    });
  }

  #make(factor: string): Chart {
    const figure = create("figure", "chart");
    const caption = create("figcaption", "");
    const place = create("div", "chart-plot");
    figure.append(caption, place);
    this.container.append(figure);
    figure.dataset["factor"] = factor;
    figure.dataset["plot"] = `${factor} against the number of views`;
    const plot = new uPlot(options(place.clientWidth), [[], [], [], [], []], place);
    return { figure, caption, plot };
  }

  #resize() {
    for (const { plot } of this.#charts.values()) {
      const width = plot.root.parentElement?.clientWidth ?? 0;
      if (width > 0 && width !== plot.width) plot.setSize({ width, height: HEIGHT });
    }
  }
}

/** A scale with `centre` in its middle that shows all values and at least `least` to either side: it can be compared from answer to answer. */
function around(centre: number, values: (number | null)[], least: number): { min: number; max: number } {
  const distances = values.filter((value) => value !== null).map((value) => 1.08 * Math.abs(value - centre));
  const half = Math.max(least, ...distances);
  return { min: centre - half, max: centre + half };
}

function options(width: number): uPlot.Options {
  const { colour, axis } = chartStyle();
  return {
    width,
    height: HEIGHT,
    padding: [8, 12, 0, 0],
    legend: { show: false },
    cursor: { show: false },
    scales: { x: { time: false, auto: false, distr: 3, log: 2, range: (_, min, max) => [min, max] }, y: { auto: false } },
    axes: [
      { ...axis, size: 24, values: (_, splits) => splits.map((split) => (Number.isInteger(Math.log2(split)) ? String(split) : "")) },
      { ...axis, size: 40 },
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
