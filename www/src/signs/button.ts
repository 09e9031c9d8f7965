// A button that does no more than it is told.

import { create } from "../canvas/dom";

export function button(words: string, act: () => void = () => {}): HTMLButtonElement {
  const made = create("button", "button", words);
  made.type = "button";
  made.addEventListener("click", act);
  return made;
}
