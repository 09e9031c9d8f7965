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
