// The set of signs on the page, and what it was before: every change of it can be taken back, wherever it came from.

import { computed, effect, type Signal, signal, untracked } from "@preact/signals-core";

import { changedTo, historyOf, undone } from "../state/history";
import type { Signs } from "../state/signs";

export class SignSet {
  readonly #history;
  readonly canTakeBack;

  constructor(readonly signs: Signal<Signs>) {
    this.#history = signal(historyOf(signs.peek()));
    this.canTakeBack = computed(() => this.#history.value.past.length > 0);
    // Another set may also have come from an address.
    effect(() => {
      const { value } = signs;
      untracked(() => {
        const history = this.#history.peek();
        if (value !== history.present) this.#history.value = changedTo(history, value);
      });
    });
  }

  takeBack() {
    const history = undone(this.#history.peek());
    this.#history.value = history;
    this.signs.value = history.present;
  }
}
