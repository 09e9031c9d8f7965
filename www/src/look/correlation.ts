// How two quantities go together.

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Pearson's correlation, from −1 to 1; NaN where one of the two does not vary. */
export function correlation(first: readonly number[], second: readonly number[]): number {
  const [centreA, centreB] = [mean(first), mean(second)];
  let [ab, aa, bb] = [0, 0, 0];
  first.forEach((value, index) => {
    const [a, b] = [value - centreA, (second[index] ?? Number.NaN) - centreB];
    ab += a * b;
    aa += a * a;
    bb += b * b;
  });
  return ab / Math.sqrt(aa * bb);
}
