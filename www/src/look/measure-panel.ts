// Measures the encoder that reads: read-back error against M, and invariance.

import { effect, type ReadonlySignal, type Signal, signal } from "@preact/signals-core";
import type { Evaluation, EvaluationRequest } from "engine";

import { element } from "../canvas/dom";
import { figure } from "../canvas/numbers";
import { fillTable, tableRow } from "../charts/table";
import type { Lab } from "../state/lab";
import { asOfStep } from "./as-of-step";

/** Small enough for a minute on a processor; `spiro eval` has larger samples unless asked for others. */
const REQUEST: EvaluationRequest = { seed: 1, training_samples: 600, test_samples: 200, views: [1, 4, 16] };

export class MeasurePanel {
  /** The figures on show. */
  readonly shown: Signal<Evaluation | undefined> = signal(undefined);
  readonly #run = element("measure-run", HTMLButtonElement);
  readonly #words = element("measure-words", HTMLElement);
  readonly #table = element("measure-table", HTMLTableElement);
  readonly #isBusy = signal(false);

  /** `readsAt` is the step whose weights read, where those of a run do. */
  constructor(
    private readonly lab: Lab,
    private readonly readsAt: ReadonlySignal<number | undefined>,
  ) {
    const { training_samples, test_samples, views } = REQUEST;
    const command = `spiro eval --training-samples ${training_samples} --test-samples ${test_samples} --views ${views.join(",")}`;
    effect(() => {
      const photo = this.lab.store.chosen.source.value === "mine" ? " --photo FILE" : "";
      element("measure-command", HTMLElement).textContent = command + photo;
    });
    this.#run.addEventListener("click", () => void this.#measure());
    effect(() => {
      this.#run.disabled = !this.lab.engine.ready.value || this.#isBusy.value;
    });
    // The figures of an encoder that read before are not those of the one that reads now, nor those on other photographs.
    effect(() => {
      const { value: source } = this.lab.engine.source;
      this.lab.engine.photographs.value;
      this.shown.value = undefined;
      this.#words.textContent = source && this.#isBusy.peek() ? "Given up: another encoder reads now, or reads other pictures." : "";
    });
    // Where no factor is of interest, nothing is read back.
    effect(() => {
      const errors = (this.shown.value?.read_back ?? []).flatMap(({ errors }) => Object.keys(errors));
      (this.#table.parentElement as HTMLElement).hidden = errors.length === 0;
    });
  }

  async #measure() {
    const [source, photographs, step] = [this.lab.engine.source.peek(), this.lab.engine.photographs.peek(), this.readsAt.peek()];
    this.#isBusy.value = true;
    this.shown.value = undefined;
    this.#words.textContent = "Measuring: a few seconds on a graphics card, up to a few minutes on a processor …";
    const error = await this.lab.engine.ask(async (client) => {
      const evaluation = await client.call("evaluate", REQUEST);
      if (source !== this.lab.engine.source.peek() || photographs !== this.lab.engine.photographs.peek()) return;
      this.shown.value = evaluation;
      this.#show(evaluation, step);
    });
    if (error) this.#words.textContent = "";
    this.#isBusy.value = false;
  }

  #show({ read_back, conditional_variance, nuisance_share }: Evaluation, step: number | undefined) {
    this.#words.textContent =
      `${asOfStep(step)}Conditional variance of the normalised representation: ${figure(conditional_variance)}; ` +
      `the nuisances' share of its whole variance: ${figure(nuisance_share)}.`;
    const names = Object.keys(read_back[0]?.errors ?? {});
    const rows = read_back.map(({ views, errors: byFactor }) => {
      const errors = names.map((name) => byFactor[name] ?? Number.NaN);
      const mean = errors.reduce((sum, error) => sum + error, 0) / errors.length;
      const row = tableRow(`M = ${views}`, [...errors, mean].map(figure));
      row.dataset["views"] = String(views);
      row.dataset["mean"] = String(mean);
      return row;
    });
    fillTable(this.#table, ["error", ...names, "mean"], rows);
  }
}
