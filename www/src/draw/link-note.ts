// Says that a drawing is too long for the page's address, before anybody relies on it.

import { effect } from "@preact/signals-core";

import { element } from "../canvas/dom";
import type { Address } from "../state/address";

const WORDS = {
  no: "",
  "kept for a reload": "This drawing is too long for a link: a copied link leaves it out. A reload of this tab keeps it.",
  "lost by a reload": "This drawing is too long for a link: a copied link leaves it out, and a reload loses it.",
};

export function showLinkNote(address: Address) {
  const note = element("link-note", HTMLElement);
  effect(() => {
    note.textContent = WORDS[address.tooLong.value];
  });
}
