// A mean over seeds, and how far the seeds lie apart.

import type { Spread } from "engine";

import { figure } from "../canvas/numbers";

/** Of no values there is none. */
export function spreadOf(values: readonly number[]): Spread | null {
  if (values.length === 0) return null;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, deviation: values.length > 1 ? Math.sqrt(squares / (values.length - 1)) : null };
}

export function spreadInWords(spread: Spread | null): string {
  if (spread === null) return "–";
  const { mean, deviation } = spread;
  return deviation === null ? figure(mean) : `${figure(mean)} ± ${figure(deviation)}`;
}
