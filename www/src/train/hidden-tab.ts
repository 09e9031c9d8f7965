// What a run does while the tab is hidden: it goes on, or it rests, as the visitor chose.

import { element } from "../canvas/dom";
import type { PageState } from "../state/page-state";

type HiddenTabChoice = PageState["hiddenTab"];

export class HiddenTab {
  readonly #select = element("training-hidden", HTMLSelectElement);

  /** `onHide` and `onShow` are called where the visitor chose to pause. */
  constructor(onHide: () => void, onShow: () => void) {
    document.addEventListener("visibilitychange", () => {
      if (this.choice !== "pause") return;
      if (document.hidden) onHide();
      else onShow();
    });
  }

  get choice(): HiddenTabChoice {
    return this.#select.value === "pause" ? "pause" : "go on";
  }

  set choice(choice: HiddenTabChoice) {
    this.#select.value = choice;
  }
}
