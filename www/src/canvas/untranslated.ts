// What a browser's translation leaves as it is: the names of factors and other symbols, and numbers. "h" is no hour, "turn" is a name.

import { FACTOR_NAMES } from "../engine/factors";
import { create } from "./dom";

/** The longest first: "offset.x" before what it begins with. M is the number of views. */
const NAMES = [...FACTOR_NAMES].sort((a, b) => b.length - a.length).map((name) => name.replace(".", "\\."));
const NAME = new RegExp(`(?<![\\w.])(${NAMES.join("|")}|M = \\d+)(?![\\w.])`);
const WORD = /[a-z]{2}/i;

/** A new element with a name or a symbol. */
export function createName<Name extends keyof HTMLElementTagNameMap>(name: Name, className: string, text: string) {
  const made = create(name, className, text);
  made.translate = false;
  return made;
}

/** Writes a text in which names of factors stay as they are, and a text without words altogether. */
export function write(place: HTMLElement, text: string) {
  place.translate = WORD.test(text);
  // Split by a pattern with a group: every second part is a name.
  place.replaceChildren(...text.split(NAME).map((part, index) => (index % 2 === 1 ? createName("span", "", part) : part)));
}
