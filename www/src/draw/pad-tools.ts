// The tools of the pad: the pen's width, and both colours.

import { effect } from "@preact/signals-core";

import { BACKGROUND_RANGE, FOREGROUND_RANGE, fromHex, toHex } from "../canvas/colours";
import { element } from "../canvas/dom";
import type { Chosen } from "../state/store";

export function wirePadTools({ brushWidth, brushColour, paperColour }: Chosen) {
  const width = element("brush-width", HTMLInputElement);
  width.addEventListener("input", () => (brushWidth.value = width.valueAsNumber));
  effect(() => {
    width.value = String(brushWidth.value);
  });
  const note = element("colour-note", HTMLElement);
  for (const { id, choice, range, name } of [
    { id: "brush-colour", choice: brushColour, range: FOREGROUND_RANGE, name: "brush" },
    { id: "paper-colour", choice: paperColour, range: BACKGROUND_RANGE, name: "paper" },
  ]) {
    const input = element(id, HTMLInputElement);
    input.addEventListener("input", () => {
      const inside = toHex(fromHex(input.value, range));
      const [lower, upper] = range.map((value) => `${Math.round(value * 100)}%`);
      const words =
        inside === input.value
          ? ""
          : `Red, green and blue of the ${name} each stay between ${lower} and ${upper}, as in the pictures that the encoder was trained on.`;
      // Not again at every move over the colours: a screen reader would repeat it.
      if (note.textContent !== words) note.textContent = words;
      choice.value = input.value = inside;
    });
    effect(() => {
      input.value = choice.value;
    });
  }
}
