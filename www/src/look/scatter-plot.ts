// A scatter plot of samples that move to new places; one of them can be picked by pointer or by arrow keys.

import { between, eased } from "../canvas/interpolation";
import { animate } from "../canvas/motion";
import { onResize } from "../canvas/on-resize";
import type { Point } from "../canvas/plane";
import { type ChartStyle, chartStyle, onColours } from "../charts/style";
import { type Frame, frameOf } from "./map-frame";
import { viridisStyle } from "./viridis";

const MOVE_MS = 300;
const RADIUS = 4.5;
/** Of a picture that stands in place of a dot: its side, and the frame around it that has the colour. A narrow map has smaller ones. */
const PICTURE = { side: 16, frame: 3 };
const NARROW_PICTURE = { side: 11, frame: 2.5 };
const NARROW = 480;
/** By how much the picture is enlarged that is picked. */
const ENLARGED = 2.5;
/** How near, in CSS pixels, a pointer must come. */
const REACH = 24;
/** Room around the points for the axes' captions and the legend, in CSS pixels. */
const MARGIN = { left: 28, right: 12, top: 34, bottom: 28 };
const LEGEND = { width: 96, height: 10 };

/** What the colours stand for: a share of the way from `lower` to `upper` for each sample. */
export interface Colouring {
  name: string;
  lower: number;
  upper: number;
  shares: number[];
}

/** Paints the picture of a sample with its upper left corner at a point, so many CSS pixels wide and high. */
export type PaintSample = (context: CanvasRenderingContext2D, sample: number, corner: Point, side: number) => void;

export class ScatterPlot {
  /** Where the samples are on show: on their way while they move. */
  #shown: Point[] = [];
  /** The samples from left to right: the order in which the arrow keys go through them. */
  #order: number[] = [];
  #axes: [string, string] = ["", ""];
  #colouring: Colouring | undefined;
  /** What shows a sample in place of a dot. */
  #picture: PaintSample | undefined;
  #picked: number | undefined;
  #stopMove = () => {};

  constructor(
    private readonly canvas: HTMLCanvasElement,
    private readonly onPick: (sample: number, byKey: boolean) => void,
  ) {
    onResize(canvas, () => this.paint());
    onColours(() => this.paint());
    for (const kind of ["pointermove", "pointerdown"] as const) canvas.addEventListener(kind, (event) => this.#point(event));
    canvas.addEventListener("keydown", (event) => this.#key(event));
  }

  /** Other samples come: none of them is picked, or moves from the place of another. */
  clear() {
    this.#stopMove();
    this.#shown = [];
    this.#picked = undefined;
  }

  /** Moves the samples, shown as dots or as pictures, to new places; samples that were not there before appear at theirs. */
  move(points: Point[], axes: [string, string], picture?: PaintSample) {
    this.#stopMove();
    const from = this.#shown;
    this.#picture = picture;
    this.#axes = axes;
    this.#order = points.map((_, sample) => sample).sort((a, b) => (points[a]?.[0] ?? 0) - (points[b]?.[0] ?? 0));
    const show = (share: number) => {
      this.#shown = between(from, points, eased(share));
      this.paint();
    };
    if (from.length === 0) show(1);
    else this.#stopMove = animate(MOVE_MS, show);
  }

  colour(colouring: Colouring) {
    this.#colouring = colouring;
    this.paint();
  }

  paint() {
    const { canvas } = this;
    const context = canvas.getContext("2d");
    const [width, height] = [canvas.clientWidth, canvas.clientHeight];
    if (!context || width === 0 || this.#shown.length === 0) return;
    const ratio = devicePixelRatio;
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
    context.scale(ratio, ratio);
    const style = chartStyle();
    // A picture that is saved has the card's ground, too.
    context.fillStyle = style.colour("--card");
    context.fillRect(0, 0, width, height);
    const place = this.#frame(this.#shown);
    this.#paintAxes(context, style, place);
    this.#paintPoints(context, style, place);
    this.#paintLegend(context, style);
  }

  #frame(points: readonly Point[]): Frame {
    const half = this.#picture ? this.#pictureSize.side / 2 + this.#pictureSize.frame : RADIUS;
    const room = { left: MARGIN.left + half, right: MARGIN.right + half, top: MARGIN.top + half, bottom: MARGIN.bottom + half };
    return frameOf(points, this.canvas, room);
  }

  #paintAxes(context: CanvasRenderingContext2D, { colour, axis }: ChartStyle, place: Frame) {
    const [width, height] = [this.canvas.clientWidth, this.canvas.clientHeight];
    const [x, y] = place([0, 0]);
    context.strokeStyle = colour("--line");
    context.lineWidth = 1;
    context.beginPath();
    context.moveTo(MARGIN.left, y);
    context.lineTo(width - MARGIN.right, y);
    context.moveTo(x, MARGIN.top);
    context.lineTo(x, height - MARGIN.bottom);
    context.stroke();
    context.fillStyle = colour("--muted");
    context.font = axis.font as string;
    context.textAlign = "center";
    context.fillText(this.#axes[0], (MARGIN.left + width - MARGIN.right) / 2, height - 9);
    context.save();
    context.translate(16, (MARGIN.top + height - MARGIN.bottom) / 2);
    context.rotate(-Math.PI / 2);
    context.fillText(this.#axes[1], 0, 0);
    context.restore();
  }

  #paintPoints(context: CanvasRenderingContext2D, style: ChartStyle, place: Frame) {
    const paint = this.#picture ? this.#paintPicture : this.#paintDot;
    this.#shown.forEach((point, sample) => {
      paint(context, style, place(point), sample);
    });
    const picked = this.#picked === undefined ? undefined : this.#shown[this.#picked];
    if (this.#picked !== undefined && picked) this.#paintPicked(context, style, place(picked), this.#picked);
  }

  readonly #paintDot = (context: CanvasRenderingContext2D, { colour }: ChartStyle, at: Point, sample: number) => {
    circle(context, at, RADIUS);
    context.fillStyle = this.#colourOf(sample);
    context.fill();
    // The edge keeps the scale's darkest and lightest colours visible on either ground.
    context.strokeStyle = colour("--muted");
    context.lineWidth = 0.75;
    context.stroke();
  };

  readonly #paintPicture = (context: CanvasRenderingContext2D, { colour }: ChartStyle, [x, y]: Point, sample: number, times = 1) => {
    const { side, frame } = this.#pictureSize;
    const half = (times * side) / 2;
    const outer = half + frame;
    context.fillStyle = this.#colourOf(sample);
    context.fillRect(x - outer, y - outer, 2 * outer, 2 * outer);
    context.strokeStyle = colour("--muted");
    context.lineWidth = 0.75;
    context.strokeRect(x - outer, y - outer, 2 * outer, 2 * outer);
    this.#picture?.(context, sample, [x - half, y - half], 2 * half);
  };

  #paintPicked(context: CanvasRenderingContext2D, style: ChartStyle, at: Point, sample: number) {
    if (this.#picture) {
      this.#paintPicture(context, style, at, sample, ENLARGED);
      const outer = (ENLARGED * this.#pictureSize.side) / 2 + this.#pictureSize.frame + 1;
      context.beginPath();
      context.rect(at[0] - outer, at[1] - outer, 2 * outer, 2 * outer);
    } else {
      circle(context, at, RADIUS + 4);
    }
    context.strokeStyle = style.colour("--text");
    context.lineWidth = 2.5;
    context.stroke();
  }

  #colourOf(sample: number): string {
    return viridisStyle(this.#colouring?.shares[sample] ?? 0);
  }

  get #pictureSize(): typeof PICTURE {
    return this.canvas.clientWidth < NARROW ? NARROW_PICTURE : PICTURE;
  }

  #paintLegend(context: CanvasRenderingContext2D, { colour, axis }: ChartStyle) {
    if (!this.#colouring) return;
    const { name, lower, upper } = this.#colouring;
    const right = this.canvas.clientWidth - MARGIN.right;
    context.fillStyle = colour("--muted");
    context.font = axis.font as string;
    context.textAlign = "right";
    context.fillText(String(upper), right, 17);
    const end = right - context.measureText(String(upper)).width - 6;
    const gradient = context.createLinearGradient(end - LEGEND.width, 0, end, 0);
    for (let stop = 0; stop <= 10; stop++) gradient.addColorStop(stop / 10, viridisStyle(stop / 10));
    context.fillText(`${name}   ${lower}`, end - LEGEND.width - 6, 17);
    context.fillStyle = gradient;
    context.fillRect(end - LEGEND.width, 8, LEGEND.width, LEGEND.height);
  }

  #point(event: PointerEvent) {
    const place = this.#frame(this.#shown);
    const box = this.canvas.getBoundingClientRect();
    const [x, y] = [event.clientX - box.left, event.clientY - box.top];
    const distances = this.#shown.map((point) => {
      const [placeX, placeY] = place(point);
      return Math.hypot(placeX - x, placeY - y);
    });
    const nearest = Math.min(...distances);
    if (nearest <= REACH) this.#pick(distances.indexOf(nearest), false);
  }

  #key(event: KeyboardEvent) {
    const last = this.#order.length - 1;
    const at = this.#picked === undefined ? -1 : this.#order.indexOf(this.#picked);
    const places: Record<string, number> = {
      ArrowRight: Math.min(at + 1, last),
      ArrowUp: Math.min(at + 1, last),
      ArrowLeft: Math.max(at - 1, 0),
      ArrowDown: Math.max(at - 1, 0),
      Home: 0,
      End: last,
    };
    const sample = this.#order[places[event.key] ?? -1];
    if (sample === undefined) return;
    event.preventDefault();
    this.#pick(sample, true);
  }

  #pick(sample: number, byKey: boolean) {
    if (sample === this.#picked) return;
    this.#picked = sample;
    this.paint();
    this.onPick(sample, byKey);
  }
}

function circle(context: CanvasRenderingContext2D, at: Point, radius: number) {
  context.beginPath();
  context.arc(...at, radius, 0, 2 * Math.PI);
}
