// A visitor's own experiment: two arms, the second with some settings of its own, and what it is expected to change.

import type { TrainingTables } from "engine";

import { type ExperimentFile, OWN_EXPERIMENT } from "../engine/experiments";
import { Failure } from "../engine/failure";
import type { Kind } from "../engine/sources";
import type { Expectation } from "../state/expectation-codec";
import type { Settings } from "../state/settings-codec";
import { firstEncoder } from "./pictures";
import { checkedValues, isOfKind, valuesInWords } from "./settings";

/** Its size until a visitor changes it: as small as the experiments that come with the page are in it, over in two minutes. */
export const OWN_SIZE = { steps: 30, batch: 16, seeds: 3, held_out: 96 };

/** Where the file has the second arm's settings: errors name one of them after this. */
export const SECOND = "arms[1].settings.";

/** What no arm can have for itself: the runs are compared step by step, on the same batches. */
const SHARED = ["steps", "batch", "seed"];

/** The settings that an arm can have for itself. */
export const settingsOfArms = ({ settings }: TrainingTables) => settings.filter(({ key }) => !SHARED.includes(key));

/** Of a second arm, what an arm can have for itself; a link may hold other things. */
export function knownOf(tables: TrainingTables, arm: Settings): Settings {
  const specs = settingsOfArms(tables);
  const isKnown = ([key, value]: [string, Settings[string]]) => specs.some((spec) => spec.key === key && isOfKind(spec, value));
  return Object.fromEntries(Object.entries(arm).filter(isKnown));
}

/**
 * The experiment as a file: the first arm as the settings have it, the second with some of its own. Throws a Failure where these
 * are none, or one of them has no such value.
 */
export function ownExperiment(
  kind: Kind,
  tables: TrainingTables,
  settings: Settings,
  arm: Settings,
  { quantity, direction }: Expectation,
): ExperimentFile {
  const specs = settingsOfArms(tables);
  const own = specs.filter(({ key }) => key in arm);
  if (own.length === 0) {
    throw new Failure("invalid", "arm", "The two arms are the same: choose a setting that the second arm has for itself.");
  }
  // Which pictures it is about decides what can be compared.
  const shared = specs.filter(({ key }) => key in settings || (key === "pictures" && kind === "photographs"));
  const arms = [
    { name: "first", words: "as set", settings: {} },
    { name: "second", words: `with ${valuesInWords(own, arm)}`, settings: checkedValues(own, arm, SECOND) },
  ];
  const experiment = {
    kind: "training",
    claim: "What the second arm has for itself makes the difference that was expected.",
    start: firstEncoder(kind),
    settings: checkedValues(shared, settings),
    ...OWN_SIZE,
    arms,
    compared: [{ quantity, arm: "second", than: "first", expected: direction }],
    small: OWN_SIZE,
  };
  return { path: `${OWN_EXPERIMENT}.json`, text: JSON.stringify(experiment) };
}
