// Runs the experiments that train nothing, at their small size: what has been learned is measured piece by piece. The engine is at
// one of them at a time.

import { effect, type ReadonlySignal, signal } from "@preact/signals-core";
import type { OutcomeReport, Study } from "engine";

import type { EngineClient } from "../engine/client";
import { loadShipped } from "../engine/encoders";
import { loadExperiment } from "../engine/experiments";
import type { EngineHost } from "../engine/host";

/** A run that has been asked for: how much of it is done, and in the end what has come of it. */
export class ExperimentRun {
  readonly share = signal(0);
  readonly outcome = signal<OutcomeReport | undefined>(undefined);

  constructor(readonly name: string) {}
}

export class ExperimentRunner {
  readonly #wanted = signal<ExperimentRun | undefined>(undefined);
  /** The run that is wanted, while it is under way. */
  readonly underWay: ReadonlySignal<ExperimentRun | undefined> = this.#wanted;
  readonly #request: (run: ExperimentRun) => void;

  constructor(engine: EngineHost) {
    // One after the other: a run that is stopped lets go of the engine at the end of its piece of work, and then the next begins.
    this.#request = engine.latest(async (client, run: ExperimentRun) => {
      try {
        await this.#work(client, run);
      } finally {
        this.stop(run);
      }
    });
    effect(() => {
      if (!engine.opened.value) this.#wanted.value = undefined;
    });
  }

  /** Starts an experiment; the run that is under way, of whichever, is stopped. */
  start(run: ExperimentRun) {
    this.#wanted.value = run;
    this.#request(run);
  }

  stop(run: ExperimentRun) {
    if (this.#isWanted(run)) this.#wanted.value = undefined;
  }

  #isWanted(run: ExperimentRun): boolean {
    return this.#wanted.peek() === run;
  }

  async #work(client: EngineClient, run: ExperimentRun) {
    if (!this.#isWanted(run)) return;
    const { path, text } = await loadExperiment(run.name);
    const { study } = await client.call("readExperiment", path, text);
    const weights = await weightsOf(study);
    if (!this.#isWanted(run)) return;
    const begun = await client.call("beginExperiment", path, text, weights);
    while (this.#isWanted(run)) {
      const { share, outcome } = await client.call("advanceExperiment", begun);
      run.share.value = share;
      if (!outcome) continue;
      // What was stopped during its last piece stays without an outcome.
      if (this.#isWanted(run)) run.outcome.value = outcome;
      return;
    }
    await client.call("endExperiment", begun);
  }
}

/** The weights files that a study is about, by name. */
async function weightsOf(study: Study): Promise<Record<string, Uint8Array>> {
  const weights: Record<string, Uint8Array> = {};
  for (const name of new Set(namesOf(study))) weights[name] = await loadShipped(name, `The weights “${name}”`);
  return weights;
}

function namesOf(study: Study): string[] {
  switch (study.kind) {
    case "training":
      return [];
    case "sweep":
      return study.arms.map(({ encoder }) => encoder);
    case "translation":
      return [study.from, study.to];
    case "episodes":
      return study.arms.flatMap(({ encoders }) => encoders);
    case "strokes":
      return [study.network];
  }
}
