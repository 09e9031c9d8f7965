// The ways of a turned picture on the map: where its representation goes, and where it is predicted to go.

import type { Turned } from "engine";

import { onResize } from "../canvas/on-resize";
import { type Point, toPoints } from "../canvas/plane";
import { type ChartStyle, chartStyle, onColours } from "../charts/style";
import { type Frame, frameOf } from "./map-frame";

const MARGIN = { left: 16, right: 16, top: 16, bottom: 16 };
const RADIUS = { anchor: 2, step: 3.5, now: 8 };

export class TurningPlot {
  #shown: { turned: Turned; sixteenths: number } | undefined;

  constructor(private readonly canvas: HTMLCanvasElement) {
    onResize(canvas, () => this.#paint());
    onColours(() => this.#paint());
  }

  show(turned: Turned, sixteenths: number) {
    this.#shown = { turned, sixteenths };
    this.#paint();
  }

  #paint() {
    const { canvas } = this;
    const context = canvas.getContext("2d");
    const [width, height] = [canvas.clientWidth, canvas.clientHeight];
    if (!context || !this.#shown || width === 0) return;
    canvas.width = Math.round(width * devicePixelRatio);
    canvas.height = Math.round(height * devicePixelRatio);
    context.scale(devicePixelRatio, devicePixelRatio);
    const style = chartStyle();
    // A picture that is saved has the card's ground, too.
    context.fillStyle = style.colour("--card");
    context.fillRect(0, 0, width, height);
    const { turned, sixteenths } = this.#shown;
    const anchors = toPoints(turned.anchors);
    const [truth, predicted] = [turned.turns.map(({ truth }) => truth), turned.turns.map(({ predicted }) => predicted)];
    const place = frameOf([...anchors, ...truth, ...predicted], canvas, MARGIN);
    paintAnchors(context, style, anchors.map(place));
    // A whole turn leads back to the picture; what is predicted need not come back.
    paintWay(context, { ...style, ink: "--text", isPredicted: false }, [...truth, ...truth.slice(0, 1)].map(place));
    paintWay(context, { ...style, ink: "--equivariant", isPredicted: true }, predicted.map(place));
    paintNow(context, style, truth[sixteenths], predicted[sixteenths], place);
  }
}

function paintAnchors(context: CanvasRenderingContext2D, { colour }: ChartStyle, anchors: readonly Point[]) {
  context.fillStyle = colour("--muted");
  context.globalAlpha = 0.4;
  for (const anchor of anchors) {
    circle(context, anchor, RADIUS.anchor);
    context.fill();
  }
  context.globalAlpha = 1;
}

interface WayStyle extends ChartStyle {
  ink: string;
  isPredicted: boolean;
}

/** A line from step to step: whole with dots, or, where it is predicted, dashed with rings. */
function paintWay(context: CanvasRenderingContext2D, { colour, ink, isPredicted }: WayStyle, way: readonly Point[]) {
  context.strokeStyle = colour(ink);
  context.lineWidth = 2;
  context.setLineDash(isPredicted ? [5, 4] : []);
  context.beginPath();
  for (const point of way) context.lineTo(...point);
  context.stroke();
  context.setLineDash([]);
  context.fillStyle = colour(isPredicted ? "--card" : ink);
  for (const point of way) {
    circle(context, point, RADIUS.step);
    context.fill();
    context.stroke();
  }
}

/** Where the picture is as it is turned now, where it is predicted to be, and how far these are apart. */
function paintNow(
  context: CanvasRenderingContext2D,
  { colour }: ChartStyle,
  truth: Point | undefined,
  predicted: Point | undefined,
  place: Frame,
) {
  if (!truth || !predicted) return;
  context.lineWidth = 3;
  context.strokeStyle = colour("--muted");
  context.beginPath();
  context.moveTo(...place(truth));
  context.lineTo(...place(predicted));
  context.stroke();
  circle(context, place(truth), RADIUS.now);
  context.fillStyle = colour("--text");
  context.fill();
  circle(context, place(predicted), RADIUS.now);
  context.strokeStyle = colour("--equivariant");
  context.stroke();
}

function circle(context: CanvasRenderingContext2D, at: Point, radius: number) {
  context.beginPath();
  context.arc(...at, radius, 0, 2 * Math.PI);
}
