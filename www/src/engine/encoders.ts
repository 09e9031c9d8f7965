// The encoders that can read: those that come with the page, and a visitor's own.

/** Those that come with the page. The names are part of every link that was ever copied: they stay. */
export const ENCODERS = [
  { name: "base", words: "base (contrast)" },
  { name: "invariant", words: "invariant (regularised)" },
  { name: "base-row", words: "base, published pictures" },
  { name: "invariant-row", words: "invariant, published pictures" },
] as const;

/** A visitor's own encoder: its file, held by the page under an address of its own. */
export interface OwnEncoder {
  file: string;
  url: string;
}

export type Encoder = (typeof ENCODERS)[number]["name"] | OwnEncoder;

export function ownEncoder(file: File): OwnEncoder {
  return { file: file.name, url: URL.createObjectURL(file) };
}

/** Where an encoder's weights are downloaded from. */
export function weightsOf(encoder: Encoder): URL {
  return typeof encoder === "string" ? new URL(`./assets/weights/${encoder}.safetensors`, document.baseURI) : new URL(encoder.url);
}
