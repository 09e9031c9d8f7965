// What can be done with the signs as a whole: the last change taken back, a file saved, a file loaded.

import { effect } from "@preact/signals-core";

import { create } from "../canvas/dom";
import { counted } from "../canvas/numbers";
import { saveFile } from "../files/save-file";
import { button } from "./button";
import { readFile, written } from "./file";
import type { SignSet } from "./set";

export class SetTools {
  readonly root = create("div", "tools");
  readonly #file = create("input", "");

  /** `onGone` is called where what had the keyboard cannot be pressed any more. */
  constructor(
    private readonly set: SignSet,
    onGone: () => void,
  ) {
    const takeBack = button("Take back", () => set.takeBack());
    takeBack.title = "Takes the last change of the signs back";
    const save = button("Save signs", () => saveFile("signs.json", "application/json", written(set.signs.peek())));
    this.root.append(
      takeBack,
      save,
      button("Load signs", () => this.#file.click()),
      this.#file,
    );
    this.#file.type = "file";
    this.#file.accept = ".json,application/json";
    this.#file.hidden = true;
    this.#file.addEventListener("change", () => {
      const [chosen] = this.#file.files ?? [];
      if (chosen) void this.#load(chosen);
      this.#file.value = "";
    });
    effect(() => {
      const isNothing = !set.canTakeBack.value;
      if (isNothing && document.activeElement === takeBack) onGone();
      takeBack.disabled = isNothing;
      save.disabled = set.signs.value.length === 0;
    });
  }

  async #load(file: File) {
    try {
      const signs = await readFile(file);
      this.set.change(
        () => signs,
        () => `${counted(signs.length, "sign")} loaded from “${file.name}”. “Take back” brings back those from before.`,
      );
    } catch (thrown) {
      this.set.refuse(thrown);
    }
  }
}
