// Says that a drawing is too long for the page's address, before anybody relies on it.

import { effect, type ReadonlySignal } from "@preact/signals-core";

import { element } from "../canvas/dom";
import type { TooLong } from "../state/address";

const WORDS: Record<TooLong, string> = {
  no: "",
  "kept for a reload": "This drawing is too long for a link: a copied link leaves it out. A reload of this tab keeps it.",
  "lost by a reload": "This drawing is too long for a link: a copied link leaves it out, and a reload loses it.",
};

export function showLinkNote(tooLong: ReadonlySignal<TooLong>) {
  const note = element("link-note", HTMLElement);
  effect(() => {
    note.textContent = WORDS[tooLong.value];
  });
}
