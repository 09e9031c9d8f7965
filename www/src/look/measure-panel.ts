// Measures the encoder that reads: read-back error against M, and invariance.

import type { Evaluation, EvaluationRequest } from "engine";

import { create, element } from "../canvas/dom";
import type { EngineClient } from "../engine/client";
import type { EngineError, FactorSpec } from "../engine/types";
import { figure, fillTable, tableRow } from "../charts/table";

/** Small enough for a minute on a processor; `spiro eval` has larger samples unless told. */
const REQUEST: EvaluationRequest = { seed: 1, training_samples: 600, test_samples: 200, views: [1, 4, 16] };

export class MeasurePanel {
  readonly #run = element("measure-run", HTMLButtonElement);
  readonly #words = element("measure-words", HTMLElement);
  readonly #table = element("measure-table", HTMLTableElement);
  #client: EngineClient | undefined;
  /** How often the reader has changed: figures of an earlier one are not shown. */
  #readers = 0;
  #names: string[] = [];
  #shown: Evaluation | undefined;

  constructor(private readonly showError: (error: EngineError) => void) {
    const { training_samples, test_samples, views } = REQUEST;
    element("measure-command", HTMLElement).textContent =
      `spiro eval --training-samples ${training_samples} --test-samples ${test_samples} --views ${views.join(",")}`;
    this.#run.addEventListener("click", () => void this.#measure());
  }

  engineReady(client: EngineClient, factors: FactorSpec[]) {
    this.#client = client;
    this.#names = factors.filter(({ role }) => role === "interest").map(({ name }) => name);
    this.#run.disabled = false;
  }

  engineGone() {
    this.#client = undefined;
    this.#run.disabled = true;
  }

  /** The figures on show. */
  get shown(): Evaluation | undefined {
    return this.#shown;
  }

  /** Another encoder reads: the figures on show are not its own. */
  forget() {
    this.#readers += 1;
    this.#words.textContent = "";
    this.#frame.hidden = true;
    this.#shown = undefined;
  }

  get #frame() {
    return this.#table.parentElement as HTMLElement;
  }

  async #measure() {
    const client = this.#client;
    if (!client) return;
    this.#run.disabled = true;
    this.forget();
    const reader = this.#readers;
    this.#words.textContent = "Measuring: some seconds on a graphics card, up to some minutes on a processor …";
    try {
      const evaluation = await client.call("evaluate", REQUEST);
      if (reader === this.#readers) this.#show(evaluation);
    } catch (error) {
      this.#words.textContent = "";
      if (client === this.#client) this.showError(error as EngineError);
    }
    this.#run.disabled = this.#client === undefined;
  }

  #show(evaluation: Evaluation) {
    const { read_back, conditional_variance, nuisance_share } = (this.#shown = evaluation);
    this.#words.textContent =
      `Conditional variance of the normalised representation: ${figure(conditional_variance)}; ` +
      `the nuisances' share of its whole variance: ${figure(nuisance_share)}.`;
    const rows = read_back.map(({ views, errors }) => {
      const mean = errors.reduce((sum, error) => sum + error, 0) / errors.length;
      const row = tableRow(`M = ${views}`, [...errors, mean].map((error) => create("td", "", figure(error))));
      row.dataset["views"] = String(views);
      row.dataset["mean"] = String(mean);
      return row;
    });
    fillTable(this.#table, ["error", ...this.#names, "mean"], rows);
    this.#frame.hidden = false;
  }
}
