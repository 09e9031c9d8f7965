// The part of an experiment's card that runs it here, at its small size, and shows what has come of it.

import { computed, effect, signal } from "@preact/signals-core";

import { announce } from "../canvas/announce";
import { create } from "../canvas/dom";
import { spreadInWords } from "../canvas/numbers";
import { FoldedTable } from "../charts/folded-table";
import { fillTable, tableRow } from "../charts/table";
import type { EngineHost } from "../engine/host";
import { ExperimentRun, type ExperimentRunner } from "./runner";
import { showJudgement } from "./verdict";

const WORDS = "A small one, of about two minutes on a processor; the figures at full size are of more samples.";

export class RunHere {
  /** The newest run of this experiment. */
  readonly #run = signal<ExperimentRun | undefined>(undefined);
  readonly #outcome = computed(() => this.#run.value?.outcome.value);
  readonly #button = create("button", "button");
  readonly #progress = create("progress", "");
  readonly #results = create("div", "");
  readonly #verdict = create("p", "verdict");
  readonly #comparisons = create("ul", "comparisons");
  readonly #numbers = new FoldedTable("every quantity of the small one", (table) => this.#fill(table));

  /** Puts a button, and afterwards what has been found, at the end of a place. */
  constructor(
    place: HTMLElement,
    engine: EngineHost,
    private readonly runner: ExperimentRunner,
    private readonly name: string,
  ) {
    this.#button.type = "button";
    this.#progress.ariaLabel = "The experiment’s progress";
    const tools = create("div", "tools");
    tools.append(this.#button, this.#progress);
    this.#results.append(this.#verdict, this.#comparisons, this.#numbers.root);
    place.append(create("p", "help", WORDS), tools, this.#results);
    this.#button.addEventListener("click", () => this.#startOrStop());
    const isUnderWay = computed(() => this.#run.value !== undefined && this.#run.value === runner.underWay.value);
    effect(() => {
      this.#button.textContent = isUnderWay.value ? "Stop" : "Run it here";
      this.#button.disabled = !engine.opened.value;
      this.#progress.hidden = !isUnderWay.value;
      this.#progress.value = this.#run.value?.share.value ?? 0;
    });
    effect(() => {
      const { value: outcome } = this.#outcome;
      this.#results.hidden = outcome === undefined;
      showJudgement(this.#verdict, this.#comparisons, outcome?.judgement ?? undefined);
      this.#numbers.refresh();
      if (outcome?.judgement) announce(outcome.judgement.sentence);
    });
  }

  #startOrStop() {
    const run = this.#run.peek();
    if (run && run === this.runner.underWay.peek()) return this.runner.stop(run);
    const next = new ExperimentRun(this.name);
    this.#run.value = next;
    this.runner.start(next);
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
