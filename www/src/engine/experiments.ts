// The experiments that come with the page: a file each, in a folder that the list is made from when the page is built.

import listed from "../../generated/experiments.json" with { type: "json" };
import { download } from "./download";
import { Failure } from "./failure";
import type { Kind } from "./sources";

/** The work that an experiment is about. */
export interface Work {
  title: string;
  year: number;
  arxiv: string;
}

/** What is known of an experiment before its file is loaded. */
export interface ListedExperiment {
  /** Its file's name, without the ending. */
  name: string;
  kind: "training" | "sweep" | "translation" | "episodes" | "strokes";
  /** What it is recorded on. */
  pictures: Kind;
  /** Nothing where the experiment is of this project's own making. */
  work: Work | null;
  claim: string;
  /** The names of what it compares, as in the tables. */
  quantities: readonly string[];
  /** Whether the figures at full size lie beside it. */
  hasFigures: boolean;
}

/** The file of an experiment, as the engine takes it: the path names it in errors. */
export interface ExperimentFile {
  path: string;
  text: string;
}

export const EXPERIMENTS = listed as readonly ListedExperiment[];

/** The paper's own, which the page begins with. The names are part of every link that was ever copied: they stay. */
export const PAIRED = "paired";
/** A visitor's own, which has no file. */
export const OWN_EXPERIMENT = "own";
/** Those that are run by training. */
export const TRAINING_EXPERIMENTS = EXPERIMENTS.filter(({ kind }) => kind === "training");
/** The others, which train nothing: each stands beside what it is about. */
export const OTHER_EXPERIMENTS = EXPERIMENTS.filter(({ kind }) => kind !== "training");
/** What any of the former compares. */
export const QUANTITIES = quantitiesIn(TRAINING_EXPERIMENTS);

/** Those that are run by training on pictures of a kind: the paper's pair on any. */
export function experimentsOn(kind: Kind): ListedExperiment[] {
  return TRAINING_EXPERIMENTS.filter(({ name, pictures }) => pictures === kind || name === PAIRED).sort(
    (one, other) => Number(other.pictures === kind) - Number(one.pictures === kind),
  );
}

/** What can be compared on pictures of a kind. */
export const quantitiesOn = (kind: Kind) => quantitiesIn(TRAINING_EXPERIMENTS.filter(({ pictures }) => pictures === kind));

function quantitiesIn(experiments: readonly ListedExperiment[]): string[] {
  return [...new Set(experiments.flatMap(({ quantities }) => quantities))];
}

export const listedExperiment = (name: string) => EXPERIMENTS.find((experiment) => experiment.name === name);

export async function loadExperiment(name: string): Promise<ExperimentFile> {
  return { path: `${name}.json`, text: await downloadText(`The experiment “${name}”`, `${name}.json`) };
}

/** The figures of an experiment at full size, as JSON. */
export function loadFigures(name: string): Promise<string> {
  return downloadText(`The figures of “${name}”`, `figures/${name}.json`);
}

async function downloadText(what: string, file: string): Promise<string> {
  const bytes = await download(what, new URL(`./assets/experiments/${file}`, document.baseURI), () => {});
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new Failure("download", what, `${what} is no text.`);
  }
}
