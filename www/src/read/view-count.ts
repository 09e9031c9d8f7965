// M, the number of views, and which views they are: in each step that averages some.

import { effect } from "@preact/signals-core";

import { VIEW_COUNTS } from "../state/page-state";
import type { Store } from "../state/store";

export function wireViewCount({ chosen }: Store) {
  for (const slider of document.querySelectorAll<HTMLInputElement>(".view-count input")) {
    slider.max = String(VIEW_COUNTS.length - 1);
    slider.addEventListener("input", () => (chosen.views.value = VIEW_COUNTS[slider.valueAsNumber] ?? chosen.views.value));
    effect(() => {
      const { value: views } = chosen.views;
      slider.value = String(VIEW_COUNTS.indexOf(views));
      slider.setAttribute("aria-valuetext", views === 1 ? "1 view" : `${views} views`);
    });
  }
  for (const button of document.querySelectorAll<HTMLButtonElement>(".new-views")) {
    button.addEventListener("click", () => (chosen.seed.value += 1));
  }
  effect(() => {
    for (const shown of document.querySelectorAll(".view-count-value")) shown.textContent = String(chosen.views.value);
  });
}
