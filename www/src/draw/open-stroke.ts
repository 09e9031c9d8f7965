// The stroke that a drawing ends with, which may go on: what it was drawn so far, and the drawing with the rest of it.

import type { Stroke } from "engine";

import { EXTENT, type Point } from "../canvas/plane";

/** A stroke that begins so near to the end of the one before goes on from it: a third of a pixel of the network's picture. */
const TOUCHING = 0.125;

/** The points of the last stroke, after those of the strokes that it goes on from: a pen's pressure divides one into several. */
export function openStroke(strokes: readonly Stroke[]): Point[] {
  let points: readonly Point[] = [];
  for (const stroke of [...strokes].reverse()) {
    const [end, start] = [stroke.points.at(-1), points[0]];
    if (start && !(end && distance(end, start) <= TOUCHING)) break;
    // A point that two strokes share is one.
    points = [...stroke.points, ...(start && end && distance(end, start) === 0 ? points.slice(1) : points)];
  }
  return [...points];
}

/** The drawing with the rest of its last stroke, which begins at that one's last point. */
export function withRest(strokes: readonly Stroke[], rest: readonly Point[]): readonly Stroke[] {
  const last = strokes.at(-1);
  return last ? [...strokes.slice(0, -1), { ...last, points: [...last.points, ...rest.slice(1).map(inFrame)] }] : strokes;
}

const distance = ([x, y]: Point, [otherX, otherY]: Point) => Math.hypot(otherX - x, otherY - y);

const inFrame = ([x, y]: Point): Point => [bound(x), bound(y)];

const bound = (value: number) => Math.min(Math.max(value, -EXTENT), EXTENT);
