// The interval of an estimate in words.

import type { Interval } from "engine";

import { format } from "../canvas/numbers";

export function between({ lower, upper }: Interval): string {
  return `${format(lower)} to ${format(upper)}`;
}
