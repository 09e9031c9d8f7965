// What the signs are taken for: each example is named by all the others, and counted.

import { computed, effect, signal } from "@preact/signals-core";

import { create } from "../canvas/dom";
import { fillTable, tableRow } from "../charts/table";
import type { Signs } from "../state/signs";
import type { Sorted } from "./naming";
import { nameOf, sortedInWords } from "./words";

/** Whether there is anything to sort: two signs of which an example can be left out. */
export const canBeSorted = (signs: Signs) => signs.filter(({ examples }) => examples.length > 1).length > 1;

export class Confusions {
  readonly root = create("details", "as-table sign-confusions");
  readonly isOpen = signal(false);
  readonly #words = create("p", "help");
  readonly #tables = create("div", "");

  constructor() {
    const help =
      "Rows say which sign a drawing is of, columns what it was taken for. A sign with a single drawing is left out: without that, nothing is known of it.";
    this.root.append(create("summary", "", "which sign is taken for which"), create("p", "help", help), this.#words, this.#tables);
    this.root.addEventListener("toggle", () => (this.isOpen.value = this.root.open));
  }

  /** Follows the signs that are taught, and what the engine has sorted. */
  follow(signs: { readonly value: Signs }, sorted: { readonly value: Sorted | undefined }) {
    const isPossible = computed(() => canBeSorted(signs.value));
    effect(() => {
      this.root.hidden = !isPossible.value;
    });
    effect(() => {
      const shown = isPossible.value ? sorted.value : undefined;
      this.#words.textContent = shown ? sortedInWords(shown) : "Each drawing is being named by all the others …";
      this.#tables.replaceChildren(
        ...(shown ? [tableOf("nearest centroid", shown.centroid, shown), tableOf("ridge", shown.ridge, shown)] : []),
      );
    });
  }
}

function tableOf(readOut: string, counts: readonly (readonly number[])[], { names }: Sorted): HTMLElement {
  const frame = create("div", "table-frame");
  frame.tabIndex = 0;
  frame.role = "region";
  frame.ariaLabel = `Which sign is taken for which, by ${readOut}`;
  const table = create("table", "");
  const rows = names.flatMap((name, index) => {
    const row = counts[index] ?? [];
    if (row.every((count) => count === 0)) return [];
    const made = tableRow(nameOf(name), row.map(String));
    made.cells[index + 1]?.classList.add("sign-right");
    return [made];
  });
  fillTable(table, [`by ${readOut}`, ...names.map(nameOf)], rows);
  frame.append(table);
  return frame;
}
