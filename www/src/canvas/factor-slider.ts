// A slider for a factor: its name, what it is, and its value.

import { effect } from "@preact/signals-core";
import type { Factor } from "engine";

import { create } from "./dom";
import { format } from "./numbers";
import { createName } from "./untranslated";

/** Steps of a slider in a unit of its factor. */
const STEPS = 1000;

export interface SliderOf {
  /** The value that is chosen; read within an effect. */
  value(): number;
  change(value: number): void;
  /** A visitor points at it, in whatever way. */
  point(): void;
}

export function factorSlider({ name, label, meaning, lower, upper }: Factor, { value, change, point }: SliderOf): HTMLElement {
  const row = create("label", "factor-slider");
  row.title = meaning;
  for (const pointing of ["pointerenter", "focusin", "pointerdown"]) row.addEventListener(pointing, point);
  const slider = create("input", "");
  slider.type = "range";
  slider.dataset["factor"] = name;
  // A slider has whole steps from its lower end: the turn's, which is no round number, would never come to rest at zero.
  const rounded = (bound: number) => String(Math.trunc(bound * STEPS) / STEPS);
  slider.min = rounded(lower);
  slider.max = rounded(upper);
  slider.step = String(1 / STEPS);
  const shown = createName("span", "factor-value", "");
  slider.addEventListener("input", () => change(slider.valueAsNumber));
  effect(() => {
    slider.value = String(value());
    shown.textContent = format(slider.valueAsNumber);
  });
  row.append(createName("span", "factor-name", name), create("span", "factor-label", label), slider, shown);
  return row;
}
