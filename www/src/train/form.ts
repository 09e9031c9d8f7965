// The form of the training settings, made from the engine's tables: each setting is declared there once.

import type { FactorSpec, Role, SettingSpec, TrainingRequest, TrainingTables } from "engine";

import { create } from "../canvas/dom";
import { Failure } from "../engine/failure";

export type Value = number | string | Role[];
type Field = { spec: SettingSpec; read: () => Value; write: (value: Value) => void; inputs: (HTMLInputElement | HTMLSelectElement)[] };

/** Settings that a visitor wants first; the others are folded away. */
const FIRST = ["lambda", "steps", "batch", "learning_rate", "runs", "seeds"];

export class TrainingForm {
  readonly #fields = new Map<string, Field>();
  #tables: TrainingTables | undefined;
  /** Changes that were asked for before there were fields. */
  #awaited: Record<string, Value> = {};

  constructor(
    private readonly main: HTMLElement,
    private readonly more: HTMLElement,
  ) {}

  /** Builds the form; what a visitor has changed stays. */
  build(tables: TrainingTables, factors: FactorSpec[]) {
    const isSame = JSON.stringify(this.#tables) === JSON.stringify(tables);
    if (isSame) return;
    const changes = this.changes;
    this.#tables = tables;
    this.#fields.clear();
    const fields = [...tables.settings, ...tables.plan].map((spec) => ({ spec, row: this.#row(spec, factors) }));
    const isFirst = (key: string) => FIRST.includes(key);
    const order = (key: string) => FIRST.indexOf(key);
    const first = fields.filter(({ spec }) => isFirst(spec.key)).sort((a, b) => order(a.spec.key) - order(b.spec.key));
    this.main.replaceChildren(...first.map(({ row }) => row));
    this.more.replaceChildren(...fields.filter(({ spec }) => !isFirst(spec.key)).map(({ row }) => row));
    this.changes = changes;
  }

  /** The settings that differ from the defaults; those that hold no number are left out. */
  get changes(): Record<string, Value> {
    if (!this.#tables) return this.#awaited;
    const changed = [...this.#fields].filter(([, { spec, read }]) => JSON.stringify(readOr(read, spec.default)) !== JSON.stringify(spec.default));
    return Object.fromEntries(changed.map(([key, { read }]) => [key, read()]));
  }

  /** Sets these, and all others to their defaults; as soon as there are fields. */
  set changes(changes: Record<string, Value>) {
    this.#awaited = changes;
    this.reset();
    for (const [key, value] of Object.entries(changes)) this.set(key, value);
  }

  /** What the form asks for; throws a Failure that names a field that holds no number. */
  get request(): TrainingRequest {
    const values = (specs: SettingSpec[]) =>
      Object.fromEntries(specs.map(({ key, default: initial }) => [key, this.#fields.get(key)?.read() ?? initial]));
    return { settings: values(this.#tables?.settings ?? []), plan: values(this.#tables?.plan ?? []) };
  }

  /** Shows the values of a request. */
  show({ settings, plan }: TrainingRequest) {
    for (const [key, value] of Object.entries({ ...settings, ...plan })) this.#fields.get(key)?.write(value as Value);
  }

  reset() {
    for (const { spec, write } of this.#fields.values()) write(spec.default);
  }

  /** Marks the setting that an error is about, and shows it. */
  blame(key: string): boolean {
    const field = this.#fields.get(key);
    const input = field?.inputs[0];
    if (!field || !input) return false;
    input.setAttribute("aria-invalid", "true");
    const folded = input.closest("details");
    if (folded) folded.open = true;
    input.focus();
    return true;
  }

  /** Sets one setting, as if a visitor had. */
  set(key: string, value: Value) {
    this.#fields.get(key)?.write(value);
  }

  #row(spec: SettingSpec, factors: FactorSpec[]): HTMLElement {
    if (spec.control.kind === "roles") return this.#roles(spec, factors);
    const row = create("label", "setting");
    row.title = spec.meaning;
    row.append(create("span", "setting-name", spec.label));
    const field = spec.control.kind === "choice" ? choiceField(spec, spec.control.words) : numberField(spec, spec.control);
    row.append(...field.inputs);
    for (const input of field.inputs) input.addEventListener("input", () => input.removeAttribute("aria-invalid"));
    field.write(spec.default as Value);
    this.#fields.set(spec.key, field);
    return row;
  }

  #roles(spec: SettingSpec, factors: FactorSpec[]): HTMLElement {
    const fieldset = create("fieldset", "setting-roles");
    fieldset.append(create("legend", "", "Nuisance, to be forgotten"));
    fieldset.title = spec.meaning;
    const inputs = factors.map((factor) => {
      const label = create("label", "setting-role");
      const input = create("input", "");
      input.type = "checkbox";
      input.name = `nuisance-${factor.name}`;
      label.append(input, create("span", "", factor.name));
      fieldset.append(label);
      return input;
    });
    const field: Field = {
      spec,
      inputs,
      read: () => inputs.map((input): Role => (input.checked ? "nuisance" : "interest")),
      write: (value) => {
        inputs.forEach((input, column) => {
          input.checked = (value as Role[])[column] === "nuisance";
        });
      },
    };
    field.write(spec.default as Value);
    this.#fields.set(spec.key, field);
    return fieldset;
  }
}

function choiceField(spec: SettingSpec, words: string[]): Field {
  const select = create("select", "");
  select.name = spec.key;
  for (const word of words) select.append(new Option(word, word));
  return { spec, inputs: [select], read: () => select.value, write: (value) => (select.value = String(value)) };
}

/** A number to type, and a slider as well where its scale is logarithmic. */
function numberField(spec: SettingSpec, { kind, lower, upper }: { kind: "count" | "number"; lower: number; upper: number }): Field {
  const input = create("input", "setting-number");
  input.type = "number";
  input.name = spec.key;
  input.min = String(lower);
  input.max = String(upper);
  input.step = kind === "count" ? "1" : "any";
  const read = () => {
    const value = input.valueAsNumber;
    if (Number.isNaN(value)) throw new Failure("invalid", spec.key, `${spec.label}: a number from ${lower} to ${upper} is needed.`);
    if (kind === "count" && !Number.isInteger(value)) throw new Failure("invalid", spec.key, `${spec.label}: ${value} is no whole number.`);
    return value;
  };
  if (kind === "count") return { spec, inputs: [input], read, write: (value) => (input.value = String(value)) };
  const slider = create("input", "setting-slider");
  slider.type = "range";
  slider.min = "0";
  slider.max = String(SLIDER_STEPS);
  slider.ariaLabel = spec.label;
  const toSlider = () => {
    slider.value = String(position(input.valueAsNumber, lower, upper));
    slider.setAttribute("aria-valuetext", input.value);
  };
  input.addEventListener("input", toSlider);
  slider.addEventListener("input", () => {
    input.value = String(valueAt(slider.valueAsNumber, lower, upper));
    slider.setAttribute("aria-valuetext", input.value);
    input.removeAttribute("aria-invalid");
  });
  const write = (value: Value) => {
    input.value = String(value);
    toSlider();
  };
  return { spec, inputs: [input, slider], read, write };
}

/** What a field holds, or something else where that is no value. */
function readOr(read: () => Value, otherwise: Value): Value {
  try {
    return read();
  } catch {
    return otherwise;
  }
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
