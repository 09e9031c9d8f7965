// A Spirograph as the page shows it: its curve in its own colours, with its own pen.

import { toHex } from "./colours";
import type { Colour, FactorName, FactorSpec } from "./engine-types";
import { clearPlane, drawLine, planeContext, type Point } from "./plane";

export type Factors = Record<FactorName, number>;

/** Values in column order under the factors' names. */
export function named(specs: readonly FactorSpec[], values: readonly number[]): Factors {
  return Object.fromEntries(specs.map(({ name }, column) => [name, values[column] ?? 0])) as Factors;
}

export function paintSpirograph(canvas: HTMLCanvasElement, curve: readonly Point[], factors: Factors) {
  const context = planeContext(canvas);
  if (!context) return;
  const colour = (part: "fore" | "back"): Colour => [factors[`${part}.r`], factors[`${part}.g`], factors[`${part}.b`]];
  clearPlane(context, toHex(colour("back")));
  drawLine(context, curve, factors.sigma, toHex(colour("fore")));
}
