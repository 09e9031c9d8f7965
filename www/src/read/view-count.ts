// The slider for M, the number of views.

import { element } from "../canvas/dom";
import { VIEWS_AT_FIRST } from "../engine/protocol";

/** What M can be: every number while it is small, then steps of about a fifth, so that each step matters as much. */
export const VIEW_COUNTS = [1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 14, 16, 20, 24, 28, 32, 40, 48, 56, 64, 80, 96, 112, 128];

export class ViewCount {
  readonly #slider = element("view-count", HTMLInputElement);
  readonly #shown = element("view-count-value", HTMLOutputElement);

  constructor(private readonly onChange: () => void) {
    this.#slider.max = String(VIEW_COUNTS.length - 1);
    this.#slider.value = String(VIEW_COUNTS.indexOf(VIEWS_AT_FIRST));
    this.#slider.addEventListener("input", () => {
      this.#show();
      this.onChange();
    });
    this.#show();
  }

  get views(): number {
    return VIEW_COUNTS[this.#slider.valueAsNumber] ?? VIEWS_AT_FIRST;
  }

  /** Sets M, to the nearest number that the slider has. */
  set views(views: number) {
    const distances = VIEW_COUNTS.map((count) => Math.abs(count - views));
    this.#slider.value = String(distances.indexOf(Math.min(...distances)));
    this.#show();
    this.onChange();
  }

  #show() {
    this.#shown.textContent = String(this.views);
    this.#slider.setAttribute("aria-valuetext", this.views === 1 ? "1 view" : `${this.views} views`);
  }
}
