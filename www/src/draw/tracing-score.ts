// How well strokes trace a curve.

import type { Point } from "../canvas/plane";

/** Places along the strokes and along the curve that are compared: closer together than a hand is steady. */
const PLACES = 500;

/** The distance, in the plane's units, at which the score has fallen to 100/e: a fifteenth of the picture's side. */
const TOLERANCE = 0.8;

/**
 * From 0 to 100: 100·exp(−(D/0.8)²), where D is the symmetric mean distance between strokes and curve. It is the mean of
 * the mean distance from the strokes to the curve, which grows with strokes that lie beside it, and of that from the curve
 * to the strokes, which grows with what has not been traced. Nothing drawn scores 0.
 */
export function tracingScore(strokes: readonly (readonly Point[])[], curve: readonly Point[]): number {
  const [drawn, asked] = [alongLines(strokes, PLACES), alongLines([curve], PLACES)];
  if (drawn.length === 0 || asked.length === 0) return 0;
  const distance = (meanDistance(drawn, asked) + meanDistance(asked, drawn)) / 2;
  return 100 * Math.exp(-((distance / TOLERANCE) ** 2));
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
