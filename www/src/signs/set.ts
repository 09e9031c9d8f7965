// The set of signs on the page, and what it was before: every change of it can be taken back, wherever it came from.

import { computed, effect, type Signal, signal, untracked } from "@preact/signals-core";

import { Failure } from "../engine/failure";
import { changedTo, historyOf, undone } from "../state/history";
import type { Signs } from "../state/signs";

export class SignSet {
  /** What was done last, or why it was not, in words. */
  readonly note = signal("");
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

  nameAt(index: number): string {
    return this.signs.peek()[index]?.name ?? "";
  }

  /** Makes another set of the one that is there, and says what was done; what is not possible is said instead. Whether it was. */
  change(change: (signs: Signs) => Signs, words: (signs: Signs) => string): boolean {
    try {
      this.signs.value = change(this.signs.peek());
    } catch (thrown) {
      this.refuse(thrown);
      return false;
    }
    this.note.value = words(this.signs.peek());
    return true;
  }

  /** Says why something is not possible. What is no Failure is a fault of the page. */
  refuse(thrown: unknown) {
    if (!(thrown instanceof Failure)) throw thrown;
    this.note.value = thrown.message;
  }

  takeBack() {
    const history = undone(this.#history.peek());
    this.#history.value = history;
    this.signs.value = history.present;
    this.note.value = "The last change of the signs is taken back.";
  }
}
