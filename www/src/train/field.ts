// What the form of the training settings is made of.

import type { SettingSpec } from "engine";

import { create } from "../canvas/dom";
import type { Settings, SettingValue } from "../state/settings-codec";

type Input = HTMLInputElement | HTMLSelectElement;

/** A setting's row, its inputs, and how they show a value, among all settings. */
export interface Field {
  row: HTMLElement;
  inputs: Input[];
  show: (value: SettingValue, all: Settings) => void;
}

export type OnChoice = (value: SettingValue) => void;

export function labelled(spec: SettingSpec, ...inputs: HTMLElement[]): HTMLElement {
  const row = create("label", "setting");
  row.append(create("span", "setting-name", spec.label), ...inputs);
  return row;
}

/** Marks what an error is about, and shows it: a setting by its key, or one of its inputs by a name of its own. */
export function markBlamed(fields: ReadonlyMap<string, Field>, key: string) {
  const inputs = [...fields.values()].flatMap(({ inputs }) => inputs);
  const input = fields.get(key)?.inputs[0] ?? inputs.find(({ dataset }) => dataset["field"] === key);
  if (!input) return;
  input.setAttribute("aria-invalid", "true");
  for (let folded = input.closest("details"); folded; folded = folded.parentElement?.closest("details") ?? null) folded.open = true;
  input.focus();
}

/** Inputs of a kind for many factors, under a summary. */
export function folded(summary: string, className: string, ...rows: HTMLElement[]): HTMLDetailsElement {
  const details = create("details", "");
  const place = create("div", className);
  place.append(...rows);
  details.append(create("summary", "", summary), place);
  return details;
}
