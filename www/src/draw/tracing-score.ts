// How well strokes trace a curve.

import type { Point } from "../canvas/plane";

/** Places along the strokes and along the curve that are compared: closer together than a hand is steady. */
const PLACES = 500;

/** The distance, in the plane's units, at which the score has fallen to 100/e: a fifteenth of the picture's side. */
const TOLERANCE = 0.8;

/** From 0 to 100: 100·exp(−(D/0.8)²), where D is the distance between strokes and curve. Nothing drawn scores 0. */
export function tracingScore(strokes: readonly (readonly Point[])[], curve: readonly Point[]): number {
  return 100 * Math.exp(-((distanceBetween(strokes, [curve]) / TOLERANCE) ** 2));
}

/**
 * The symmetric mean distance between lines: the mean of the mean distance from the ones to the others, which grows with what
 * lies beside those, and of that from the others to the ones, which grows with what is missing. Infinite where there is nothing.
 */
export function distanceBetween(ones: readonly (readonly Point[])[], others: readonly (readonly Point[])[]): number {
  const [here, there] = [alongLines(ones, PLACES), alongLines(others, PLACES)];
  if (here.length === 0 || there.length === 0) return Number.POSITIVE_INFINITY;
  return (meanDistance(here, there) + meanDistance(there, here)) / 2;
}

/** The mean distance from each place to the nearest of others. */
function meanDistance(places: readonly Point[], others: readonly Point[]): number {
  const nearest = ([x, y]: Point) => Math.sqrt(Math.min(...others.map(([otherX, otherY]) => (x - otherX) ** 2 + (y - otherY) ** 2)));
  return places.reduce((sum, place) => sum + nearest(place), 0) / places.length;
}

/** `count` places, evenly over the length of all lines together; of lines without length, their points. */
export function alongLines(lines: readonly (readonly Point[])[], count: number): Point[] {
  const steps = lines.flatMap((line) =>
    line.slice(1).map((end, index) => {
      const start = line[index] ?? end;
      return { start, end, length: Math.hypot(end[0] - start[0], end[1] - start[1]) };
    }),
  );
  const whole = steps.reduce((sum, { length }) => sum + length, 0);
  if (whole === 0) return lines.flatMap((line) => line.slice(0, 1));
  const places: Point[] = [];
  // The middles of `count` equal parts of the way.
  let ahead = whole / count / 2;
  for (const { start, end, length } of steps) {
    for (; ahead < length; ahead += whole / count) {
      const share = ahead / length;
      places.push([start[0] + share * (end[0] - start[0]), start[1] + share * (end[1] - start[1])]);
    }
    ahead -= length;
  }
  return places;
}
