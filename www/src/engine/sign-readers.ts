// Who reads the signs that a visitor teaches: one encoder, or two beside each other.

import type { SignReader } from "engine";

/** The names are part of links: they stay. */
export const SIGN_READERS = [
  { name: "invariant", readers: ["invariant"], words: "forgets paint and hand" },
  { name: "equivariant", readers: ["equivariant"], words: "follows turns" },
  { name: "both", readers: ["invariant", "equivariant"], words: "both side by side" },
] as const satisfies readonly { name: string; readers: readonly SignReader[]; words: string }[];

export type SignReaders = (typeof SIGN_READERS)[number]["name"];

/** The encoders of a choice. */
export function readersOf(choice: SignReaders): readonly SignReader[] {
  return SIGN_READERS.find(({ name }) => name === choice)?.readers ?? [];
}

/** What the weights of one encoder weigh, in megabytes, as it is said before they are downloaded. */
export const READER_MEGABYTES = 1.4;
