// Teach it signs: a visitor names some, draws each a few times, and draws on; the page says which one it sees.

import { batch, computed, effect, type ReadonlySignal, signal } from "@preact/signals-core";

import { create, element } from "../canvas/dom";
import { counted } from "../canvas/numbers";
import type { TooLong } from "../state/address";
import type { Lab } from "../state/lab";
import { isSameName, type Signs } from "../state/signs";
import { SignAnswer } from "./answer";
import { Confusions, canBeSorted } from "./confusions";
import { LiveNaming } from "./naming";
import { readerChoice } from "./reader-choice";
import { SignSet } from "./set";
import { SetTools } from "./set-tools";
import { SignList } from "./sign-list";
import { LIMITS, renamed, withExample, without, withoutExample } from "./teaching";

const INTRO = `Name a sign, draw it on the pad, and add it; two or three drawings of each are enough. Then draw on: it says which one it sees. ${LIMITS}`;

const TOO_LONG: Record<TooLong, string> = {
  no: "",
  "kept for a reload":
    "These signs are too long for a link: a copied link leaves them out. A reload of this tab keeps them, and a file for good.",
  "lost by a reload": "These signs are too long for a link: a copied link leaves them out, and a reload loses them. Save them to a file.",
};

export class SignsPanel {
  readonly naming: LiveNaming;
  readonly #section = element("signs", HTMLDetailsElement);
  readonly #name = create("input", "sign-new-name");
  readonly #set: SignSet;

  /** `isDrawing`: whether a stroke is being drawn; `tooLong`: whether an address holds the signs. */
  constructor(
    private readonly lab: Lab,
    isDrawing: ReadonlySignal<boolean>,
    tooLong: ReadonlySignal<TooLong>,
  ) {
    const { signs, step } = lab.store.chosen;
    this.#set = new SignSet(signs);
    const confusions = new Confusions();
    const isOpen = signal(this.#section.open);
    this.#section.addEventListener("toggle", () => (isOpen.value = this.#section.open));
    // Signs that came with an address are there to be seen.
    effect(() => {
      if (signs.value.length > 0) this.#section.open = true;
    });
    this.naming = new LiveNaming(lab, {
      isSeen: computed(() => isOpen.value && step.value === "draw"),
      isDrawing,
      confusions: computed(() => confusions.isOpen.value && canBeSorted(signs.value)),
    });
    confusions.follow(signs, this.naming.sorted);
    const answer = new SignAnswer(lab, this.naming);
    this.#section.append(
      answer.sentence,
      this.#form(),
      status(this.#set.note),
      answer.confidences,
      this.#list(),
      new SetTools(this.#set, () => this.#takeKeyboard()).root,
      status(computed(() => TOO_LONG[tooLong.value])),
      readerChoice(lab.store.chosen),
      confusions.root,
    );
  }

  /** Unfolds the panel, and waits for a name. */
  open() {
    this.#section.open = true;
    this.#name.focus();
  }

  /** Adds what is on the pad to a sign, and empties the pad for the next drawing, which its own history can take back. */
  #add(name: string) {
    const { drawing } = this.lab.store.chosen;
    const words = (signs: Signs) => {
      const sign = signs.find((sign) => isSameName(sign.name, name));
      return `Added: “${sign?.name}” has ${counted(sign?.examples.length ?? 0, "drawing")}. The pad is empty for the next one.`;
    };
    batch(() => {
      if (this.#set.change((signs) => withExample(signs, name, drawing.peek()), words)) drawing.value = [];
    });
  }

  #form(): HTMLElement {
    const form = create("form", "sign-form");
    this.#name.type = "text";
    this.#name.autocomplete = "off";
    this.#name.dir = "auto";
    // The next name takes the place of the last one.
    this.#name.addEventListener("focus", () => this.#name.select());
    const label = create("label", "sign-label", "name of the sign");
    label.append(this.#name);
    form.append(create("p", "help", INTRO), label, create("button", "button primary", "Add the drawing"));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#add(this.#name.value);
    });
    return form;
  }

  #list(): HTMLElement {
    const set = this.#set;
    const list = new SignList(
      {
        add: (index) => this.#add(set.nameAt(index)),
        rename: (index, name) => {
          const before = set.nameAt(index);
          const words = () => (set.nameAt(index) === before ? "" : `“${before}” is called “${set.nameAt(index)}” now.`);
          return set.change((signs) => renamed(signs, index, name), words);
        },
        forget: (index) => {
          const words = `“${set.nameAt(index)}” is forgotten. “Take back” brings it back.`;
          set.change(
            (signs) => without(signs, index),
            () => words,
          );
        },
        forgetExample: (index, example) => {
          const words = `Drawing ${example + 1} of “${set.nameAt(index)}” is forgotten. “Take back” brings it back.`;
          set.change(
            (signs) => withoutExample(signs, index, example),
            () => words,
          );
        },
      },
      () => this.#takeKeyboard(),
    );
    effect(() => list.show(set.signs.value));
    return list.root;
  }

  /** Where the keyboard goes when what had it is gone. */
  #takeKeyboard() {
    this.#name.focus({ preventScroll: true });
  }
}

/** A line that a screen reader speaks when it is another one. */
function status(words: ReadonlySignal<string>): HTMLElement {
  const line = create("p", "help");
  line.role = "status";
  effect(() => {
    line.textContent = words.value;
  });
  return line;
}
