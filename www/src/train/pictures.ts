// What pictures of a kind make of the settings and of an experiment: what means nothing for them is left out.

import type { Comparison, SettingSpec, TrainingTables } from "engine";

import { encodersOf } from "../engine/encoders";
import { type ExperimentFile, quantitiesOn } from "../engine/experiments";
import { FACTORS_OF } from "../engine/factors";
import type { Kind } from "../engine/sources";
import type { Expectation } from "../state/expectation-codec";
import type { Settings, SettingValue } from "../state/settings-codec";

/** What a run looks at. */
export interface Looked {
  kind: Kind;
  /** Whether there are several photographs, so that a crop can be told to be of one of them. */
  areSeveral: boolean;
}

/** The settings that mean nothing for pictures of a kind: crops have no hand, and no factor of interest to move. */
const MEANINGLESS: Record<Kind, readonly string[]> = { spirographs: ["framing"], photographs: ["split", "contrasts"] };

/** Where nothing else is expected, or what is expected cannot be compared on such pictures. */
const ALWAYS_COMPARED = "nuisance's share of the variance";

/** What tells one photograph from another: of a single one there is nothing to tell. */
const NEEDS_LABELS = / labelled, /;

/** What says of crops what a comparison says of Spirographs: whether what is of interest can still be told. */
const COUNTERPARTS: Record<string, Pick<Comparison, "quantity" | "expected">> = {
  "mean error, M = 16": { quantity: "share found first, M = 16", expected: "no smaller" },
};

/** Of the page's small size: a crop is recognised by a hundred views, which takes longer than what is measured of a Spirograph. */
const HELD_OUT = 24;

/** Whether a name of the setting `pictures` is of a kind. */
const isOfKind = (pictures: SettingValue, kind: Kind) => (pictures === "photographs") === (kind === "photographs");

/** The settings that pictures of a kind have, which for photographs are the pictures to begin with. */
export function tablesOn(kind: Kind, { settings, plan }: TrainingTables): TrainingTables {
  const meaningful = settings.filter(({ key }) => !MEANINGLESS[kind].includes(key));
  return { settings: meaningful.map((spec) => (spec.key === "pictures" ? ofKind(spec, kind) : spec)), plan };
}

function ofKind(spec: SettingSpec, kind: Kind): SettingSpec {
  if (spec.control.kind !== "choice") return spec;
  const words = spec.control.words.filter((word) => isOfKind(word, kind));
  const { default: usual } = spec;
  return { ...spec, control: { kind: "choice", words }, default: words.some((word) => word === usual) ? usual : (words[0] ?? usual) };
}

/** Of what a visitor has chosen, what means something for pictures of a kind. The rest waits for those of the other. */
export function fitting(kind: Kind, settings: Settings): Settings {
  const fits = Object.entries(settings).flatMap(([key, value]): [string, SettingValue][] => {
    if (MEANINGLESS[kind].includes(key) || (key === "pictures" && !isOfKind(value, kind))) return [];
    if (typeof value !== "object") return [[key, value]];
    const all = Object.entries<unknown>(value);
    const ofTheirs = all.filter(([name]) => FACTORS_OF[kind].some((factor) => factor.name === name));
    return ofTheirs.length > 0 || all.length === 0 ? [[key, Object.fromEntries(ofTheirs) as SettingValue]] : [];
  });
  return Object.fromEntries(fits);
}

/** What is expected, of a quantity that there is on pictures of a kind. */
export function expectedOn(kind: Kind, expected: Expectation): Expectation {
  return quantitiesOn(kind).includes(expected.quantity) ? expected : { ...expected, quantity: ALWAYS_COMPARED };
}

/** The encoder that runs on pictures of a kind begin with, where they do not begin with random numbers. */
export const firstEncoder = (kind: Kind) => encodersOf(kind)[0]?.name ?? "base";

/**
 * An experiment as it is run on photographs: one that is recorded on Spirographs begins with an encoder of crops, and what cannot be
 * compared has a counterpart or is left out. Of Spirographs, and where nothing has to change, it is the file itself.
 */
export function experimentOn({ kind, areSeveral }: Looked, file: ExperimentFile): ExperimentFile {
  if (kind === "spirographs") return file;
  const { start, settings, compared, small, ...rest } = JSON.parse(file.text) as Recorded;
  const isRecordedSo = settings.pictures === "photographs";
  const offered = quantitiesOn(kind).filter((quantity) => areSeveral || !NEEDS_LABELS.test(quantity));
  const comparable = compared
    .map((one) => ({ ...one, ...COUNTERPARTS[one.quantity] }))
    .filter(({ quantity }) => offered.includes(quantity));
  if (isRecordedSo && comparable.length === compared.length) return file;
  const changed = {
    ...rest,
    start: isRecordedSo ? start : firstEncoder(kind),
    settings: { ...settings, pictures: "photographs" },
    compared: comparable,
    small: isRecordedSo ? small : { ...small, held_out: HELD_OUT },
  };
  return { ...file, text: JSON.stringify(changed) };
}

/** What of an experiment's file depends on the pictures. */
interface Recorded {
  start: string;
  settings: Record<string, unknown>;
  compared: Comparison[];
  small: Record<string, number>;
}
