// Medians and quartiles of timings.

export interface Spread {
  lower: number;
  median: number;
  upper: number;
}

/** The quartiles, between two values in proportion. */
export function spread(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number) => {
    const place = share * (sorted.length - 1);
    const below = sorted[Math.floor(place)] ?? Number.NaN;
    return below + (place - Math.floor(place)) * ((sorted[Math.ceil(place)] ?? below) - below);
  };
  return { lower: at(0.25), median: at(0.5), upper: at(0.75) };
}

/** The largest difference of two lists of numbers of the same length; infinite where the lengths differ. */
export function largestDifference(ours: ArrayLike<number>, theirs: ArrayLike<number>): number {
  if (ours.length !== theirs.length) return Number.POSITIVE_INFINITY;
  const differences = Array.from(ours, (value, index) => Math.abs(value - (theirs[index] ?? Number.NaN)));
  return differences.reduce((largest, difference) => Math.max(largest, difference), 0);
}
