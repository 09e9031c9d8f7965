// The form of the training settings, made from the engine's tables. It shows what is
// chosen, or what the run under way has, and the defaults of the rest.

import { effect } from "@preact/signals-core";
import type { Control, SettingSpec, TrainingTables } from "engine";

import { create } from "../canvas/dom";
import { FACTORS_OF } from "../engine/factors";
import type { Kind } from "../engine/sources";
import type { SettingValue } from "../state/settings-codec";
import { type Field, labelled, markBlamed, type OnChoice } from "./field";
import { rangesField } from "./ranges-field";
import { rolesField } from "./roles-field";
import type { TrainingSession } from "./session";
import { settingOf, specsOf } from "./settings";

type NumberControl = Extract<Control, { kind: "count" | "number" }>;

/** Settings that a visitor wants first; the others are folded away. */
const FIRST = ["lambda", "steps", "batch", "learning_rate", "split", "framing", "runs", "seeds"];

export class TrainingForm {
  #fields = new Map<string, Field>();

  constructor(
    private readonly main: HTMLElement,
    private readonly more: HTMLElement,
    private readonly session: TrainingSession,
  ) {
    let built = "";
    effect(() => {
      const { value: tables } = this.session.tables;
      const { value: settings } = this.session.settings;
      if (!tables) return;
      const { value: kind } = this.session.bench.kind;
      const wanted = JSON.stringify([kind, tables]);
      if (wanted !== built) this.#build(tables, kind);
      built = wanted;
      const values = specsOf(tables).map((spec): [string, SettingValue] => [spec.key, settingOf(spec, settings)]);
      for (const [key, value] of values) this.#fields.get(key)?.show(value, Object.fromEntries(values));
    });
    effect(() => {
      const { study } = this.session.bench.experiment.value ?? {};
      const arms = study?.kind === "training" ? study.arms : [];
      if (this.session.tables.value) this.#leaveToArms((key) => arms.length > 0 && arms.every(({ settings }) => key in settings));
    });
    effect(() => {
      // A file has what all arms share under a name.
      if (this.session.blamed.value) markBlamed(this.#fields, this.session.blamed.value.key.replace(/^settings\./, ""));
    });
  }

  #build(tables: TrainingTables, kind: Kind) {
    const fields = specsOf(tables)
      .filter(hasAlternatives)
      .map((spec) => ({ key: spec.key, field: this.#field(spec, kind) }));
    this.#fields = new Map(fields.map(({ key, field }) => [key, field]));
    const order = ({ key }: { key: string }) => FIRST.indexOf(key);
    const first = fields.filter((named) => order(named) >= 0).sort((a, b) => order(a) - order(b));
    this.main.replaceChildren(...first.map(({ field }) => field.row));
    this.more.replaceChildren(...fields.filter((named) => order(named) < 0).map(({ field }) => field.row));
  }

  #field(spec: SettingSpec, kind: Kind): Field {
    return fieldOf(spec, kind, (value) => this.session.change({ [spec.key]: value }));
  }

  /** What every arm has for itself cannot be chosen for all. */
  #leaveToArms(isOfArms: (key: string) => boolean) {
    for (const [key, { row, inputs }] of this.#fields) {
      for (const input of inputs) input.disabled = isOfArms(key);
      row.classList.toggle("of-arms", isOfArms(key));
    }
  }
}

/** Whether there is anything to choose. */
export const hasAlternatives = ({ control }: SettingSpec) => control.kind !== "choice" || control.words.length > 1;

/** The field of a setting, whatever its control, for pictures of a kind; a mark on it goes with the next change. */
export function fieldOf(spec: SettingSpec, kind: Kind, choose: OnChoice): Field {
  const field = unmarkedField(spec, kind, choose);
  field.row.title = spec.meaning;
  field.row.addEventListener("input", () => {
    for (const input of field.inputs) input.removeAttribute("aria-invalid");
  });
  return field;
}

function unmarkedField(spec: SettingSpec, kind: Kind, choose: OnChoice): Field {
  const { control } = spec;
  switch (control.kind) {
    case "roles":
      return rolesField(FACTORS_OF[kind], choose);
    case "ranges":
      return rangesField(FACTORS_OF[kind], choose);
    case "choice":
      return choiceField(spec, control.words, choose);
    default:
      return numberField(spec, control, choose);
  }
}

function choiceField(spec: SettingSpec, words: string[], choose: OnChoice): Field {
  const select = create("select", "");
  select.name = spec.key;
  for (const word of words) select.append(new Option(word, word));
  select.addEventListener("input", () => choose(select.value));
  return { row: labelled(spec, select), inputs: [select], show: (value) => (select.value = String(value)) };
}

/** A number to type, and a slider as well where its scale is logarithmic. */
function numberField(spec: SettingSpec, { kind, lower, upper }: NumberControl, choose: OnChoice): Field {
  const input = create("input", "setting-number");
  input.type = "number";
  input.name = spec.key;
  input.min = String(lower);
  input.max = String(upper);
  input.step = kind === "count" ? "1" : "any";
  input.addEventListener("input", () => choose(input.valueAsNumber));
  const show = (value: SettingValue) => {
    // What is being typed stays as it is: 1e-, 0.0 …
    if (!Object.is(input.valueAsNumber, value)) input.value = Number.isNaN(value) ? "" : String(value);
  };
  if (kind === "count") return { row: labelled(spec, input), inputs: [input], show };
  const slider = create("input", "setting-slider");
  slider.type = "range";
  slider.min = "0";
  slider.max = String(SLIDER_STEPS);
  slider.ariaLabel = spec.label;
  slider.addEventListener("input", () => choose(valueAt(slider.valueAsNumber, lower, upper)));
  const showBoth = (value: SettingValue) => {
    show(value);
    // A slider that is being dragged stays where it is, between two values.
    if (valueAt(slider.valueAsNumber, lower, upper) !== value) slider.value = String(position(Number(value), lower, upper));
    slider.setAttribute("aria-valuetext", input.value);
  };
  return { row: labelled(spec, input, slider), inputs: [input, slider], show: showBoth };
}

const SLIDER_STEPS = 100;
/** Where zero is allowed, it is the lowest position, and the next is this share of the largest value. */
const SMALLEST_SHARE = 1e-4;

const lowest = (lower: number, upper: number) => (lower > 0 ? lower : SMALLEST_SHARE * upper);

function valueAt(slider: number, lower: number, upper: number): number {
  if (slider === 0) return lower;
  const from = lowest(lower, upper);
  // Two digits: equal positions give equal values on every device.
  return Number((from * (upper / from) ** (slider / SLIDER_STEPS)).toPrecision(2));
}

function position(value: number, lower: number, upper: number): number {
  const from = lowest(lower, upper);
  return value <= from ? 0 : (SLIDER_STEPS * Math.log(value / from)) / Math.log(upper / from);
}
