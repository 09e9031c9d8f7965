// All that a visitor can choose on the page. The table declares each choice once: where it begins, and how an address writes
// it. Permalinks, defaults and resets follow from it. The names are part of every link that was ever copied: they stay.

import type { SettingSpec } from "engine";

import { decimal, hexColour, oneOf, orNull, record, tuple, type Codec } from "./codecs";
import type { FactorName, Stroke } from "../engine/types";
import { FACTOR_NAMES, FACTOR_RANGES } from "../engine/factors";
import { VIEWS_AT_FIRST, type DeviceChoice } from "../engine/protocol";
import { strokesCodec } from "./stroke-codec";
import { VIEW_COUNTS } from "../read/view-count";

export const STEPS = ["make", "draw", "train", "look"] as const;
export const ENCODERS = ["base", "invariant", "base-row", "invariant-row"] as const;
const DEVICES: DeviceChoice[] = ["auto", "webgpu", "cpu"];
const HIDDEN_TAB = ["go on", "pause"] as const;

export type SettingValue = SettingSpec["default"];

export interface PageState {
  step: (typeof STEPS)[number];
  /** The ten factors in column order; null: where the engine begins. */
  factors: number[] | null;
  /** M, the number of views. */
  views: number;
  /** What the views are drawn with. */
  seed: number;
  drawing: Stroke[];
  brushWidth: number;
  brushColour: string;
  paperColour: string;
  /** What tells the Spirograph to trace from others; null: there is none. */
  ghost: number | null;
  encoder: (typeof ENCODERS)[number];
  device: DeviceChoice;
  /** Settings of training, as far as they differ from the engine's own. */
  settings: Record<string, SettingValue>;
  /** What training does while the tab is hidden. */
  hiddenTab: (typeof HIDDEN_TAB)[number];
  /** The factor that the map of representations is coloured by. */
  colourBy: FactorName;
}

type Declared<Value> = { initial: Value; codec: Codec<Value> };

// The sliders' own steps.
const factors = orNull(tuple(Object.values(FACTOR_RANGES).map(([lower, upper]) => decimal(lower, upper, 3))));
const seed = decimal(0, 2 ** 32 - 1, 0);
const brushWidth = decimal(...FACTOR_RANGES.sigma, 2);

export const PAGE_STATE: { readonly [Name in keyof PageState]: Declared<PageState[Name]> } = {
  step: { initial: "make", codec: oneOf(STEPS) },
  factors: { initial: null, codec: factors },
  views: { initial: VIEWS_AT_FIRST, codec: oneOf(VIEW_COUNTS) },
  seed: { initial: 1, codec: seed },
  drawing: { initial: [], codec: strokesCodec },
  brushWidth: { initial: 0.4, codec: brushWidth },
  brushColour: { initial: "#f2bf73", codec: hexColour },
  paperColour: { initial: "#1a1f4d", codec: hexColour },
  ghost: { initial: null, codec: orNull(seed) },
  encoder: { initial: "base", codec: oneOf(ENCODERS) },
  device: { initial: "auto", codec: oneOf(DEVICES) },
  settings: { initial: {}, codec: record(isSetting) },
  hiddenTab: { initial: "go on", codec: oneOf(HIDDEN_TAB) },
  colourBy: { initial: "m", codec: oneOf(FACTOR_NAMES) },
};

export const STATE_NAMES = Object.keys(PAGE_STATE) as (keyof PageState)[];

/** Where the page begins, and what a reset goes back to. */
export function initialState(): PageState {
  const initials = STATE_NAMES.map((name) => [name, PAGE_STATE[name].initial]);
  // Whoever holds a state may change its strokes and settings: the table keeps its own.
  return structuredClone(Object.fromEntries(initials)) as PageState;
}

function isSetting(value: unknown): value is SettingValue {
  if (Array.isArray(value)) return value.length === FACTOR_NAMES.length && value.every((role) => role === "interest" || role === "nuisance");
  return typeof value === "number" || typeof value === "string";
}
