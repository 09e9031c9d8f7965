// NT-Xent on the critic's projections in double precision, plainly: what the losses of the frameworks are held to.

import type { Critic } from "./strategy";

/** As src/objective/standardisation.rs has it. */
export const SMALLEST_VARIANCE = 1e-6;

type Row = number[];

/** The loss of representations, one after the other: those of the first views of all pairs, then those of the second ones. */
export function loss(representations: Float32Array, { hidden, projection, sizes }: Critic, temperature: number): number {
  const [length, ...widths] = sizes;
  const rows = Array.from({ length: representations.length / length }, (_, row) => [
    ...representations.subarray(row * length, (row + 1) * length),
  ]);
  const inner = standardise(rows).map((row) => linear(row, hidden, widths[0]).map((value) => Math.max(value, 0)));
  return ntxent(
    inner.map((row) => linear(row, projection, widths[1])),
    temperature,
  );
}

/** NT-Xent of projections: those of the first views, then those of the second ones. */
export function ntxent(projections: number[][], temperature: number): number {
  const rows = projections.map(normalise);
  const crossEntropies = rows.map((row, index) => {
    const similarities = rows.map((other) => dot(row, other) / temperature);
    const candidates = similarities.filter((_, other) => other !== index);
    const positive = similarities[(index + rows.length / 2) % rows.length] ?? Number.NaN;
    return Math.log(sum(candidates.map(Math.exp))) - positive;
  });
  return mean(crossEntropies);
}

function standardise(rows: Row[]): Row[] {
  const columns = (rows[0] ?? []).map((_, column) => rows.map((row) => row[column] ?? 0));
  const spreads = columns.map((column) => {
    const middle = mean(column);
    return { middle, deviation: Math.sqrt(mean(column.map((value) => (value - middle) ** 2)) + SMALLEST_VARIANCE) };
  });
  return rows.map((row) => row.map((value, column) => (value - (spreads[column]?.middle ?? 0)) / (spreads[column]?.deviation ?? 1)));
}

function linear(row: Row, { weight, bias }: Critic["hidden"], outputs: number): Row {
  return Array.from({ length: outputs }, (_, output) => {
    const products = row.map((value, input) => value * (weight[input * outputs + output] ?? 0));
    return sum(products) + (bias[output] ?? 0);
  });
}

const sum = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0);
const mean = (values: readonly number[]) => sum(values) / values.length;
const dot = (a: Row, b: Row) => sum(a.map((value, index) => value * (b[index] ?? 0)));

function normalise(row: Row): Row {
  const norm = Math.sqrt(dot(row, row));
  return row.map((value) => value / norm);
}
