// What the page takes the drawing for: a sentence, and the confidence in each sign.

import { computed, effect } from "@preact/signals-core";

import { announceSettled } from "../canvas/announce";
import { create } from "../canvas/dom";
import { percent } from "../canvas/numbers";
import { fillTable, tableRow } from "../charts/table";
import type { Lab } from "../state/lab";
import type { LiveNaming, Named } from "./naming";
import { namedInWords, nameOf, nextStepInWords, showSentence, spoken } from "./words";

export class SignAnswer {
  readonly sentence = create("p", "sign-sentence");
  readonly confidences = create("div", "table-frame sign-confidences");
  readonly #table = create("table", "");

  constructor({ store }: Lab, naming: LiveNaming) {
    this.confidences.tabIndex = 0;
    this.confidences.role = "region";
    this.confidences.ariaLabel = "How sure it is of each sign";
    this.confidences.append(this.#table);
    const pieces = computed(() => {
      if (naming.said.value) return [naming.said.value];
      if (naming.named.value) return namedInWords(naming.named.value);
      return nextStepInWords(store.chosen.signs.value, store.chosen.drawing.value.length === 0);
    });
    effect(() => {
      showSentence(this.sentence, pieces.value);
      this.sentence.hidden = store.chosen.signs.value.length === 0;
    });
    // Once a drawing has been named, or cannot be, and not while more strokes come or something is loaded.
    effect(() => {
      const { value: named } = naming.named;
      const words = naming.said.value || (named ? spoken(namedInWords(named)) : "");
      announceSettled("sign", naming.isBusy.value ? "" : words);
    });
    effect(() => {
      this.confidences.hidden = !naming.named.value;
      if (naming.named.value) this.#fill(naming.named.value);
    });
    effect(() => {
      this.sentence.ariaBusy = this.confidences.ariaBusy = String(naming.isBusy.value);
    });
    effect(() => {
      this.sentence.dataset["answers"] = String(naming.answered.value.count);
      this.sentence.dataset["answerMs"] = String(naming.answered.value.milliseconds);
    });
  }

  /** In the order in which they were taught, so that nothing jumps from stroke to stroke. */
  #fill({ names, centroid, ridge }: Named) {
    const rows = names.map((name, index) => tableRow(nameOf(name), [bar(centroid, index), bar(ridge, index)]));
    fillTable(this.#table, ["sign", "nearest centroid", "ridge"], rows);
  }
}

/** A confidence as a number beside a bar of its length. */
function bar(confidences: readonly number[], index: number): HTMLElement {
  const confidence = confidences[index] ?? 0;
  const made = create("span", "sign-bar", percent(confidence));
  made.style.setProperty("--share", String(confidence));
  made.dataset["best"] = String(confidence === Math.max(...confidences));
  return made;
}
