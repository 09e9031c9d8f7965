// Signs as a file.

import { Failure } from "../engine/failure";
import { writtenShort } from "../state/kept-by-sheet";
import { type Signs, signsOf } from "../state/signs";
import { wrong } from "../state/strokes";

/** What tells such a file from others. */
const FORMAT = "Spirograph Lab: signs";
const VERSION = 1;
/** Longer than any set that the page can hold. */
const MOST_BYTES = 16 * 2 ** 20;

/** Signs as the text of a file: names, and strokes as points in the plane from −6 to 6. */
export function written(signs: Signs): string {
  return `${writtenShort({ format: FORMAT, version: VERSION, signs })}\n`;
}

/** The signs of a file; throws a Failure that says what is wrong with it. */
export async function readFile(file: File): Promise<Signs> {
  if (file.size > MOST_BYTES) throw refused(file, "it is larger than any file of signs");
  // A file that has been moved or deleted since it was chosen.
  const text = await file.text().catch(() => {
    throw refused(file, "it cannot be read any more");
  });
  try {
    return read(text);
  } catch (thrown) {
    throw thrown instanceof Failure ? refused(file, thrown.message.replace(/\.$/, "")) : thrown;
  }
}

/** The signs of a file's text; throws a Failure that names the first field which is wrong. */
export function read(text: string): Signs {
  const { format, version, signs } = Object(parsed(text)) as Record<string, unknown>;
  if (format !== FORMAT) throw wrong("format", `must be “${FORMAT}”`, format);
  if (version !== VERSION) throw wrong("version", `must be ${VERSION}, the only one that this page reads`, version);
  return signsOf(signs);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Failure("file", "text", "it is no JSON");
  }
}

const refused = (file: File, why: string) =>
  new Failure("file", "signs", `The file “${file.name}” was not loaded, and the signs stay as they are: ${why}.`);
