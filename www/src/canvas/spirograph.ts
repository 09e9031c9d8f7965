// A Spirograph as the page shows it: its curve in its own colours, with its own pen.

import { toHex } from "./colours";
import type { Colour, FactorName, FactorSpec } from "../engine/types";
import { clearPlane, drawLine, type Point } from "./plane";

export type Factors = Record<FactorName, number>;

/** Values in column order under the factors' names. */
export function named(specs: readonly FactorSpec[], values: readonly number[]): Factors {
  return Object.fromEntries(specs.map(({ name }, column) => [name, values[column] ?? 0])) as Factors;
}

/** A Spirograph's curve as the page draws it; colours as #rrggbb. */
export interface Curve {
  points: readonly Point[];
  sigma: number;
  foreground: string;
  background: string;
}

/** A curve in the pen and the colours of its factors. */
export function pictureOf(points: readonly Point[], factors: Factors): Curve {
  const colour = (part: "fore" | "back"): Colour => [factors[`${part}.r`], factors[`${part}.g`], factors[`${part}.b`]];
  return { points, sigma: factors.sigma, foreground: toHex(colour("fore")), background: toHex(colour("back")) };
}

/** Paints a curve on the whole of a canvas. */
export function paintSpirograph(context: CanvasRenderingContext2D | undefined, { points, sigma, foreground, background }: Curve) {
  if (!context) return;
  clearPlane(context, background);
  drawLine(context, points, sigma, foreground);
}
