// Medians and quartiles of timings, and how far numbers differ.

import { quantile } from "d3-array";

export interface Spread {
  lower: number;
  median: number;
  upper: number;
}

/** The quartiles of at least one number. */
export function spread(values: readonly number[]): Spread {
  const [lower = Number.NaN, median = Number.NaN, upper = Number.NaN] = [0.25, 0.5, 0.75].map((share) => quantile(values, share));
  return { lower, median, upper };
}

/** The largest difference of two lists of numbers; infinite where their lengths differ, and NaN where one number is. */
export function largestDifference(ours: ArrayLike<number>, theirs: ArrayLike<number>): number {
  if (ours.length !== theirs.length) return Number.POSITIVE_INFINITY;
  const differences = Array.from(ours, (value, index) => Math.abs(value - (theirs[index] ?? Number.NaN)));
  return differences.reduce((largest, difference) => Math.max(largest, difference), 0);
}
