// The experiment that is on show, and what the settings are to begin with: the engine's own values, and in their place those of
// the experiment at its small size.

import { computed, type ReadonlySignal, signal } from "@preact/signals-core";
import type { CropsReport, Experiment, SessionReport, TrainingTables } from "engine";

import type { EngineClient } from "../engine/client";
import { type ExperimentFile, experimentsOn, type loadExperiment, OWN_EXPERIMENT, PAIRED } from "../engine/experiments";
import { Failure } from "../engine/failure";
import { kindOf, kindOfReport } from "../engine/sources";
import type { Settings } from "../state/settings-codec";
import type { Chosen } from "../state/store";
import { OWN_SIZE, ownExperiment } from "./own-experiment";
import { expectedOn, experimentOn, fitting, type Looked, tablesOn } from "./pictures";
import { withDefaults } from "./settings";

/** A file, and what the engine has read in it. */
interface ReadFile {
  file: ExperimentFile;
  experiment: Experiment;
}

/** What a session is started from. */
export interface Begun {
  tables: TrainingTables;
  settings: Settings;
  file: ExperimentFile;
}

export class Bench {
  /** The engine's tables of settings, whatever pictures are of. */
  readonly all = signal<TrainingTables | undefined>(undefined);
  /** By the keys below. */
  readonly #read = signal<ReadonlyMap<string, ReadFile>>(new Map());
  /** The experiment of the run under way: undefined where there is no run, null where it has no file, as older ones. */
  readonly #underWay = computed(() => this.underWay.value?.experiment);
  /** What the run under way looks at, or the next one; until they are open, photographs are taken for several. */
  readonly #looked = computed<Looked>(() => {
    const kind = this.underWay.value ? kindOfReport(this.underWay.value.source) : kindOf(this.chosen.source.value);
    return { kind, areSeveral: kind === "photographs" && this.photographs.value?.photos.length !== 1 };
  });
  /** What pictures are of. */
  readonly kind = computed(() => this.#looked.value.kind);
  /** The name of the experiment on show: that of the run under way, otherwise the one that is chosen. */
  readonly name = computed(() => {
    const { value: underWay } = this.#underWay;
    return underWay === undefined ? this.#chosenHere : nameOf(underWay);
  });
  /** What tells experiments apart: names and pictures, and that of a run under way its file's text, which an older page may have had. */
  readonly key = computed(() => this.#underWay.value?.text ?? JSON.stringify([this.name.value, this.#looked.value]));
  /** As the engine has read it; nothing until then, and of a visitor's own that has not been started. */
  readonly experiment = computed(() => this.#read.value.get(this.key.value)?.experiment);
  /** The settings with what they are to begin with; nothing until that is known. */
  readonly tables = computed(() => this.#tablesOf(this.name.value, this.experiment.value));
  /** Of the settings that a visitor has chosen, those that such pictures have. */
  readonly settings = computed(() => fitting(this.kind.value, this.chosen.settings.value));
  /** What the second arm of a visitor's own experiment has for itself, likewise. */
  readonly arm = computed(() => fitting(this.kind.value, this.chosen.arm.value));
  /** What that is expected to change. */
  readonly expected = computed(() => expectedOn(this.kind.value, this.chosen.expected.value));

  /** `underWay` is the run under way, `photographs` are those that are open. */
  constructor(
    private readonly chosen: Pick<Chosen, "source" | "experiment" | "settings" | "arm" | "expected">,
    private readonly underWay: ReadonlySignal<SessionReport | undefined>,
    private readonly photographs: ReadonlySignal<CropsReport | undefined>,
    private readonly load: typeof loadExperiment,
  ) {}

  /** The experiment that is chosen, if it is one on such pictures; otherwise what was chosen waits for the others. */
  get #chosenHere(): string {
    const { value: name } = this.chosen.experiment;
    const offered = experimentsOn(this.kind.value);
    return name === OWN_EXPERIMENT || offered.some((experiment) => experiment.name === name) ? name : (offered[0]?.name ?? PAIRED);
  }

  /** Takes the tables of an engine. */
  async open(client: EngineClient) {
    this.all.value = await client.call("trainingTables");
  }

  /** Reads what is on show, unless that has been done. */
  async read(client: EngineClient) {
    const [key, name] = [this.key.peek(), this.name.peek()];
    const file = this.#underWay.peek();
    if (file) await this.#readFile(client, key, () => Promise.resolve(file));
    else if (name !== OWN_EXPERIMENT)
      await this.#readFile(client, key, async () => experimentOn(this.#looked.peek(), await this.load(name)));
  }

  /** What the experiment that is chosen is started from, where no run is under way. */
  async begin(client: EngineClient): Promise<Begun> {
    await this.read(client);
    const { value: tables } = this.tables;
    if (!tables) throw new Failure("not_ready", "training", "The engine has not told its settings yet.");
    const [kind, settings] = [this.kind.peek(), this.settings.peek()];
    // The engine may have others still, which are not those that are looked at.
    if (kind === "photographs" && !this.photographs.peek()) {
      throw new Failure("not_ready", "photograph", "There is no photo to learn from yet: choose one in the first step.");
    }
    const own = () => ownExperiment(kind, tables, settings, this.arm.peek(), this.expected.peek());
    return { tables, settings, file: this.#read.peek().get(this.key.peek())?.file ?? own() };
  }

  async #readFile(client: EngineClient, key: string, load: () => Promise<ExperimentFile>) {
    if (this.#read.peek().has(key)) return;
    const file = await load();
    const experiment = await client.call("readExperiment", file.path, file.text);
    const found = { file, experiment };
    this.#read.value = new Map([...this.#read.peek(), [key, found], [file.text, found]]);
  }

  #tablesOf(name: string, experiment: Experiment | undefined): TrainingTables | undefined {
    const usual = this.all.value && tablesOn(this.kind.value, this.all.value);
    if (!usual) return undefined;
    if (name === OWN_EXPERIMENT) return withDefaults(usual, OWN_SIZE);
    return experiment?.study.kind === "training"
      ? withDefaults(usual, { ...experiment.study.settings, ...experiment.study.small })
      : undefined;
  }
}

/** An experiment's name is its file's, without the ending; older runs have no file. */
export const nameOf = (file: ExperimentFile | null) => file?.path.replace(/^.*\//, "").replace(/\.json$/, "") ?? PAIRED;

/** Where a setting of an arm stands in an experiment: among the arm's own, as a file has them, or among those that all arms share. */
export function placeOfSetting(experiment: Experiment | undefined, arm: string | undefined, setting: string): string {
  const arms = experiment?.study.kind === "training" ? experiment.study.arms : [];
  const index = arms.findIndex(({ name, settings }) => name === arm && setting in settings);
  return index < 0 ? setting : `arms[${index}].settings.${setting}`;
}
