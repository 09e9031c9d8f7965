// Strokes that others have written, as in a file: checked field by field, so that what is wrong can be said.

import type { Stroke } from "engine";

import { EXTENT, type Point } from "../canvas/plane";
import { rangeOf } from "../engine/factors";
import { Failure } from "../engine/failure";

/** A drawing without its colours. */
export type Strokes = readonly Stroke[];

const [NARROWEST, WIDEST] = rangeOf("sigma");
/** Letters of a wrong value that are shown. */
const SHOWN = 30;

/** The strokes that a value is; throws a Failure that names the first field which is wrong. `field` is where the value stands. */
export function strokesOf(value: unknown, field: string): Stroke[] {
  return listOf(value, field, "strokes").map((stroke, index) => strokeOf(stroke, `${field}[${index}]`));
}

function strokeOf(value: unknown, field: string): Stroke {
  const { points, width } = Object(value) as Record<string, unknown>;
  if (!isWithin(width, NARROWEST, WIDEST)) throw wrong(`${field}.width`, `must be a number from ${NARROWEST} to ${WIDEST}`, width);
  const listed = listOf(points, `${field}.points`, "points");
  if (listed.length === 0) throw wrong(`${field}.points`, "must have one point or more", listed);
  const outside = listed.findIndex((point) => !isPoint(point));
  if (outside >= 0) {
    throw wrong(`${field}.points[${outside}]`, `must be two numbers from −${EXTENT} to ${EXTENT}`, listed[outside]);
  }
  return { points: listed as Point[], width };
}

/** A value that must be a list of something. */
export function listOf(value: unknown, field: string, what: string): unknown[] {
  if (!Array.isArray(value)) throw wrong(field, `must be a list of ${what}`, value);
  return value;
}

/** What is wrong with a field, and what stands there. */
export function wrong(field: string, must: string, value: unknown): Failure {
  const written = value === undefined ? "missing" : JSON.stringify(value);
  const shown = written.length > SHOWN ? `${written.slice(0, SHOWN)} …` : written;
  return new Failure("file", field, `“${field}” ${must}; ${value === undefined ? "it is missing" : `it is ${shown}`}.`);
}

const isPoint = (value: unknown) => Array.isArray(value) && value.length === 2 && value.every((part) => isWithin(part, -EXTENT, EXTENT));

function isWithin(value: unknown, lower: number, upper: number): value is number {
  return typeof value === "number" && lower <= value && value <= upper;
}

/** The strokes that a text keeps; undefined where it is something else. */
export function strokesIn(text: string): Stroke[] | undefined {
  return orUndefined(() => strokesOf(JSON.parse(text), "drawing"));
}

/** What a reader makes of something; undefined where it throws. */
export function orUndefined<Value>(read: () => Value): Value | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
