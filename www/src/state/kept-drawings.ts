// The drawings of this tab, by the sheet that they are on: for reloads and ways back, whether an address can hold them or not.

import type { Stroke } from "engine";

import { EXTENT } from "../canvas/plane";
import { rangeOf } from "../engine/factors";

type Strokes = readonly Stroke[];

/** Finer than a pixel of any screen. */
const DECIMALS = 3;
const [NARROWEST, WIDEST] = rangeOf("sigma");

export class KeptDrawings {
  readonly #here = new Map<number, Strokes>();

  /** Keeps the drawing of a sheet. False where the browser keeps nothing, or not so much: a reload loses it. */
  keep(sheet: number, drawing: Strokes): boolean {
    this.#here.set(sheet, drawing);
    try {
      sessionStorage.setItem(
        keyOf(sheet),
        JSON.stringify(drawing, (_, value) => (typeof value === "number" ? rounded(value) : value)),
      );
      return true;
    } catch {
      return false;
    }
  }

  of(sheet: number): Strokes | undefined {
    return this.#here.get(sheet) ?? strokesIn(stored(keyOf(sheet)));
  }
}

/** Other pages of the same origin keep things, too. */
const keyOf = (sheet: number) => `spirograph-lab ${location.pathname} drawing ${sheet}`;

const rounded = (value: number) => Number(value.toFixed(DECIMALS));

function stored(key: string): string {
  try {
    return sessionStorage.getItem(key) ?? "";
  } catch {
    return "";
  }
}

/** The strokes that a text keeps; undefined where it is something else. */
export function strokesIn(text: string): Stroke[] | undefined {
  try {
    const found: unknown = JSON.parse(text);
    return Array.isArray(found) && found.every(isStroke) ? found.map(({ points, width }) => ({ points, width })) : undefined;
  } catch {
    return undefined;
  }
}

function isStroke(value: unknown): value is Stroke {
  const { points, width } = Object(value) as Partial<Stroke>;
  const isPoint = (point: unknown) =>
    Array.isArray(point) && point.length === 2 && point.every((value) => isWithin(value, -EXTENT, EXTENT));
  return Array.isArray(points) && points.length > 0 && points.every(isPoint) && isWithin(width, NARROWEST, WIDEST);
}

const isWithin = (value: unknown, lower: number, upper: number) => typeof value === "number" && lower <= value && value <= upper;
