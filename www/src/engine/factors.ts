// The engine's tables of factors, known before there is an engine to ask: an address is read at once. Factors go by name.

import type { Factor, Role } from "engine";

import table from "../../assets/factors.json" with { type: "json" };
import photographs from "../../assets/photographs/factors.json" with { type: "json" };
import type { Kind } from "./sources";

export type Factors = Readonly<Record<string, number>>;

/** Spirographs' factors with their usual roles, in the order in which an address has their values. */
export const FACTORS = table as readonly Factor[];

/** The paper's ten, which come first. */
export const PAPERS_TEN = FACTORS.filter(({ role }) => role !== "fixed");
/** Those of the hand that draws: the paper's has no flaws. */
export const HAND = FACTORS.filter(({ role }) => role === "fixed");

/** Those of photographs: the colours that a crop is seen in. */
export const PHOTOGRAPH_FACTORS = photographs as readonly Factor[];

/** Of each kind of pictures; no two factors have the same name. */
export const FACTORS_OF: Readonly<Record<Kind, readonly Factor[]>> = { spirographs: FACTORS, photographs: PHOTOGRAPH_FACTORS };

/** What a factor can be to the task. */
export const ROLES: readonly Role[] = ["interest", "nuisance", "equivariant", "fixed"];

export const FACTOR_NAMES = FACTORS.map(({ name }) => name);

/** The factors that the page begins with. */
export const FIRST_FACTORS = byName(({ neutral }) => neutral);

/** A value for each factor. */
export function byName<Value>(value: (spec: Factor, index: number) => Value): Readonly<Record<string, Value>> {
  return Object.fromEntries(FACTORS.map((spec, index) => [spec.name, value(spec, index)]));
}

/** Values in the table's order under the factors' names; those that are left out at the end are neutral. */
export function named(values: ArrayLike<number>): Factors {
  return byName(({ neutral }, index) => values[index] ?? neutral);
}

/** From the smallest to the largest value that a factor has. */
export function rangeOf(name: string): readonly [lower: number, upper: number] {
  const { lower, upper } = FACTORS.find((spec) => spec.name === name) ?? { lower: 0, upper: 1 };
  return [lower, upper];
}

/** The factors of a role, of those that something looks at. */
export function ofRole(factors: readonly Factor[], role: Role): Factor[] {
  return factors.filter((spec) => spec.role === role);
}

/** Those that pictures differ in. */
export function free(factors: readonly Factor[]): Factor[] {
  return factors.filter(({ role }) => role !== "fixed");
}
