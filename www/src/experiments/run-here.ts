// Runs an experiment that trains nothing, at its small size: its encoders are swept or translated piece by piece.

import { effect, signal } from "@preact/signals-core";
import type { OutcomeReport, Study } from "engine";

import { announce } from "../canvas/announce";
import { create } from "../canvas/dom";
import { spreadInWords } from "../canvas/numbers";
import { FoldedTable } from "../charts/folded-table";
import { fillTable, tableRow } from "../charts/table";
import type { EngineClient } from "../engine/client";
import { ENCODERS, loadWeights } from "../engine/encoders";
import { loadExperiment } from "../engine/experiments";
import { Failure } from "../engine/failure";
import type { EngineHost } from "../engine/host";
import { showJudgement } from "./verdict";

const WORDS = "A small one, of about two minutes on a processor; the figures at full size are of more samples.";

export class RunHere {
  readonly #isWanted = signal(false);
  readonly #share = signal(0);
  readonly #outcome = signal<OutcomeReport | undefined>(undefined);
  readonly #button = create("button", "button");
  readonly #progress = create("progress", "");
  readonly #results = create("div", "");
  readonly #verdict = create("p", "verdict");
  readonly #comparisons = create("ul", "comparisons");
  readonly #numbers = new FoldedTable("every quantity of the small one", (table) => this.#fill(table));

  /** Puts a button, and afterwards what has been found, at the end of a place. */
  constructor(
    place: HTMLElement,
    private readonly engine: EngineHost,
    private readonly name: string,
  ) {
    this.#button.type = "button";
    this.#progress.ariaLabel = "The experiment’s progress";
    const tools = create("div", "tools");
    tools.append(this.#button, this.#progress);
    this.#results.append(this.#verdict, this.#comparisons, this.#numbers.root);
    place.append(create("p", "help", WORDS), tools, this.#results);
    this.#button.addEventListener("click", () => void this.#startOrStop());
    effect(() => {
      this.#button.textContent = this.#isWanted.value ? "Stop" : "Run it here";
      this.#button.disabled = !engine.opened.value;
      this.#progress.hidden = !this.#isWanted.value;
      this.#progress.value = this.#share.value;
    });
    effect(() => {
      this.#results.hidden = this.#outcome.value === undefined;
      showJudgement(this.#verdict, this.#comparisons, this.#outcome.value?.judgement ?? undefined);
      this.#numbers.refresh();
    });
  }

  async #startOrStop() {
    this.#isWanted.value = !this.#isWanted.peek();
    if (!this.#isWanted.peek()) return;
    this.#share.value = 0;
    this.#outcome.value = undefined;
    await this.engine.ask((client) => this.#run(client));
    this.#isWanted.value = false;
  }

  async #run(client: EngineClient) {
    const { path, text } = await loadExperiment(this.name);
    const { study } = await client.call("readExperiment", path, text);
    await client.call("beginExperiment", path, text, await weightsOf(study));
    while (this.#isWanted.peek()) {
      const { share, outcome } = await client.call("advanceExperiment");
      this.#share.value = share;
      if (!outcome) continue;
      this.#outcome.value = outcome;
      if (outcome.judgement) announce(outcome.judgement.sentence);
      return;
    }
    await client.call("endExperiment");
  }

  #fill(table: HTMLTableElement) {
    const { arms, rows } = this.#outcome.value ?? { arms: [], rows: [] };
    const heads = arms.map(({ words }) => words);
    fillTable(
      table,
      ["quantity", ...heads],
      rows.map(({ quantity, after }) => tableRow(quantity, after.map(spreadInWords))),
    );
  }
}

/** The weights files of the encoders that a study is about, by name. */
async function weightsOf(study: Study): Promise<Record<string, Uint8Array>> {
  const weights: Record<string, Uint8Array> = {};
  for (const asked of encodersOf(study)) {
    const encoder = ENCODERS.find(({ name }) => name === asked);
    if (!encoder) throw new Failure("invalid", "encoder", `There is no encoder “${asked}”.`);
    weights[asked] = await loadWeights(encoder.name);
  }
  return weights;
}

function encodersOf(study: Study): string[] {
  if (study.kind === "translation") return [study.from, study.to];
  return study.kind === "sweep" ? study.arms.map(({ encoder }) => encoder) : [];
}
