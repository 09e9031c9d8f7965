// Which Spirographs are good to trace.

import type { FactorSpec } from "../engine/types";
import { random } from "./random";
import { named } from "../canvas/spirograph";

/** How often the pen goes round on its way: fewer is hardly a Spirograph, more no hand follows. */
const TURNS = [2, 9] as const;

/** A Spirograph drawn from the factors' ranges by a seed, in column order: the first that a hand can trace. */
export function ghostFactors(specs: readonly FactorSpec[], seed: number): number[] {
  const next = random(seed);
  for (;;) {
    const values = specs.map(({ lower, upper }) => lower + next() * (upper - lower));
    const { m, b, h } = named(specs, values);
    const turns = (m - h) / b;
    if (turns >= TURNS[0] && turns <= TURNS[1]) return values;
  }
}
