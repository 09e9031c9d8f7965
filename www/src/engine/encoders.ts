// The encoders that can read: those that come with the page, and a visitor's own.

import { download } from "./download";
import { Failure } from "./failure";
import type { OnProgress } from "./load";

/** Those that come with the page. The names are part of every link that was ever copied: they stay. */
export const ENCODERS = [
  { name: "base", words: "base (contrast)" },
  { name: "invariant", words: "invariant (regularised)" },
  { name: "base-row", words: "base, published pictures" },
  { name: "invariant-row", words: "invariant, published pictures" },
  { name: "other", words: "of another seed (contrast)" },
  { name: "equivariant", words: "equivariant (follows turns)" },
] as const;

/** The name of one of them. */
export type ShippedEncoder = (typeof ENCODERS)[number]["name"];

/** A visitor's own encoder: its file, held by the page under an address of its own. */
export interface OwnEncoder {
  file: string;
  url: string;
}

export type Encoder = ShippedEncoder | OwnEncoder;

export function ownEncoder(file: File): OwnEncoder {
  return { file: file.name, url: URL.createObjectURL(file) };
}

/** Downloads weights that come with the page, of an encoder or of something else; `what` names them in errors. */
export function loadShipped(name: string, what: string, onProgress: OnProgress = () => {}): Promise<Uint8Array<ArrayBuffer>> {
  return download(what, new URL(`./assets/weights/${name}.safetensors`, document.baseURI), onProgress);
}

/** Downloads an encoder's weights, or reads them from the visitor's disk. */
export async function loadWeights(encoder: Encoder, onProgress: OnProgress = () => {}): Promise<Uint8Array<ArrayBuffer>> {
  if (typeof encoder === "string") return loadShipped(encoder, "The weights file", onProgress);
  return download("The weights file", new URL(encoder.url), onProgress).catch(() => {
    // The browser has a hold on the file, not on what was in it.
    const message = `The file “${encoder.file}” cannot be read any more: it has been moved, changed or deleted. Choose it again.`;
    throw new Failure("file", "weights", message);
  });
}
