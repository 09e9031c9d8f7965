// The engine's table of factors, known before there is an engine to ask: an address is read at once. Factors go by name.

import type { FactorName, FactorSpec } from "engine";

import table from "../../assets/factors.json" with { type: "json" };

export type Factors = Record<FactorName, number>;

/** In the order in which the engine takes their values. */
export const FACTORS = table as readonly FactorSpec[];

export const FACTOR_NAMES = FACTORS.map(({ name }) => name);

/** The factors that the page begins with. */
export const FIRST_FACTORS = byName(({ default: first }) => first);

/** A value for each factor. */
export function byName<Value>(value: (spec: FactorSpec, column: number) => Value): Record<FactorName, Value> {
  return Object.fromEntries(FACTORS.map((spec, column) => [spec.name, value(spec, column)])) as Record<FactorName, Value>;
}

/** Values in the engine's order under the factors' names. */
export function named(values: ArrayLike<number>): Factors {
  return byName((_, column) => values[column] ?? Number.NaN);
}

/** Factors in the engine's order. */
export function columns(factors: Factors): number[] {
  return FACTOR_NAMES.map((name) => factors[name]);
}

/** From the smallest to the largest value that a factor has. */
export function rangeOf(name: FactorName): readonly [lower: number, upper: number] {
  const { lower, upper } = FACTORS.find((spec) => spec.name === name) ?? { lower: 0, upper: 1 };
  return [lower, upper];
}
