// Ten sensitivities on a logarithmic axis: a filled dot for interest, a ring for nuisance, and a line from where it was before.

import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";

import { chartStyle } from "../chart-style";
import { create } from "../dom";
import type { FactorSpec } from "../engine-types";

const ROW_HEIGHT = 26;
const AXIS_HEIGHT = 32;

/** Sensitivities in the order of the factors; before is null where the encoder that was loaded is the one that reads. */
export interface Sensitivities {
  now: number[];
  before: number[] | null;
}

export class SensitivityDots {
  readonly place = create("div", "chart-plot");
  #plot: uPlot | undefined;
  #factors: FactorSpec[] = [];
  #shown: Sensitivities | undefined;

  constructor() {
    new ResizeObserver(() => this.#remake()).observe(this.place);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.#remake());
  }

  show(factors: FactorSpec[], sensitivities: Sensitivities) {
    this.#factors = factors;
    this.#shown = sensitivities;
    this.#remake();
  }

  #remake() {
    this.#plot?.destroy();
    this.#plot = undefined;
    const width = this.place.clientWidth;
    if (width === 0 || !this.#shown) return;
    const { now, before } = this.#shown;
    const of = (role: FactorSpec["role"]) => now.map((value, row) => (this.#factors[row]?.role === role ? value : null));
    const rows = now.map((_, row) => row);
    this.#plot = new uPlot(this.#options(width, before), [rows, before ?? now.map(() => null), of("interest"), of("nuisance")], this.place);
  }

  #options(width: number, before: number[] | null): uPlot.Options {
    const { colour, axis } = chartStyle();
    const count = this.#factors.length;
    const dots = (stroke: string, fill: string): uPlot.Series => ({
      stroke,
      paths: () => null,
      points: { show: true, size: 11, width: 2.5, fill },
    });
    return {
      width,
      height: count * ROW_HEIGHT + AXIS_HEIGHT,
      padding: [4, 16, 0, 0],
      legend: { show: false },
      cursor: { show: false },
      // The factors stand below each other: the axis of the rows is the vertical one.
      scales: { x: { time: false, ori: 1, dir: -1, range: [-0.5, count - 0.5] }, y: { ori: 0, dir: 1, distr: 3 } },
      axes: [
        {
          ...axis,
          side: 3,
          size: 66,
          grid: { show: false },
          splits: this.#factors.map((_, row) => row),
          values: () => this.#factors.map(({ name, role }) => `${name} ${role === "interest" ? "●" : "○"}`),
        },
        { ...axis, side: 2, size: AXIS_HEIGHT - 4 },
      ],
      series: [
        {},
        { stroke: "transparent", points: { show: false } },
        dots(colour("--interest"), colour("--interest")),
        dots(colour("--nuisance"), colour("--card")),
      ],
      // Below the dots.
      hooks: { drawAxes: [(plot) => paintBefore(plot, before, this.#shown?.now ?? [], colour("--muted"))] },
    };
  }
}

/** A tick where each sensitivity was before, and a line from it to where it is now. */
function paintBefore({ ctx, valToPos }: uPlot, before: number[] | null, now: number[], colour: string) {
  const half = 6 * devicePixelRatio;
  ctx.save();
  ctx.strokeStyle = colour;
  ctx.lineWidth = 2 * devicePixelRatio;
  ctx.beginPath();
  before?.forEach((value, row) => {
    const [x, y] = [valToPos(value, "y", true), valToPos(row, "x", true)];
    ctx.moveTo(x, y - half);
    ctx.lineTo(x, y + half);
    ctx.moveTo(x, y);
    ctx.lineTo(valToPos(now[row] ?? value, "y", true), y);
  });
  ctx.stroke();
  ctx.restore();
}
