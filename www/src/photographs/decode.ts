// Pictures from files, decoded by the browser off the page's thread.

import type { Photograph } from "engine";

import { Failure } from "../engine/failure";
import { withEnd } from "../engine/with-end";
import { checkFile } from "./limits";
import type { Decoded, ToDecode } from "./messages";
import { pixelsOf } from "./pixels";

/** Tens of megapixels take some seconds on a phone. */
const LONGEST_DECODING = 60_000;

/** A photo from a file; throws a Failure that names it. */
export async function decodePicture(file: File): Promise<Photograph> {
  checkFile(file);
  return decoded({ file, name: file.name, asItIs: false });
}

/** A picture that comes with the page: the same bytes as any other decoder finds. */
export async function decodeShipped(bytes: Uint8Array<ArrayBuffer>, name: string): Promise<Photograph> {
  return decoded({ file: new Blob([bytes], { type: "image/webp" }), name, asItIs: true });
}

async function decoded(asked: ToDecode): Promise<Photograph> {
  const { name } = asked;
  // One for each picture: with it goes the memory that decoding took.
  const worker = new Worker(new URL("./picture-worker.js", document.baseURI), { type: "module" });
  try {
    const late = failed(`“${name}” could not be read within ${LONGEST_DECODING / 1000} seconds.`);
    const answer = await withEnd(answerOf(worker, asked), LONGEST_DECODING, late);
    if (answer.kind === "photograph") return answer.photograph;
    if (answer.kind === "bitmap") return { name, ...answer.size, rgb: pixelsOf(answer.bitmap, answer.size) };
    const { code, field, message } = answer.error;
    throw new Failure(code, field, message);
  } finally {
    worker.terminate();
  }
}

function answerOf(worker: Worker, asked: ToDecode): Promise<Decoded> {
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<Decoded>) => resolve(data);
    worker.onerror = (event) => {
      event.preventDefault();
      reject(failed(`“${asked.name}” could not be read: the part of the page that reads pictures did not start.`));
    };
    worker.postMessage(asked);
  });
}

const failed = (message: string) => new Failure("picture", "photograph", message);
