// A chart of quantities over steps: lines, with a band from the smallest to the largest where there are several seeds.

import type uPlot from "uplot";

import { create } from "../canvas/dom";
import { figure } from "../canvas/numbers";
import { write } from "../canvas/untranslated";
import { Chart } from "./chart";
import { FoldedTable } from "./folded-table";
import { chartStyle, faint, upright } from "./style";
import { fillTable, tableRow } from "./table";

/** How a line looks; the colour is a custom property of the style sheet. */
export interface LineStyle {
  label: string;
  colour: string;
  dash?: number[];
}

/** The values of one line at some steps: one for each seed that has one. */
export type Line = Map<number, number[]>;

const HEIGHT = 170;

export class LineChart {
  readonly figure = create("figure", "chart");
  readonly #chart: Chart;
  readonly #styles: LineStyle[];
  readonly #table: FoldedTable;
  #data: uPlot.AlignedData = [[]];

  constructor(title: string, styles: LineStyle[]) {
    this.#styles = styles;
    this.#chart = new Chart(title, () => options(styles));
    this.#table = new FoldedTable(title, (table) => this.#fill(table));
    const caption = create("figcaption", "");
    write(caption, title);
    this.figure.append(caption, this.#chart.place, this.#table.root);
    this.figure.dataset["title"] = this.figure.dataset["plot"] = title;
  }

  /** Shows lines in the order of their styles. */
  show(lines: Line[]) {
    const steps = [...new Set(lines.flatMap((line) => [...line.keys()]))].sort((a, b) => a - b);
    const of = (line: Line, summary: (values: number[]) => number) =>
      steps.map((step) => {
        const values = line.get(step);
        const value = values && values.length > 0 ? summary(values) : Number.NaN;
        // A run whose loss is no number any more has no point there.
        return Number.isFinite(value) ? value : null;
      });
    const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
    this.#data = [steps, ...lines.flatMap((line) => [of(line, (v) => Math.max(...v)), of(line, (v) => Math.min(...v)), of(line, mean)])];
    this.figure.dataset["points"] = String(steps.length);
    this.#table.refresh();
    this.#chart.show(this.#data);
  }

  /** Takes it off the page for good. */
  remove() {
    this.#chart.remove();
    this.figure.remove();
  }

  /** The means, step by step. */
  #fill(table: HTMLTableElement) {
    const [steps, ...lines] = this.#data;
    const cell = (value: number | null | undefined) => (value == null ? "" : figure(value));
    const rows = [...steps].map((step, row) =>
      tableRow(
        String(step),
        this.#styles.map((_, index) => cell(lines[3 * index + 2]?.[row])),
      ),
    );
    fillTable(table, ["step", ...this.#styles.map(({ label }) => label)], rows);
  }
}

function options(styles: LineStyle[]): Omit<uPlot.Options, "width"> {
  const { colour, axis } = chartStyle();
  const edge: uPlot.Series = { stroke: "transparent", points: { show: false }, spanGaps: true };
  return {
    height: HEIGHT,
    padding: [8, 12, 0, 0],
    scales: { x: { time: false } },
    axes: [
      { ...axis, size: 24 },
      { ...axis, size: upright(52) },
    ],
    bands: styles.map((line, index) => ({ series: [3 * index + 1, 3 * index + 2], fill: faint(colour(line.colour)) })),
    series: [
      {},
      ...styles.flatMap((line): uPlot.Series[] => [
        edge,
        edge,
        {
          label: line.label,
          stroke: colour(line.colour),
          width: 2,
          spanGaps: true,
          points: { size: 5, fill: colour(line.colour) },
          ...(line.dash ? { dash: line.dash } : {}),
        },
      ]),
    ],
  };
}
