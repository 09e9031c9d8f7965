// Three measures of blindness by factor, in panes beside each other. In each of them farther to the right is blinder.

import type { Blindness, FactorBlindness } from "engine";
import type uPlot from "uplot";

import { Chart } from "../charts/chart";
import { type ChartStyle, chartStyle } from "../charts/style";
import { MARKS, paintMark } from "./role-marks";

const ROW_HEIGHT = 24;
const AXIS_HEIGHT = 28;
/** Above the panes: two lines of a title. */
const TITLE_HEIGHT = 34;
const LINE_HEIGHT = 13;
/** Room on either side of a pane, as a share of it. */
const ROOM = 0.07;
/** The smallest share of the variance that is told from none. */
const LEAST_SHARE = 1e-3;
const UNSEEN: uPlot.Series = { stroke: "transparent", points: { show: false } };

/** A measure: where a factor lies in its pane, from 0, where everything is seen, to 1, blind. */
interface Pane {
  title: readonly [string, string];
  ticks: readonly number[];
  at(value: number, found: Blindness): number;
  of(factor: FactorBlindness): number;
  /** What luck would make of it. */
  chance?: (factor: FactorBlindness) => number;
}

const PANES: readonly Pane[] = [
  {
    title: ["share of", "the variance"],
    ticks: [1, 0.1, 0.01],
    at: (share) => Math.log(Math.max(share, LEAST_SHARE)) / Math.log(LEAST_SHARE),
    of: ({ variance_share }) => variance_share,
  },
  { title: ["whitened", "cosine"], ticks: [0, 0.5, 1], at: (cosine) => cosine, of: ({ whitened_cosine }) => whitened_cosine },
  {
    title: ["steadiness", "of firing"],
    ticks: [0, 10, 20],
    at: (firing, { most_firing }) => firing / most_firing,
    of: ({ firing }) => firing,
    chance: ({ chance }) => chance,
  },
];

export class BlindnessDots {
  readonly place: HTMLElement;
  readonly #chart: Chart;
  #shown: Blindness | undefined;
  #beside: Blindness | undefined;

  constructor(label: string) {
    this.#chart = new Chart(label, () => this.#options());
    this.place = this.#chart.place;
  }

  /** Shows what was found of an encoder, with ticks where another one is. */
  show(shown: Blindness, beside: Blindness | undefined) {
    this.#shown = shown;
    this.#beside = beside;
    const rows = shown.factors.map((_, row) => row);
    this.#chart.remake([rows, rows.map(() => 0)]);
  }

  #options(): Omit<uPlot.Options, "width"> {
    const { axis } = chartStyle();
    const { factors } = this.#shown ?? { factors: [] };
    const ticks = this.#ticks();
    return {
      height: TITLE_HEIGHT + factors.length * ROW_HEIGHT + AXIS_HEIGHT,
      padding: [TITLE_HEIGHT, 4, 0, 0],
      // The factors stand below each other: the axis of the rows is the vertical one.
      scales: {
        x: { time: false, ori: 1, dir: -1, range: [-0.5, factors.length - 0.5] },
        y: { ori: 0, dir: 1, range: [0, PANES.length] },
      },
      axes: [
        {
          ...axis,
          side: 3,
          size: 74,
          grid: { show: false },
          splits: factors.map((_, row) => row),
          values: () => factors.map(({ name, role }) => `${name} ${MARKS[role]}`),
        },
        {
          ...axis,
          side: 2,
          size: AXIS_HEIGHT - 4,
          splits: ticks.map(({ at }) => at),
          values: () => ticks.map(({ tick }) => String(tick)),
        },
      ],
      series: [{}, UNSEEN],
      hooks: { draw: [(plot) => this.#paint(plot)] },
    };
  }

  #ticks(): { at: number; tick: number }[] {
    const shown = this.#shown;
    return shown ? PANES.flatMap((pane, number) => pane.ticks.map((tick) => ({ at: placeIn(number, pane.at(tick, shown)), tick }))) : [];
  }

  #paint(plot: uPlot) {
    const shown = this.#shown;
    if (!shown) return;
    const style = chartStyle();
    plot.ctx.save();
    PANES.forEach((pane, number) => {
      paintTitle(plot, style, pane.title, number);
      shown.factors.forEach((factor, row) => {
        const at = (value: number) =>
          [plot.valToPos(placeIn(number, pane.at(value, shown)), "y", true), plot.valToPos(row, "x", true)] as const;
        const other = this.#beside?.factors.find(({ name }) => name === factor.name);
        if (pane.chance) paintLuck(plot.ctx, style, at(pane.chance(factor)));
        if (other) paintBeside(plot.ctx, style, at(pane.of(other)), at(pane.of(factor)));
        paintMark(plot.ctx, style, at(pane.of(factor)), factor.role);
      });
    });
    plot.ctx.restore();
  }
}

/** Where a share of the way through a pane lies on the axis of all panes; what is beyond an end lies at it. */
function placeIn(pane: number, share: number): number {
  return pane + ROOM + (1 - 2 * ROOM) * Math.min(Math.max(share, 0), 1);
}

type Place = readonly [x: number, y: number];

function paintTitle({ ctx, bbox, valToPos }: uPlot, { colour, axis }: ChartStyle, lines: readonly string[], pane: number) {
  ctx.fillStyle = colour("--text");
  ctx.textAlign = "left";
  ctx.textBaseline = "bottom";
  ctx.font = scaled(axis.font);
  lines.forEach((line, number) => {
    const above = (lines.length - 1 - number) * LINE_HEIGHT + 6;
    ctx.fillText(line, valToPos(placeIn(pane, 0), "y", true), bbox.top - above * devicePixelRatio);
  });
}

/** The font of the axes on a canvas, whose pixels are the device's. */
function scaled(font: uPlot.Axis["font"]): string {
  return String(font).replace(/\d+(?=px)/, (size) => String(Number(size) * devicePixelRatio));
}

/** What luck would make of it: a thin line as high as the row. */
function paintLuck(context: CanvasRenderingContext2D, { colour }: ChartStyle, [x, y]: Place) {
  const half = 0.5 * ROW_HEIGHT * devicePixelRatio;
  context.lineWidth = devicePixelRatio;
  context.strokeStyle = colour("--muted");
  context.setLineDash([2 * devicePixelRatio, 2 * devicePixelRatio]);
  context.beginPath();
  context.moveTo(x, y - half);
  context.lineTo(x, y + half);
  context.stroke();
  context.setLineDash([]);
}

/** A tick where the other encoder is, and a line from it to where this one is. */
function paintBeside(context: CanvasRenderingContext2D, { colour }: ChartStyle, [x, y]: Place, [nowX, nowY]: Place) {
  const half = 6 * devicePixelRatio;
  context.lineWidth = 2 * devicePixelRatio;
  context.strokeStyle = colour("--muted");
  context.beginPath();
  context.moveTo(x, y - half);
  context.lineTo(x, y + half);
  context.moveTo(x, y);
  context.lineTo(nowX, nowY);
  context.stroke();
}
