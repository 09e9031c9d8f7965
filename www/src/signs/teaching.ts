// What a visitor does to the set of signs, as the set that comes of it. What is not possible throws a Failure that says why.

import { Failure } from "../engine/failure";
import {
  isSameName,
  LONGEST_NAME,
  MOST_EXAMPLES,
  MOST_POINTS,
  MOST_SIGNS,
  pointsOf,
  type Sign,
  type Signs,
  tidied,
  troubleWithName,
} from "../state/signs";
import { simplified } from "../state/simplification";
import type { Strokes } from "../state/strokes";

/** What examples are simplified to, in units of the plane: a pixel of a large canvas; a longer one to a quarter of a pixel of the network's picture. */
const TOLERANCES = [0.02, 0.09];

/** One more drawing of the sign of a name, which is a new one where there is none. */
export function withExample(signs: Signs, name: string, drawing: Strokes): Signs {
  const index = signs.findIndex((sign) => isSameName(sign.name, name));
  const sign = signs[index];
  if (sign && sign.examples.length >= MOST_EXAMPLES) {
    throw refused(`“${sign.name}” has ${MOST_EXAMPLES} drawings, which is all that it can have: forget one of them first.`);
  }
  if (!sign && signs.length >= MOST_SIGNS) {
    throw refused(`There are ${MOST_SIGNS} signs, which is all that there can be: forget one of them first.`);
  }
  const example = exampleOf(drawing);
  if (!sign) return [...signs, { name: nameOf(name), examples: [example] }];
  return changed(signs, index, ({ name, examples }) => ({ name, examples: [...examples, example] }));
}

/** A sign under another name; the same set where it has that name. */
export function renamed(signs: Signs, index: number, name: string): Signs {
  const next = nameOf(name);
  if (signs[index]?.name === next) return signs;
  if (signs.some((sign, other) => other !== index && isSameName(sign.name, next))) throw refused(`There is a sign “${next}” already.`);
  return changed(signs, index, (sign) => ({ ...sign, name: next }));
}

export function without(signs: Signs, index: number): Signs {
  return signs.filter((_, other) => other !== index);
}

/** A sign goes with its last drawing. */
export function withoutExample(signs: Signs, index: number, example: number): Signs {
  if (signs[index]?.examples.length === 1) return without(signs, index);
  return changed(signs, index, (sign) => ({ ...sign, examples: sign.examples.filter((_, other) => other !== example) }));
}

function changed(signs: Signs, index: number, change: (sign: Sign) => Sign): Signs {
  return signs.map((sign, other) => (other === index ? change(sign) : sign));
}

function nameOf(text: string): string {
  const name = tidied(text);
  if (name === "") throw refused("Give the sign a name first.");
  const trouble = troubleWithName(name);
  if (trouble) throw refused(`The name ${trouble}.`);
  return name;
}

/** A drawing as an example keeps it: the network sees forty places along it, so that many of its points say nothing. */
function exampleOf(drawing: Strokes): Strokes {
  if (drawing.length === 0) throw refused("Draw the sign on the pad first.");
  for (const tolerance of TOLERANCES) {
    const example = drawing.map(({ points, width }) => ({ points: simplified(points, tolerance), width }));
    if (pointsOf(example) <= MOST_POINTS) return example;
  }
  throw refused(`This drawing is too long for a sign: it has more than ${MOST_POINTS} points.`);
}

const refused = (message: string) => new Failure("signs", "signs", message);

/** What a set can hold, in words. */
export const LIMITS = `Up to ${MOST_SIGNS} signs, ${MOST_EXAMPLES} drawings of each, names of up to ${LONGEST_NAME} letters, no two alike.`;
