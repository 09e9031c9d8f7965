// M, the number of views, and which views they are.

import { effect } from "@preact/signals-core";

import { element } from "../canvas/dom";
import { VIEW_COUNTS } from "../state/page-state";
import type { Store } from "../state/store";

export function wireViewCount({ chosen }: Store) {
  const slider = element("view-count", HTMLInputElement);
  const shown = element("view-count-value", HTMLElement);
  slider.max = String(VIEW_COUNTS.length - 1);
  slider.addEventListener("input", () => (chosen.views.value = VIEW_COUNTS[slider.valueAsNumber] ?? chosen.views.value));
  element("new-views", HTMLButtonElement).addEventListener("click", () => (chosen.seed.value += 1));
  effect(() => {
    const { value: views } = chosen.views;
    slider.value = String(VIEW_COUNTS.indexOf(views));
    shown.textContent = String(views);
    slider.setAttribute("aria-valuetext", views === 1 ? "1 view" : `${views} views`);
  });
}
