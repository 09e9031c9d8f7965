// The worker that decodes one picture: a large one takes its time, and the page goes on meanwhile.

import { imageSize } from "image-size";

import { toEngineError } from "./engine/failure";
import { checkPixels, type Size, sizeHere, unreadable } from "./photographs/limits";
import type { Decoded, ToDecode } from "./photographs/messages";
import { hasOffscreenCanvas, pixelsOf } from "./photographs/pixels";

/** In so many bytes from its beginning every format says its size: before that come previews and profiles of colours. */
const HEADER_BYTES = 4 << 20;

/** What the file says of its size, where its format is known; whatever else there is, the browser may know. */
async function sizeIn(file: Blob): Promise<Size | undefined> {
  const header = new Uint8Array(await file.slice(0, HEADER_BYTES).arrayBuffer());
  try {
    return imageSize(header);
  } catch {
    return undefined;
  }
}

async function decode({ file, name, asItIs }: ToDecode): Promise<Decoded> {
  const told = await sizeIn(file);
  if (told) checkPixels(name, told);
  // Turned as its EXIF says, which is what browsers do unless they are told otherwise.
  const bitmap = await createImageBitmap(file, { colorSpaceConversion: asItIs ? "none" : "default" }).catch(() => {
    throw unreadable(name);
  });
  checkPixels(name, bitmap);
  const size = sizeHere(name, bitmap);
  if (!hasOffscreenCanvas()) return { kind: "bitmap", bitmap, size };
  return { kind: "photograph", photograph: { name, ...size, rgb: pixelsOf(bitmap, size) } };
}

self.onmessage = async ({ data }: MessageEvent<ToDecode>) => {
  const decoded = await decode(data).catch((thrown): Decoded => ({ kind: "refused", error: toEngineError(thrown) }));
  const transfer = decoded.kind === "bitmap" ? [decoded.bitmap] : decoded.kind === "photograph" ? [decoded.photograph.rgb.buffer] : [];
  self.postMessage(decoded, { transfer });
};
