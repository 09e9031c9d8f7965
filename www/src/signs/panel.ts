// Teach it signs: a visitor names some, draws each a few times, and draws on; the page says which one it sees.

import { computed, effect, type ReadonlySignal, signal } from "@preact/signals-core";

import { create, element } from "../canvas/dom";
import { counted } from "../canvas/numbers";
import { Failure } from "../engine/failure";
import { READER_MEGABYTES, SIGN_READERS } from "../engine/sign-readers";
import { saveFile } from "../files/save-file";
import type { TooLong } from "../state/address";
import type { Lab } from "../state/lab";
import { isSameName, type Signs } from "../state/signs";
import { SignAnswer } from "./answer";
import { Confusions, canBeSorted } from "./confusions";
import { readFile, written } from "./file";
import { LiveNaming } from "./naming";
import { SignSet } from "./set";
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
  readonly #note = create("p", "help");
  readonly #set: SignSet;
  readonly #confusions = new Confusions();

  constructor(
    private readonly lab: Lab,
    isDrawing: ReadonlySignal<boolean>,
    tooLong: ReadonlySignal<TooLong>,
  ) {
    const { signs, step } = lab.store.chosen;
    this.#set = new SignSet(signs);
    const isOpen = signal(this.#section.open);
    this.#section.addEventListener("toggle", () => (isOpen.value = this.#section.open));
    // Signs that came with an address are there to be seen.
    effect(() => {
      if (signs.value.length > 0) this.#section.open = true;
    });
    const isSeen = computed(() => isOpen.value && step.value === "draw");
    const confusions = computed(() => this.#confusions.isOpen.value && canBeSorted(signs.value));
    this.naming = new LiveNaming(lab, { isSeen, isDrawing, confusions });
    this.#confusions.follow(signs, this.naming.sorted);
    const tooLongNote = create("p", "help");
    tooLongNote.role = this.#note.role = "status";
    effect(() => {
      tooLongNote.textContent = TOO_LONG[tooLong.value];
    });
    this.#section.append(
      this.#form(),
      this.#note,
      new SignAnswer(lab, this.naming).root,
      this.#list(),
      this.#tools(),
      tooLongNote,
      this.#readers(),
      this.#confusions.root,
    );
  }

  /** Does something to the set; what is not possible is said. Whether it was. */
  #change(change: (signs: Signs) => Signs, words: (signs: Signs) => string): boolean {
    const { signs } = this.#set;
    try {
      signs.value = change(signs.peek());
    } catch (thrown) {
      if (!(thrown instanceof Failure)) throw thrown;
      this.#say(thrown.message);
      return false;
    }
    this.#say(words(signs.peek()));
    return true;
  }

  /** A screen reader speaks what is other than it was. */
  #say(words: string) {
    this.#note.textContent = words;
  }

  /** Adds what is on the pad to a sign, and empties the pad for the next drawing, which its own history can take back. */
  #add(name: string) {
    const { drawing } = this.lab.store.chosen;
    const isAdded = this.#change(
      (signs) => withExample(signs, name, drawing.peek()),
      (signs) => {
        const sign = signs.find((sign) => isSameName(sign.name, name));
        return `Added: “${sign?.name}” has ${counted(sign?.examples.length ?? 0, "drawing")}. The pad is empty for the next one.`;
      },
    );
    if (isAdded) drawing.value = [];
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
    const add = create("button", "button primary", "Add the drawing");
    form.append(create("p", "help", INTRO), label, add);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#add(this.#name.value);
    });
    return form;
  }

  #list(): HTMLElement {
    const nameAt = (index: number) => this.#set.signs.peek()[index]?.name ?? "";
    const list = new SignList(
      {
        add: (index) => this.#add(nameAt(index)),
        rename: (index, name) => {
          const before = nameAt(index);
          return this.#change(
            (signs) => renamed(signs, index, name),
            () => (nameAt(index) === before ? "" : `“${before}” is called “${nameAt(index)}” now.`),
          );
        },
        forget: (index) => {
          const words = `“${nameAt(index)}” is forgotten. “Take back” brings it back.`;
          this.#change(
            (signs) => without(signs, index),
            () => words,
          );
        },
        forgetExample: (index, example) => {
          const words = `Drawing ${example + 1} of “${nameAt(index)}” is forgotten. “Take back” brings it back.`;
          this.#change(
            (signs) => withoutExample(signs, index, example),
            () => words,
          );
        },
      },
      () => this.#name.focus({ preventScroll: true }),
    );
    effect(() => list.show(this.#set.signs.value));
    return list.root;
  }

  #tools(): HTMLElement {
    const [takeBack, save] = ["Take back", "Save the signs"].map((words) => create("button", "button", words)) as [
      HTMLButtonElement,
      HTMLButtonElement,
    ];
    takeBack.type = save.type = "button";
    takeBack.title = "Takes the last change of the signs back";
    takeBack.addEventListener("click", () => {
      this.#set.takeBack();
      this.#say("The last change of the signs is taken back.");
    });
    save.addEventListener("click", () => saveFile("signs.json", "application/json", written(this.#set.signs.peek())));
    effect(() => {
      const isNothing = !this.#set.canTakeBack.value;
      // A button that cannot be pressed any more would take the keyboard with it.
      if (isNothing && document.activeElement === takeBack) this.#name.focus({ preventScroll: true });
      takeBack.disabled = isNothing;
      save.disabled = this.#set.signs.value.length === 0;
    });
    const file = create("input", "hidden");
    file.type = "file";
    file.accept = ".json,application/json";
    file.addEventListener("change", () => {
      const [chosen] = file.files ?? [];
      if (chosen) void this.#load(chosen);
      file.value = "";
    });
    const load = create("label", "button", "Load signs");
    load.append(file);
    const tools = create("div", "tools");
    tools.append(takeBack, save, load);
    return tools;
  }

  async #load(file: File) {
    try {
      const signs = await readFile(file);
      this.#change(
        () => signs,
        () => `${counted(signs.length, "sign")} loaded from “${file.name}”. “Take back” brings those from before back.`,
      );
    } catch (thrown) {
      if (!(thrown instanceof Failure)) throw thrown;
      this.#say(thrown.message);
    }
  }

  #readers(): HTMLElement {
    const { signReaders } = this.lab.store.chosen;
    const fields = create("fieldset", "sign-readers");
    fields.append(create("legend", "", "Who reads"));
    for (const { name, words, readers } of SIGN_READERS) {
      const radio = create("input", "");
      radio.type = "radio";
      radio.name = "sign-readers";
      radio.addEventListener("change", () => (signReaders.value = name));
      effect(() => {
        radio.checked = signReaders.value === name;
      });
      const label = create("label", "");
      const size = (READER_MEGABYTES * readers.length).toFixed(1);
      label.append(radio, create("span", "", words), create("span", "sign-size", `${size} MB`));
      fields.append(label);
    }
    fields.append(create("p", "help", "A network is downloaded when signs are there to be read by it, and once."));
    return fields;
  }
}
