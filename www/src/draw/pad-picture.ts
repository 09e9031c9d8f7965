// What is to be seen on the pad: the strokes, and lines that are no part of the drawing.

import { GlowLayer } from "../canvas/glow-layer";
import { clearPlane, type Point, planeContext, strokeLine } from "../canvas/plane";
import type { Strokes } from "../state/strokes";

/** The dashes of a curve to trace, and a curve found in the strokes with its edge, to be seen on any colour. */
const GHOST = { width: 0.06, dashes: [0.2, 0.16], colour: "#ffffffb3" };
/** The rest of a stroke that nobody has drawn: dashed, and in no colour of the pen's. */
const REST = { width: 0.1, dashes: [0.28, 0.2], colour: "#7fe7ff", edge: 0.18, edgeColour: "#000000b3" };
const FOUND = { width: 0.1, colour: "#ffffff", edge: 0.2, edgeColour: "#000000b3" };

export interface OnPad {
  strokes: Strokes;
  brush: string;
  paper: string;
  /** A curve to trace, under the strokes. */
  ghost: readonly Point[];
  /** A curve that was found in the strokes, over them. */
  found: readonly Point[];
  /** The rest of a stroke, over them. */
  rest: readonly Point[];
  /** The keyboard's pen. */
  pen: { at: Point; isDown: boolean } | undefined;
}

export class PadPicture {
  readonly #layer: GlowLayer;

  constructor(
    private readonly canvas: HTMLCanvasElement,
    onLost: () => void,
  ) {
    this.#layer = new GlowLayer(onLost);
    canvas.addEventListener("contextrestored", onLost);
  }

  paint({ strokes, brush, paper, ghost, found, rest, pen }: OnPad) {
    const context = planeContext(this.canvas);
    if (!context) return;
    clearPlane(context, paper);
    context.setLineDash(GHOST.dashes);
    strokeLine(context, ghost, GHOST.width, GHOST.colour);
    context.setLineDash([]);
    if (strokes.length > 0) this.#layer.paint(context, strokes, brush);
    context.setLineDash(REST.dashes);
    strokeLine(context, rest, REST.edge, REST.edgeColour);
    strokeLine(context, rest, REST.width, REST.colour);
    context.setLineDash([]);
    strokeLine(context, found, FOUND.edge, FOUND.edgeColour);
    strokeLine(context, found, FOUND.width, FOUND.colour);
    if (pen) paintPen(context, pen.at, pen.isDown);
  }
}

function paintPen(context: CanvasRenderingContext2D, at: Point, isDown: boolean) {
  context.beginPath();
  context.arc(...at, 0.3, 0, 2 * Math.PI);
  context.lineWidth = 0.08;
  context.strokeStyle = "#fff";
  context.stroke();
  context.fillStyle = isDown ? "#fff" : "transparent";
  context.fill();
}
