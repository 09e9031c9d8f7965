// The ranges of the ten factors in column order, known before there is an engine to ask: an address is read at once. A test
// holds them to the engine's own table.

import { BACKGROUND_RANGE, FOREGROUND_RANGE } from "../canvas/colours";
import type { FactorName } from "./types";

export const FACTOR_RANGES: Record<FactorName, readonly [lower: number, upper: number]> = {
  m: [2, 5],
  b: [0.1, 1.1],
  h: [0.5, 2.5],
  sigma: [0.25, 1],
  "fore.r": FOREGROUND_RANGE,
  "back.r": BACKGROUND_RANGE,
  "fore.g": FOREGROUND_RANGE,
  "back.g": BACKGROUND_RANGE,
  "fore.b": FOREGROUND_RANGE,
  "back.b": BACKGROUND_RANGE,
};

export const FACTOR_NAMES = Object.keys(FACTOR_RANGES) as FactorName[];
