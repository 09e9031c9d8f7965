// Settings of training in an address, as JSON; those of older links under the names that they have now.

import type { Role, SettingSpec } from "engine";

import { PAPERS_TEN, ROLES } from "../engine/factors";
import type { Codec } from "./codecs";

export type SettingValue = SettingSpec["default"];
export type Settings = Readonly<Record<string, SettingValue>>;

export const settingsCodec: Codec<Settings> = {
  // A setting that is not a number is left out.
  write: (settings) => JSON.stringify(Object.fromEntries(Object.entries(settings).filter(([, value]) => isSetting(value)))),
  read: (text) => {
    const found = parse(text);
    if (!isRecord(found)) return undefined;
    const settings = Object.entries(found).map(([key, value]) => renamed(key, value));
    return settings.every(([key, value]) => /^[a-z][a-z_]*$/.test(key) && isSetting(value))
      ? (Object.fromEntries(settings) as Settings)
      : undefined;
  },
};

/** The pictures of older links, which named their normalisation. */
const PICTURES: Record<string, string> = { image: "spirographs", row: "published spirographs" };

/** A setting of an older link as it is now: a role for each of the paper's factors in the table's order was a split. */
function renamed(key: string, value: unknown): [string, unknown] {
  if (key === "normalisation") return ["pictures", PICTURES[String(value)]];
  if (key !== "split" || !Array.isArray(value) || value.length !== PAPERS_TEN.length) return [key, value];
  const roles = PAPERS_TEN.map(({ name, role }, index) => ({ name, usual: role, role: value[index] as unknown }));
  return ["roles", Object.fromEntries(roles.filter(({ usual, role }) => role !== usual).map(({ name, role }) => [name, role]))];
}

function isSetting(value: unknown): value is SettingValue {
  if (isRecord(value)) return Object.values(value).every(isRole) || Object.values(value).every(isRange);
  return typeof value === "string" || Number.isFinite(value);
}

const isRole = (value: unknown): value is Role => ROLES.some((role) => role === value);

const isRange = (value: unknown): value is [number, number] => Array.isArray(value) && value.length === 2 && value.every(Number.isFinite);

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null && !Array.isArray(value);

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
