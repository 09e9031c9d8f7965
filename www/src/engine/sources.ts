// What pictures are of: Spirographs, or photographs, which are those that come with the page or a visitor's own.

import type { SourceReport } from "engine";

/** The names are part of links: they stay. */
export const SOURCES = [
  { name: "spirographs", kind: "spirographs", words: "Spirographs" },
  { name: "photographs", kind: "photographs", words: "photographs" },
  { name: "mine", kind: "photographs", words: "my photo" },
] as const;

/** What a visitor has chosen that pictures are of. */
export type Source = (typeof SOURCES)[number]["name"];

/** What an encoder can have learned from. */
export type Kind = (typeof SOURCES)[number]["kind"];

/** What pictures of a source are to an encoder: whose photographs they are makes no difference to it. */
export function kindOf(source: Source): Kind {
  return source === "spirographs" ? source : "photographs";
}

/** The kind of pictures that an encoder or a run has learned from: of Spirographs there are two, natural and as published. */
export function kindOfReport({ pictures }: Pick<SourceReport, "pictures">): Kind {
  return pictures === "photographs" ? pictures : "spirographs";
}

/** What is learned from and measured on, in words. */
export const THINGS: Record<Kind, string> = { spirographs: "Spirographs", photographs: "crops" };
