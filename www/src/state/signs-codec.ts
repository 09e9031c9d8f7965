// Taught signs in an address: of each its name and its drawings, these as the drawing on the pad is written.

import type { Codec } from "./codecs";
import { type Signs, signsOf } from "./signs";
import { simplified } from "./simplification";
import { strokesCodec } from "./stroke-codec";
import { orUndefined } from "./strokes";

/**
 * No set of signs is longer in an address: beside the longest drawing, with what both grow by where letters are escaped, it is
 * what Safari takes. Three drawings each of ten signs fit, as a hand draws them.
 */
const LONGEST = 2 ** 13;
/** What drawings are simplified to where they are too long together: the last is a quarter of a pixel of the network's picture. */
const TOLERANCES = [0, 0.04, 0.09];

/** A set does not change, and is asked for again and again. */
const written = new WeakMap<Signs, string>();

export const signsCodec: Codec<Signs> = {
  /** A set that is too long however it is simplified gives a text of its own that is not read. */
  write: (signs) => {
    const text = written.get(signs) ?? write(signs);
    written.set(signs, text);
    return text;
  },
  read: (text) => (text.length > LONGEST ? undefined : orUndefined(() => signsOf(entriesIn(text)))),
};

function write(signs: Signs): string {
  for (const tolerance of TOLERANCES) {
    const text = writtenWith(signs, tolerance);
    if (text !== undefined) return text;
  }
  return JSON.stringify(signs);
}

/** The text of a set with simpler drawings; nothing as soon as that is too long: the largest set would take seconds. */
function writtenWith(signs: Signs, tolerance: number): string | undefined {
  const entries: string[][] = [];
  let length = 0;
  for (const { name, examples } of signs) {
    const entry = [name];
    for (const strokes of examples) {
      // As it is it has been written before, and will be again.
      const simpler = tolerance === 0 ? strokes : strokes.map(({ points, width }) => ({ points: simplified(points, tolerance), width }));
      const text = strokesCodec.write(simpler);
      length += text.length;
      if (length > LONGEST) return undefined;
      entry.push(text);
    }
    entries.push(entry);
  }
  const text = JSON.stringify(entries);
  return text.length <= LONGEST ? text : undefined;
}

/** What a text lists, as a file has it; what is no list, or no drawing, is found by the check of that. */
function entriesIn(text: string): unknown {
  const entries = JSON.parse(text) as unknown[];
  return entries.map((entry) => {
    const [name, ...examples] = entry as unknown[];
    return { name, examples: examples.map((example) => strokesCodec.read(example as string)) };
  });
}
