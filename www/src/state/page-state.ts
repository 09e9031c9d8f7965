// All that a visitor can choose on the page. The table declares each choice once: where it begins, and how an address writes
// it. Permalinks, defaults and resets follow from it. The names are part of every link that was ever copied: they stay.

import type { Class } from "engine";

import { ENCODERS, type Encoder, encodersOf, type ShippedEncoder } from "../engine/encoders";
import { OWN_EXPERIMENT, PAIRED, TRAINING_EXPERIMENTS } from "../engine/experiments";
import { FACTORS_OF, type Factors, FIRST_FACTORS, rangeOf } from "../engine/factors";
import { type DeviceChoice, VIEWS_AT_FIRST } from "../engine/protocol";
import { SHIPPED_PHOTOGRAPHS, type ShippedPhotograph } from "../engine/shipped-photographs";
import { SIGN_READERS, type SignReaders } from "../engine/sign-readers";
import { SOURCES, type Source } from "../engine/sources";
import { ANCHOR_COUNTS, TRANSLATIONS } from "../engine/translations";
import { type Codec, decimal, hexColour, oneOf, orNull } from "./codecs";
import { coloursCodec, NEUTRAL_COLOURS } from "./colours-codec";
import { type Expectation, expectationCodec } from "./expectation-codec";
import { factorsCodec } from "./factors-codec";
import { type Settings, settingsCodec } from "./settings-codec";
import type { Signs } from "./signs";
import { signsCodec } from "./signs-codec";
import { strokesCodec } from "./stroke-codec";
import type { Strokes } from "./strokes";

export const STEPS = ["make", "draw", "train", "look"] as const;
/** What M can be: every number while it is small, then steps of about a fifth, so that each step matters as much. */
export const VIEW_COUNTS = [1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 14, 16, 20, 24, 28, 32, 40, 48, 56, 64, 80, 96, 112, 128];
/** By what a picture can be turned: a sixteenth of a turn at a time, once round. */
export const SIXTEENTHS = Array.from({ length: 16 }, (_, sixteenths) => sixteenths);
const DEVICES: DeviceChoice[] = ["auto", "webgpu", "cpu"];
const SWITCH = ["off", "on"] as const;
/** Of the photographs that come with the page, one that is found from several views, and not from a single one. */
const FIRST_CROP = 707;
const HIDDEN_TAB = ["go on", "pause"] as const;
/** The encoders of Spirographs that come with the page. */
const OF_SPIROGRAPHS = encodersOf("spirographs").map(({ name }) => name);
/** What can be swept: the encoder that reads, or one that comes with the page. */
const SWEPT: readonly Swept[] = ["reading", ...OF_SPIROGRAPHS];

export type Step = (typeof STEPS)[number];
export type Swept = "reading" | ShippedEncoder;

export interface PageState {
  step: Step;
  /** What pictures are of. It agrees with the encoder. */
  source: Source;
  /** Which of the photographs that come with the page is on show. */
  photo: ShippedPhotograph;
  /** The factors of the photograph on show. */
  colours: Factors;
  factors: Factors;
  /** M, the number of views. */
  views: number;
  /** What the views are drawn with. */
  seed: number;
  /** The number of the crop of photographs that is looked for, where they have it. */
  crop: number;
  drawing: Strokes;
  brushWidth: number;
  brushColour: string;
  paperColour: string;
  /** The signs that were taught. */
  signs: Signs;
  /** Who reads them. */
  signReaders: SignReaders;
  /** Which Spirograph there is to trace; null: none. */
  ghost: number | null;
  /** Whether a stroke is finished while its pen pauses. */
  finish: (typeof SWITCH)[number];
  encoder: Encoder;
  device: DeviceChoice;
  /** Settings of training that differ from the engine's own; NaN where a visitor has typed what is no number. */
  settings: Settings;
  /** The experiment of the step where the network is trained, by name. */
  experiment: string;
  /** What the second arm of a visitor's own experiment has for itself. */
  arm: Settings;
  /** What that is expected to change. */
  expected: Expectation;
  /** What training does while the tab is hidden. */
  hiddenTab: (typeof HIDDEN_TAB)[number];
  /** The factor that the map of representations is coloured by. */
  colourBy: string;
  /** What was swept last, or is to be. */
  swept: Swept;
  /** By how many sixteenths the picture is turned. */
  turned: number;
  /** The encoder that reads with the eyes of the one that reads back. */
  other: ShippedEncoder;
  /** Through which map. */
  translation: Class;
  /** How many pictures that is fitted on. */
  anchors: number;
}

/** An address leaves out what the codec itself would not read: a visitor's own encoder, a setting that is no number, a drawing too long. */
type Declared<Value> = { initial: Value; codec: Codec<Value> };

const shipped = oneOf(ENCODERS.map(({ name }) => name));
const encoder: Codec<Encoder> = { ...shipped, write: (value) => (typeof value === "string" ? value : value.url) };
const seed = decimal(0, 2 ** 32 - 1, 0);
const brushWidth = decimal(...rangeOf("sigma"), 2);

export const PAGE_STATE: { readonly [Name in keyof PageState]: Declared<PageState[Name]> } = {
  step: { initial: "make", codec: oneOf(STEPS) },
  source: { initial: "spirographs", codec: oneOf(SOURCES.map(({ name }) => name)) },
  photo: { initial: "cat", codec: oneOf(SHIPPED_PHOTOGRAPHS.map(({ name }) => name)) },
  colours: { initial: NEUTRAL_COLOURS, codec: coloursCodec },
  factors: { initial: FIRST_FACTORS, codec: factorsCodec },
  views: { initial: VIEWS_AT_FIRST, codec: oneOf(VIEW_COUNTS) },
  seed: { initial: 1, codec: seed },
  crop: { initial: FIRST_CROP, codec: decimal(0, 2 ** 32 - 1, 0) },
  drawing: { initial: [], codec: strokesCodec },
  brushWidth: { initial: 0.4, codec: brushWidth },
  brushColour: { initial: "#f2bf73", codec: hexColour },
  paperColour: { initial: "#1a1f4d", codec: hexColour },
  signs: { initial: [], codec: signsCodec },
  signReaders: { initial: "invariant", codec: oneOf(SIGN_READERS.map(({ name }) => name)) },
  ghost: { initial: null, codec: orNull(seed) },
  finish: { initial: "off", codec: oneOf(SWITCH) },
  encoder: { initial: "base", codec: encoder },
  device: { initial: "auto", codec: oneOf(DEVICES) },
  settings: { initial: {}, codec: settingsCodec },
  experiment: { initial: PAIRED, codec: oneOf([...TRAINING_EXPERIMENTS.map(({ name }) => name), OWN_EXPERIMENT]) },
  arm: { initial: {}, codec: settingsCodec },
  expected: { initial: { direction: "smaller", quantity: "nuisance's share of the variance" }, codec: expectationCodec },
  hiddenTab: { initial: "go on", codec: oneOf(HIDDEN_TAB) },
  colourBy: { initial: "m", codec: oneOf(Object.values(FACTORS_OF).flatMap((factors) => factors.map(({ name }) => name))) },
  swept: { initial: "reading", codec: oneOf(SWEPT) },
  turned: { initial: 2, codec: oneOf(SIXTEENTHS) },
  other: { initial: "other", codec: oneOf(OF_SPIROGRAPHS) },
  translation: { initial: "affine", codec: oneOf(TRANSLATIONS.map(({ name }) => name)) },
  anchors: { initial: 64, codec: oneOf(ANCHOR_COUNTS) },
};

export const STATE_NAMES = Object.keys(PAGE_STATE) as (keyof PageState)[];

/** Where the page begins, and what a reset goes back to. */
export function initialState(): PageState {
  return Object.fromEntries(STATE_NAMES.map((name) => [name, PAGE_STATE[name].initial])) as unknown as PageState;
}

/** Whether two values of a choice are the same to an address: it rounds what is finer than the page shows. */
export function isSame<Name extends keyof PageState>(name: Name, one: PageState[Name], other: PageState[Name]): boolean {
  const { codec } = PAGE_STATE[name];
  // A setting that is not a number is not written, and yet is there.
  const count = (value: unknown) => Object.keys(Object(value)).length;
  return one === other || (codec.write(one) === codec.write(other) && count(one) === count(other));
}
