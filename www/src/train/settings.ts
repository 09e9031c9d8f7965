// The settings of training: the engine's tables declare each once; a visitor's choices are what differs from their defaults.

import type { SettingSpec, TrainingRequest, TrainingTables } from "engine";

import { Failure } from "../engine/failure";
import type { Settings, SettingValue } from "../state/settings-codec";
import { checkRanges } from "./ranges-field";

export const specsOf = ({ settings, plan }: TrainingTables): SettingSpec[] => [...settings, ...plan];

export const settingOf = ({ key, default: initial }: SettingSpec, changes: Settings): SettingValue => changes[key] ?? initial;

/** The tables with other defaults, by key. */
export function withDefaults({ settings, plan }: TrainingTables, values: Record<string, unknown>): TrainingTables {
  const changed = (spec: SettingSpec): SettingSpec => (spec.key in values ? { ...spec, default: values[spec.key] as SettingValue } : spec);
  return { settings: settings.map(changed), plan: plan.map(changed) };
}

/** Those of some values that differ from the defaults; all of them while there are no tables to compare with. */
export function changesOf(tables: TrainingTables | undefined, values: Record<string, unknown>): Settings {
  const differs = ({ key, default: initial }: SettingSpec) => key in values && JSON.stringify(values[key]) !== JSON.stringify(initial);
  const changes = tables
    ? specsOf(tables)
        .filter(differs)
        .map(({ key }) => [key, values[key]])
    : Object.entries(values);
  return Object.fromEntries(changes) as Settings;
}

/** The settings of a run that differ from the defaults, as people read them: nothing where none does. */
export function settingsInWords(tables: TrainingTables, values: Record<string, unknown>): string {
  return valuesInWords(specsOf(tables), changesOf(tables, values));
}

/** Some values of settings, as people read them. */
export function valuesInWords(specs: readonly SettingSpec[], values: Settings): string {
  const named = specs.filter(({ key }) => key in values);
  return named.map((spec) => `${spec.label} ${inWords(settingOf(spec, values))}`).join(", ");
}

function inWords(value: SettingValue): string {
  if (typeof value !== "object") return String(value);
  const parts = Object.entries(value).map(([name, part]) => `${name} ${Array.isArray(part) ? part.join(" to ") : part}`);
  return parts.length > 0 ? parts.join(", ") : "as usual";
}

/** What the settings ask for; throws a Failure that names one that has no such value. */
export function requestOf({ settings, plan }: TrainingTables, changes: Settings): TrainingRequest {
  return { settings: checkedValues(settings, changes), plan: checkedValues(plan, changes) };
}

/** The values of some settings; throws a Failure that names one that has no such value, by its key after `place`. */
export function checkedValues(specs: readonly SettingSpec[], changes: Settings, place = ""): Record<string, SettingValue> {
  return Object.fromEntries(specs.map((spec) => [spec.key, checked(spec, settingOf(spec, changes), place)]));
}

/** Whether a value is of the kind that a setting has, though perhaps none that it can have: a link may hold anything. */
export function isOfKind({ control }: SettingSpec, value: SettingValue): boolean {
  if (control.kind === "choice") return control.words.some((word) => word === value);
  return typeof value === (control.kind === "count" || control.kind === "number" ? "number" : "object");
}

function checked({ key, label, control }: SettingSpec, value: SettingValue, place: string): SettingValue {
  if (control.kind === "ranges") checkRanges(value, place);
  if (control.kind !== "count" && control.kind !== "number") return value;
  const refuse = (what: string) => new Failure("invalid", place + key, `${label} ${what}.`);
  if (Number.isNaN(value)) throw refuse(`must be a number from ${control.lower} to ${control.upper}`);
  if (control.kind === "count" && !Number.isInteger(value)) throw refuse(`must be a whole number, not ${value}`);
  return value;
}
