// Which Spirographs are good to trace.

import { byName, type Factors } from "../engine/factors";
import { random } from "./random";

/** How often the pen goes round on its way: fewer is hardly a Spirograph, more no hand follows. */
const TURNS = [2, 9] as const;

/** A Spirograph drawn from the factors' ranges by a seed, in the middle and straight: the first that a hand can trace. */
export function ghostFactors(seed: number): Factors {
  const next = random(seed);
  for (;;) {
    const factors = byName(({ role, neutral, lower, upper }) => (role === "fixed" ? neutral : lower + next() * (upper - lower)));
    const { m = 0, b = 1, h = 0 } = factors;
    const turns = (m - h) / b;
    if (turns >= TURNS[0] && turns <= TURNS[1]) return factors;
  }
}
