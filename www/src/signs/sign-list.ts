// The signs that were taught, each with its drawings: to be renamed where the name stands, to be added to, and to be forgotten.

import { create } from "../canvas/dom";
import type { Sign, Signs } from "../state/signs";
import type { Strokes } from "../state/strokes";
import { button } from "./button";
import { paintSmall } from "./paint";

/** The side of an example's picture, in points. */
const SIDE = 48;

/** What a visitor does with the list. */
export interface Acts {
  add(index: number): void;
  /** Whether the sign has that name now. */
  rename(index: number, name: string): boolean;
  forget(index: number): void;
  forgetExample(index: number, example: number): void;
}

export class SignList {
  readonly root = create("ul", "sign-list");
  /** Rows stay where they are when signs change: what has the keyboard keeps it, and a press that has begun comes to its end. */
  readonly #rows: SignRow[] = [];

  /** `onGone` is called where what had the keyboard is gone. */
  constructor(
    private readonly acts: Acts,
    private readonly onGone: () => void,
  ) {
    this.root.ariaLabel = "The signs";
  }

  show(signs: Signs) {
    const hadKeyboard = this.root.contains(document.activeElement);
    keepAsMany(this.#rows, signs.length, (index) => new SignRow(this.root, index, this.acts));
    signs.forEach((sign, index) => {
      this.#rows[index]?.show(sign);
    });
    this.root.hidden = signs.length === 0;
    if (hadKeyboard && !this.root.contains(document.activeElement)) this.onGone();
  }
}

class SignRow {
  readonly root = create("li", "sign");
  readonly #name = create("input", "sign-name-input");
  readonly #add = button("Add");
  readonly #forget = button("Forget");
  readonly #pictures = create("div", "sign-examples");
  readonly #examples: ExampleButton[] = [];
  #shown = "";

  constructor(
    list: HTMLElement,
    private readonly index: number,
    private readonly acts: Acts,
  ) {
    this.#name.type = "text";
    this.#name.autocomplete = "off";
    this.#name.dir = "auto";
    this.#name.translate = false;
    this.#name.addEventListener("change", () => {
      if (!acts.rename(index, this.#name.value)) this.#name.value = this.#shown;
    });
    this.#add.addEventListener("click", () => acts.add(index));
    this.#forget.addEventListener("click", () => acts.forget(index));
    const head = create("div", "sign-head");
    head.append(this.#name, this.#add, this.#forget);
    this.root.append(head, this.#pictures);
    list.append(this.root);
  }

  show({ name, examples }: Sign) {
    this.#shown = this.#name.value = name;
    this.#name.ariaLabel = `Rename “${name}”`;
    this.#add.ariaLabel = `Add the drawing to “${name}”`;
    this.#forget.ariaLabel = `Forget “${name}”`;
    keepAsMany(this.#examples, examples.length, (example) => {
      return new ExampleButton(this.#pictures, () => this.acts.forgetExample(this.index, example));
    });
    examples.forEach((strokes, example) => {
      this.#examples[example]?.show(strokes, `Forget drawing ${example + 1} of “${name}”`);
    });
  }
}

/** The picture of an example: pressed, it is forgotten. */
class ExampleButton {
  readonly root = button("");
  readonly #canvas = create("canvas", "");
  #shown: Strokes | undefined;

  constructor(place: HTMLElement, forget: () => void) {
    this.root.className = "sign-example";
    this.root.addEventListener("click", forget);
    this.root.append(this.#canvas);
    place.append(this.root);
  }

  show(strokes: Strokes, label: string) {
    this.root.ariaLabel = this.root.title = label;
    if (this.#shown !== strokes) paintSmall(this.#canvas, strokes, SIDE);
    this.#shown = strokes;
  }
}

/** Makes what is missing at the end, and takes away what is too many. */
function keepAsMany<Part extends { root: HTMLElement }>(parts: Part[], count: number, make: (index: number) => Part) {
  while (parts.length < count) parts.push(make(parts.length));
  for (const { root } of parts.splice(count)) root.remove();
}
