// The form of a visitor's own experiment: what the second arm has for itself, and what is expected of it.

import { effect, untracked } from "@preact/signals-core";
import type { SettingSpec } from "engine";

import { create, element } from "../canvas/dom";
import { OWN_EXPERIMENT, quantitiesOn } from "../engine/experiments";
import type { Kind } from "../engine/sources";
import { DIRECTIONS } from "../state/expectation-codec";
import type { Settings, SettingValue } from "../state/settings-codec";
import type { Chosen } from "../state/store";
import { type Field, markBlamed } from "./field";
import { fieldOf, hasAlternatives } from "./form";
import { knownOf, SECOND, settingsOfArms } from "./own-experiment";
import type { TrainingSession } from "./session";
import { settingOf, specsOf } from "./settings";

const DIRECTION_WORDS: Record<(typeof DIRECTIONS)[number], string> = {
  smaller: "smaller",
  larger: "larger",
  "no smaller": "no smaller",
  "no larger": "no larger",
  equal: "equal, give or take a tenth",
};

export class OwnArmForm {
  readonly #root = element("training-own", HTMLFieldSetElement);
  readonly #place = element("own-settings", HTMLElement);
  readonly #another = element("own-another", HTMLSelectElement);
  #fields = new Map<string, Field>();
  /** What the fields are made for. */
  #kind: Kind | undefined;

  constructor(
    private readonly chosen: Pick<Chosen, "arm" | "expected">,
    private readonly session: TrainingSession,
    onUnknown: (settings: string[]) => void,
  ) {
    effect(() => {
      this.#root.hidden = session.bench.name.value !== OWN_EXPERIMENT;
      this.#root.disabled = session.isUnderWay.value;
    });
    // What is in a link and no such setting could neither be seen here nor removed.
    effect(() => {
      const [tables, arm] = [session.bench.all.value, chosen.arm.value];
      if (!tables || session.bench.name.value !== OWN_EXPERIMENT) return;
      const known = knownOf(tables, arm);
      const unknown = Object.keys(arm).filter((key) => !(key in known));
      if (unknown.length === 0) return;
      chosen.arm.value = known;
      untracked(() => onUnknown(unknown));
    });
    effect(() => this.#show(session.bench.arm.value, session.bench.kind.value));
    effect(() => {
      const { key } = session.blamed.value ?? { key: "" };
      if (key.startsWith(SECOND)) markBlamed(this.#fields, key.slice(SECOND.length));
    });
    this.#another.addEventListener("change", () => this.#add(this.#another.value));
    this.#wireExpectation();
  }

  get #specs(): SettingSpec[] {
    const { value: tables } = this.session.tables;
    return tables ? settingsOfArms(tables).filter(hasAlternatives) : [];
  }

  #show(arm: Settings, kind: Kind) {
    const specs = this.#specs.filter(({ key }) => key in arm);
    const keys = specs.map(({ key }) => key);
    if (kind !== this.#kind || keys.join() !== [...this.#fields.keys()].join()) {
      this.#kind = kind;
      this.#fields = new Map(specs.map((spec) => [spec.key, this.#field(spec, kind)]));
      this.#place.replaceChildren(...[...this.#fields.values()].map(({ row }) => row));
    }
    const rest = this.#specs.filter(({ key }) => !(key in arm));
    this.#another.replaceChildren(new Option("choose …", ""), ...rest.map(({ key, label }) => new Option(label, key)));
    const all = { ...this.#first, ...arm };
    for (const [key, field] of this.#fields) field.show(all[key] as SettingValue, all);
  }

  /** All settings of the first arm. */
  get #first(): Settings {
    const { value: tables } = this.session.tables;
    const { value: settings } = this.session.settings;
    return tables ? Object.fromEntries(specsOf(tables).map((spec) => [spec.key, settingOf(spec, settings)])) : {};
  }

  #field(spec: SettingSpec, kind: Kind): Field {
    const field = fieldOf(spec, kind, (value) => this.#change({ ...this.chosen.arm.peek(), [spec.key]: value }));
    const remove = create("button", "button", "×");
    remove.type = "button";
    remove.ariaLabel = `Remove ${spec.label} from the second arm`;
    remove.addEventListener("click", () => {
      const { [spec.key]: _, ...rest } = this.chosen.arm.peek();
      this.#change(rest);
      this.#another.focus();
    });
    const row = create("div", "own-setting");
    row.append(field.row, remove);
    return { ...field, row };
  }

  /** The second arm gets a setting for itself, to begin with as the first arm has it. */
  #add(key: string) {
    const value = this.#first[key];
    if (value === undefined) return;
    this.#change({ ...this.chosen.arm.peek(), [key]: value });
    this.#fields.get(key)?.inputs[0]?.focus();
  }

  #change(arm: Settings) {
    this.chosen.arm.value = arm;
  }

  #wireExpectation() {
    const [quantity, direction] = [element("own-quantity", HTMLSelectElement), element("own-direction", HTMLSelectElement)];
    direction.append(...DIRECTIONS.map((name) => new Option(DIRECTION_WORDS[name], name)));
    const { expected } = this.chosen;
    const { kind, expected: shown } = this.session.bench;
    quantity.addEventListener("change", () => (expected.value = { ...expected.peek(), quantity: quantity.value }));
    direction.addEventListener("change", () => {
      const chosen = DIRECTIONS.find((name) => name === direction.value);
      if (chosen) expected.value = { ...expected.peek(), direction: chosen };
    });
    effect(() => quantity.replaceChildren(...quantitiesOn(kind.value).map((name) => new Option(name, name))));
    effect(() => {
      quantity.value = shown.value.quantity;
      direction.value = shown.value.direction;
    });
  }
}
