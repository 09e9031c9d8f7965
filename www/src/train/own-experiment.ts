// A visitor's own experiment: two arms, the second with some settings of its own, and what it is expected to change.

import type { TrainingTables } from "engine";

import { type ExperimentFile, OWN_EXPERIMENT } from "../engine/experiments";
import { Failure } from "../engine/failure";
import type { Expectation } from "../state/expectation-codec";
import type { Settings } from "../state/settings-codec";
import { settingsInWords } from "./settings";

/** Its size until a visitor changes it: as small as the experiments that come with the page are in it, over in two minutes. */
export const OWN_SIZE = { steps: 30, batch: 16, seeds: 3, held_out: 96 };

/** What no arm can have for itself: the runs are compared step by step, on the same batches. */
const SHARED = ["steps", "batch", "seed"];

/** The settings that an arm can have for itself. */
export const settingsOfArms = ({ settings }: TrainingTables) => settings.filter(({ key }) => !SHARED.includes(key));

/** The experiment as a file; throws a Failure where the arms do not differ. */
export function ownExperiment(tables: TrainingTables, arm: Settings, { quantity, direction }: Expectation): ExperimentFile {
  if (Object.keys(arm).length === 0) {
    throw new Failure("invalid", "arm", "The two arms are the same: choose a setting that the second arm has for itself.");
  }
  const arms = [
    { name: "first", words: "as set", settings: {} },
    { name: "second", words: `with ${settingsInWords({ settings: settingsOfArms(tables), plan: [] }, arm)}`, settings: arm },
  ];
  const experiment = {
    kind: "training",
    claim: "What the second arm has for itself makes the difference that was expected.",
    start: "base",
    settings: {},
    ...OWN_SIZE,
    arms,
    compared: [{ quantity, arm: "second", than: "first", expected: direction }],
    small: OWN_SIZE,
  };
  return { path: `${OWN_EXPERIMENT}.json`, text: JSON.stringify(experiment) };
}
