// A stroke with fewer points, by Ramer, Douglas and Peucker: none of those left out lies farther from it than asked for.

import type { Stroke } from "engine";
import simplify from "simplify-js";

type Points = Stroke["points"];

/** So many points at a time: the library calls itself for every point that it keeps, and its time grows with their square. */
const RUN = 1000;

export function simplified(points: Points, tolerance: number): Points {
  if (tolerance === 0) return points;
  const kept: Points = points.slice(0, 1);
  for (let start = 0; start < points.length - 1; start += RUN) {
    const run = points.slice(start, start + RUN + 1).map(([x, y]) => ({ x, y }));
    // Each run begins where the last one ends.
    for (const { x, y } of simplify(run, tolerance, true).slice(1)) kept.push([x, y]);
  }
  return kept;
}
