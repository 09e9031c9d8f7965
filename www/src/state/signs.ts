// Signs that a visitor has taught: a name for each, and drawings of it. Kept are the strokes; what a network makes of them is
// found out again whenever it is needed.

import { Failure } from "../engine/failure";
import { listOf, orUndefined, type Strokes, strokesOf, wrong } from "./strokes";

export interface Sign {
  readonly name: string;
  /** Drawings of it: one at least. */
  readonly examples: readonly Strokes[];
}

export type Signs = readonly Sign[];

export const MOST_SIGNS = 10;
/** Of one sign. */
export const MOST_EXAMPLES = 20;
/** Letters of a name, an emoji being one or some. */
export const LONGEST_NAME = 24;
/** Of one example: a network sees forty places along it. */
export const MOST_POINTS = 2000;

/** A name as it is kept: one spelling of each letter, single spaces, and nothing that controls how text is set. */
export function tidied(name: string): string {
  return name
    .replace(/\p{Bidi_Control}/gu, "")
    .normalize("NFC")
    .replace(/[\p{Cc}\p{Cs}\s]+/gu, " ")
    .trim();
}

/** Whether two names are one to whoever reads them. */
export function isSameName(one: string, other: string): boolean {
  return tidied(one).toLowerCase() === tidied(other).toLowerCase();
}

/** What is wrong with a name, as the end of a sentence; undefined where nothing is. */
export function troubleWithName(name: string): string | undefined {
  // Emoji need signs that are not seen by themselves.
  if (!/[\p{L}\p{N}\p{P}\p{S}]/u.test(name)) return "must have a letter, a digit or another sign that can be seen";
  return [...name].length > LONGEST_NAME ? `must have at most ${LONGEST_NAME} letters, not ${[...name].length}` : undefined;
}

/** The signs that a value is; throws a Failure that names the first field which is wrong. */
export function signsOf(value: unknown): Signs {
  const listed = listOf(value, "signs", "signs");
  if (listed.length > MOST_SIGNS) throw tooMany("signs", MOST_SIGNS, listed.length, "signs");
  const signs = listed.map((sign, index) => signOf(sign, `signs[${index}]`));
  signs.forEach(({ name }, index) => {
    const first = signs.findIndex((sign) => isSameName(sign.name, name));
    if (first < index) throw wrong(`signs[${index}].name`, `must differ from the name of signs[${first}]`, name);
  });
  return signs;
}

function signOf(value: unknown, field: string): Sign {
  const { name, examples } = Object(value) as Record<string, unknown>;
  if (typeof name !== "string") throw wrong(`${field}.name`, "must be a text", name);
  const trouble = troubleWithName(tidied(name));
  if (trouble) throw wrong(`${field}.name`, trouble, name);
  const listed = listOf(examples, `${field}.examples`, "drawings");
  if (listed.length === 0) throw wrong(`${field}.examples`, "must have one drawing or more", listed);
  if (listed.length > MOST_EXAMPLES) throw tooMany(`${field}.examples`, MOST_EXAMPLES, listed.length, "drawings");
  return { name: tidied(name), examples: listed.map((example, index) => exampleOf(example, `${field}.examples[${index}]`)) };
}

function exampleOf(value: unknown, field: string): Strokes {
  const strokes = strokesOf(value, field);
  if (strokes.length === 0) throw wrong(field, "must have one stroke or more", strokes);
  const points = pointsOf(strokes);
  if (points > MOST_POINTS) throw tooMany(field, MOST_POINTS, points, "points");
  return strokes;
}

export const pointsOf = (strokes: Strokes) => strokes.reduce((sum, { points }) => sum + points.length, 0);

const tooMany = (field: string, most: number, count: number, what: string) =>
  new Failure("file", field, `“${field}” must have at most ${most} ${what}, not ${count}.`);

/** The signs that a text keeps; undefined where it is something else. */
export function signsIn(text: string): Signs | undefined {
  return orUndefined(() => signsOf(JSON.parse(text)));
}
