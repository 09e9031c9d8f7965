// Sensitivities on a logarithmic axis: a mark that tells the role, and a line from where it was before.

import type { Factor } from "engine";
import type uPlot from "uplot";

import { Chart } from "../charts/chart";
import { chartStyle, upright } from "../charts/style";
import { logTickWords, roundNumbers } from "../charts/ticks";
import { MARKS, paintMark } from "./role-marks";

const ROW_HEIGHT = 26;
const AXIS_HEIGHT = 32;
/** By how much the axis goes on beyond the smallest and the largest, as a factor. */
const MARGIN = 1.4;
const UNSEEN: uPlot.Series = { stroke: "transparent", points: { show: false } };
/** What the axis shows while no sensitivity is above zero. */
const EMPTY: [number, number] = [0.1, 10];

/** The sensitivity to a factor; before is null where the encoder that was loaded is the one that reads, or has none. */
export interface Sensitivity extends Pick<Factor, "name" | "role"> {
  now: number;
  before: number | null;
}

export class SensitivityDots {
  readonly #chart: Chart;
  readonly place: HTMLElement;
  #shown: readonly Sensitivity[] = [];

  constructor(label: string) {
    this.#chart = new Chart(label, () => this.#options());
    this.place = this.#chart.place;
  }

  show(sensitivities: readonly Sensitivity[]) {
    this.#shown = sensitivities;
    this.#chart.remake([
      sensitivities.map((_, row) => row),
      sensitivities.map(({ now }) => now),
      sensitivities.map(({ now, before }) => before ?? now),
    ]);
  }

  #options(): Omit<uPlot.Options, "width"> {
    const { axis } = chartStyle();
    const count = this.#shown.length;
    return {
      height: count * ROW_HEIGHT + AXIS_HEIGHT,
      padding: [4, 16, 0, 0],
      // The factors stand below each other: the axis of the rows is the vertical one.
      scales: {
        x: { time: false, ori: 1, dir: -1, range: [-0.5, count - 0.5] },
        y: { ori: 0, dir: 1, distr: 3, range: (_, least, largest) => (least > 0 ? [least / MARGIN, largest * MARGIN] : EMPTY) },
      },
      axes: [
        {
          ...axis,
          side: 3,
          size: upright(66),
          grid: { show: false },
          splits: this.#shown.map((_, row) => row),
          values: () => this.#shown.map(({ name, role }) => `${name} ${MARKS[role]}`),
        },
        {
          ...axis,
          side: 2,
          size: AXIS_HEIGHT - 4,
          splits: (_, __, least, largest) => roundNumbers(least, largest),
          filter: (_, splits) => splits,
          values: (_, splits) => logTickWords(splits),
        },
      ],
      // The lines set the range alone: uPlot's points are not round on an axis that lies down.
      series: [{}, UNSEEN, UNSEEN],
      hooks: { draw: [(plot) => this.#paint(plot)] },
    };
  }

  #paint({ ctx, valToPos }: uPlot) {
    const style = chartStyle();
    const at = (value: number, row: number) => [valToPos(value, "y", true), valToPos(row, "x", true)] as const;
    ctx.save();
    ctx.lineWidth = 2 * devicePixelRatio;
    ctx.strokeStyle = style.colour("--muted");
    this.#shown.forEach(({ now, before }, row) => {
      if (before !== null) paintBefore(ctx, at(before, row), at(now, row));
    });
    this.#shown.forEach(({ now, role }, row) => {
      paintMark(ctx, style, at(now, row), role);
    });
    ctx.restore();
  }
}

/** A tick where a sensitivity was before, and a line from it to where it is now. */
function paintBefore(context: CanvasRenderingContext2D, [x, y]: readonly [number, number], [nowX, nowY]: readonly [number, number]) {
  const half = 6 * devicePixelRatio;
  context.beginPath();
  context.moveTo(x, y - half);
  context.lineTo(x, y + half);
  context.moveTo(x, y);
  context.lineTo(nowX, nowY);
  context.stroke();
}
