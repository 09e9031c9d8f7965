// What the page and the worker that decodes pictures say to each other: one file, one answer.

import type { EngineError, Photograph } from "engine";

import type { Size } from "./limits";

/** A file to be decoded. */
export interface ToDecode {
  file: Blob;
  name: string;
  /** Whether its numbers are taken as they are, without regard to the colours that they stand for on this screen. */
  asItIs: boolean;
}

export type Decoded =
  | { kind: "photograph"; photograph: Photograph }
  /** Where a worker cannot paint: the picture, for the page to paint, and the size that it is to have. */
  | { kind: "bitmap"; bitmap: ImageBitmap; size: Size }
  | { kind: "refused"; error: EngineError };
