// Strokes with their glow, painted once each. The layer is a canvas in grey: how much of the pen's colour there is at each
// place, which is the most that any stroke leaves there. So what is new in a drawing can be painted over the rest, and a large
// drawing over several frames.

import type { Stroke } from "engine";

import { glow, type Point, pathThrough, planeContextOf } from "./plane";

type Line = Pick<Stroke, "points" | "width">;

/** Lines of one width that are painted together: the time of a path grows faster than its length. */
type Piece = { width: number; lines: Point[][]; length: number };
const LONGEST_PIECE = 64;
/** So many points are painted in one frame: some 50 ms where a processor does it. */
const POINTS_OF_A_FRAME = 400;

export class GlowLayer {
  readonly #mask = document.createElement("canvas");
  /** The mask in the pen's colour. */
  readonly #ink = document.createElement("canvas");
  /** What is on the mask, or waits to be. */
  #painted: readonly Line[] = [];
  #waiting: Piece[] = [];

  /** `again` is called to go on with a large drawing, and where what was painted is lost, as when the GPU's process ends. */
  constructor(private readonly again: () => void) {
    this.#mask.addEventListener("contextrestored", () => {
      this.#mask.width = 0;
      again();
    });
  }

  /** Paints strokes in a colour over what is on a square canvas. */
  paint(target: CanvasRenderingContext2D, strokes: readonly Line[], colour: string) {
    const side = target.canvas.width;
    const isNew = this.#mask.width !== side;
    const mask = planeContextOf(this.#mask, side);
    const ink = planeContextOf(this.#ink, side);
    if (!mask || !ink) return;
    const added = isNew ? undefined : addedTo(this.#painted, strokes);
    if (!added) {
      blacken(mask);
      this.#waiting = [];
    }
    this.#waiting.push(...piecesOf(added ?? strokes));
    this.#painted = strokes;
    this.#paintWaiting(mask);
    target.save();
    for (const context of [target, ink]) context.resetTransform();
    // target · (1 − mask) + colour · mask
    fill(ink, "source-over", "#fff");
    put(ink, "difference", this.#mask);
    put(target, "multiply", this.#ink);
    put(ink, "copy", this.#mask);
    fill(ink, "multiply", colour);
    put(target, "lighter", this.#ink);
    target.restore();
  }

  #paintWaiting(mask: CanvasRenderingContext2D) {
    let points = 0;
    while (points < POINTS_OF_A_FRAME) {
      const piece = this.#waiting.shift();
      if (!piece) return;
      brighten(mask, piece);
      points += piece.length;
    }
    if (this.#waiting.length > 0) requestAnimationFrame(this.again);
  }
}

/** Lines as pieces to be painted one after the other. */
function piecesOf(lines: readonly Line[]): Piece[] {
  const pieces: Piece[] = [];
  for (const { points, width } of lines) {
    for (let start = 0; start < Math.max(points.length - 1, 1); start += LONGEST_PIECE) {
      // Each part begins where the last one ends.
      const part = points.slice(start, start + LONGEST_PIECE + 1);
      const last = pieces.at(-1);
      if (last?.width === width && last.length + part.length <= LONGEST_PIECE) {
        last.lines.push(part);
        last.length += part.length;
      } else {
        pieces.push({ width, lines: [part], length: part.length });
      }
    }
  }
  return pieces;
}

/** The lines that make one drawing of another; undefined where it has more than that. */
function addedTo(painted: readonly Line[], strokes: readonly Line[]): Line[] | undefined {
  const last = painted.length - 1;
  if (strokes.length <= last || painted.some((line, index) => index < last && line !== strokes[index])) return undefined;
  const [before, now] = [painted[last], strokes[last]];
  const added = strokes.slice(painted.length);
  if (!before || !now || before === now) return added;
  const rest = restOf(before, now);
  return rest && [rest, ...added];
}

/** What a stroke has grown by, from the point that it had come to. */
function restOf(before: Line, now: Line): Line | undefined {
  const end = before.points.length - 1;
  const isLonger = end >= 0 && before.points[0] === now.points[0] && before.points[end] === now.points[end];
  // A dot can have become wider, and is covered by the wider one.
  const isAsWide = now.width === before.width || (end === 0 && now.width > before.width);
  return isLonger && isAsWide ? { points: now.points.slice(end), width: now.width } : undefined;
}

function blacken(context: CanvasRenderingContext2D) {
  context.save();
  context.resetTransform();
  fill(context, "source-over", "#000");
  context.restore();
}

/** Brings every place to the level of the lines near it, unless it is brighter already. */
function brighten(context: CanvasRenderingContext2D, { width: sigma, lines }: Piece) {
  context.globalCompositeOperation = "lighten";
  context.lineCap = context.lineJoin = "round";
  const path = pathThrough(lines);
  for (const { width, level } of glow(sigma)) {
    context.lineWidth = width;
    context.strokeStyle = grey(level);
    context.stroke(path);
  }
}

function grey(level: number): string {
  const channel = Math.round(255 * level);
  return `rgb(${channel}, ${channel}, ${channel})`;
}

function fill(context: CanvasRenderingContext2D, operation: GlobalCompositeOperation, colour: string) {
  context.globalCompositeOperation = operation;
  context.fillStyle = colour;
  context.fillRect(0, 0, context.canvas.width, context.canvas.height);
}

function put(context: CanvasRenderingContext2D, operation: GlobalCompositeOperation, picture: HTMLCanvasElement) {
  context.globalCompositeOperation = operation;
  context.drawImage(picture, 0, 0);
}
