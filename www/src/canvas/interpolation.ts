// What lies between two states of a picture.

import type { Point } from "./plane";

/** Points on their straight ways from one place to another; a point that has no earlier place is at its new one. */
export function between(from: readonly Point[], to: readonly Point[], share: number): Point[] {
  return to.map(([x, y], index) => {
    const [startX, startY] = from[index] ?? [x, y];
    return [startX + share * (x - startX), startY + share * (y - startY)];
  });
}

/** A share of the time as a share of the way: slow at both ends. */
export function eased(share: number): number {
  return share * share * (3 - 2 * share);
}

/** A smooth line through points that lie about evenly, with so many pieces between two of them: the curve of Catmull and Rom. */
export function smoothed(points: readonly Point[], pieces: number): Point[] {
  return points.flatMap((point, index) => {
    const next = points[index + 1];
    if (!next) return [point];
    const [before, after] = [points[index - 1] ?? point, points[index + 2] ?? next];
    return Array.from({ length: pieces }, (_, piece): Point => {
      const at = (axis: 0 | 1) => onCurve(before[axis], point[axis], next[axis], after[axis], piece / pieces);
      return [at(0), at(1)];
    });
  });
}

/** Of four values at even times, the one after a share of the time from the second to the third. */
function onCurve(before: number, from: number, to: number, after: number, share: number): number {
  const bend = 2 * before - 5 * from + 4 * to - after;
  const twist = 3 * (from - to) + after - before;
  return from + (share * (to - before + share * (bend + share * twist))) / 2;
}
