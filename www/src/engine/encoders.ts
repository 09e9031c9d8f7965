// The encoders that can read: those that come with the page, and a visitor's own.

import { download } from "./download";
import { Failure } from "./failure";
import type { OnProgress } from "./load";
import { type Kind, kindOfReport } from "./sources";

/** Those that come with the page. The names are part of every link that was ever copied: they stay. */
export const ENCODERS = [
  { name: "base", pictures: "spirographs", words: "base (contrast)" },
  { name: "invariant", pictures: "spirographs", words: "invariant (regularised)" },
  { name: "base-row", pictures: "spirographs", words: "base, published pictures" },
  { name: "invariant-row", pictures: "spirographs", words: "invariant, published pictures" },
  { name: "other", pictures: "spirographs", words: "of another seed (contrast)" },
  { name: "equivariant", pictures: "spirographs", words: "equivariant (follows turns)" },
  { name: "crops-base", pictures: "photographs", words: "base, crops (contrast)" },
  { name: "crops-invariant", pictures: "photographs", words: "invariant, crops (regularised)" },
] as const satisfies readonly { name: string; pictures: Kind; words: string }[];

/** The name of one of them. */
export type ShippedEncoder = (typeof ENCODERS)[number]["name"];

/** A visitor's own encoder: its file, held by the page under an address of its own, and what it has learned from. */
export interface OwnEncoder {
  file: string;
  url: string;
  pictures: Kind;
}

export type Encoder = ShippedEncoder | OwnEncoder;

/** Those that have learned from pictures of a kind. */
export const encodersOf = (kind: Kind) => ENCODERS.filter(({ pictures }) => pictures === kind);

/** What an encoder has learned from. */
export function picturesOf(encoder: Encoder): Kind {
  if (typeof encoder !== "string") return encoder.pictures;
  return ENCODERS.find(({ name }) => name === encoder)?.pictures ?? "spirographs";
}

/** The encoder of a visitor's file; where that does not say what it has learned from, the engine refuses it, and `otherwise` stays. */
export async function ownEncoder(file: File, otherwise: Kind): Promise<OwnEncoder> {
  const pictures = (await picturesIn(file).catch(() => undefined)) ?? otherwise;
  return { file: file.name, url: URL.createObjectURL(file), pictures };
}

/** More than any description of an encoder and its arrays has. */
const LONGEST_HEADER = 1 << 20;

/** What the description in a weights file says that it has learned from: it stands at the beginning, after its length. */
async function picturesIn(file: File): Promise<Kind | undefined> {
  const length = new DataView(await file.slice(0, 8).arrayBuffer()).getBigUint64(0, true);
  if (length > LONGEST_HEADER) return undefined;
  const header = JSON.parse(await file.slice(8, 8 + Number(length)).text());
  const { settings } = JSON.parse(header.__metadata__.spirograph);
  return kindOfReport(settings);
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
