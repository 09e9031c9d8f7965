// A Spirograph as the page shows it: its curve in its own colours, with its own pen.

import type { Factors } from "../engine/factors";
import { type Colour, toHex } from "./colours";
import { clearPlane, drawLine, type Point } from "./plane";

/** A Spirograph's curve as the page draws it; colours as #rrggbb. */
export interface Curve {
  points: readonly Point[];
  sigma: number;
  foreground: string;
  background: string;
}

/** A curve in the pen and the colours of its factors. */
export function pictureOf(points: readonly Point[], factors: Factors): Curve {
  const value = (name: string) => factors[name] ?? 0;
  const colour = (part: "fore" | "back"): Colour => [value(`${part}.r`), value(`${part}.g`), value(`${part}.b`)];
  return { points, sigma: value("sigma"), foreground: toHex(colour("fore")), background: toHex(colour("back")) };
}

/** Paints a curve on the whole of a canvas. */
export function paintSpirograph(context: CanvasRenderingContext2D | undefined, { points, sigma, foreground, background }: Curve) {
  if (!context) return;
  clearPlane(context, background);
  drawLine(context, points, sigma, foreground);
}
