// The four steps of the page: which one is on show, and the ways from one to another.

import { effect } from "@preact/signals-core";

import { element } from "../canvas/dom";
import { type Kind, kindOf } from "../engine/sources";
import type { Address } from "../state/address";
import { STEPS, type Step } from "../state/page-state";
import type { Store } from "../state/store";

/** What the way on from each step says. */
const ONWARD: Record<Step, { to: Step; words: Record<Kind, string> }> = {
  make: { to: "draw", words: { spirographs: "Next: draw your own", photographs: "Next: find a crop again" } },
  draw: { to: "train", words: always("Next: train the network") },
  train: { to: "look", words: always("Next: look inside") },
  look: { to: "make", words: always("Back to the first step") },
};

/** The same words, whatever pictures are of. */
function always(words: string): Record<Kind, string> {
  return { spirographs: words, photographs: words };
}

export class Path {
  readonly #main = element("content", HTMLElement);
  readonly #onward = element("onward", HTMLAnchorElement);

  constructor(
    private readonly store: Store,
    private readonly address: Address,
  ) {
    element("skip", HTMLAnchorElement).addEventListener("click", (event) => {
      event.preventDefault();
      this.#main.focus();
    });
    document.addEventListener("click", (event) => {
      const link = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-go]") : null;
      const step = STEPS.find((step) => step === link?.dataset["go"]);
      // A link that is to open elsewhere stays a link.
      if (!step || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      this.visit(step);
      if (link === this.#onward) this.#toTop();
    });
    effect(() => this.#show(store.chosen.step.value, kindOf(store.chosen.source.value)));
  }

  /** Goes to a step as a visitor does, who may want to go back. */
  visit(step: Step) {
    if (step !== this.store.chosen.step.peek()) this.address.visit({ step });
  }

  /** Shows what belongs to a step, and to pictures of a kind; what names none belongs to all. */
  #show(step: Step, kind: Kind) {
    this.#main.dataset["step"] = step;
    this.#main.dataset["pictures"] = kind;
    for (const part of document.querySelectorAll<HTMLElement>("[data-steps], [data-source]")) {
      const { steps = step, source = kind } = part.dataset;
      part.hidden = !steps.split(" ").includes(step) || source !== kind;
    }
    for (const link of document.querySelectorAll<HTMLElement>(".path [data-go]")) {
      link.ariaCurrent = link.dataset["go"] === step ? "step" : null;
    }
    const { to, words } = ONWARD[step];
    this.#onward.dataset["go"] = to;
    this.#onward.href = `#step=${to}`;
    this.#onward.textContent = words[kind];
  }

  /** To where the next step begins, for eyes and for the keyboard alike. */
  #toTop() {
    scrollTo({ top: 0 });
    this.#main.focus({ preventScroll: true });
  }
}
