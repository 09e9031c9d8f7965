// The files of training: histories and weights to save, weights to load.

import { element } from "../canvas/dom";
import type { EngineClient } from "../engine/client";
import type { ReaderChoice } from "./reader-choice";
import { saveFile } from "../files/save-file";

export interface FileHooks {
  /** Does something with the engine; an error is shown. */
  ask(work: (client: EngineClient) => Promise<void>): Promise<void>;
  /** The first run of the kind whose weights are to be saved. */
  savedArm(): number;
  loadWeights(client: EngineClient, bytes: Uint8Array): Promise<void>;
}

export class TrainingFiles {
  readonly #save = element("save-weights", HTMLButtonElement);

  constructor(
    private readonly readers: ReaderChoice,
    private readonly hooks: FileHooks,
  ) {
    for (const format of ["json", "csv"] as const) {
      element(`history-${format}`, HTMLButtonElement).addEventListener("click", () => void this.#saveHistory(format));
    }
    this.#save.addEventListener("click", () => void this.#saveWeights());
    element("load-weights", HTMLInputElement).addEventListener("change", (event) => void this.#loadWeights(event));
  }

  /** Says whose weights are saved. */
  name() {
    this.#save.textContent = `Save the weights (${this.readers.savedKind} the regulariser)`;
  }

  async #saveHistory(format: "json" | "csv") {
    await this.hooks.ask(async (client) => {
      const text = await client.call("trainingHistory", format);
      saveFile(`spirograph-history.${format}`, format === "json" ? "application/json" : "text/csv", text);
    });
  }

  async #saveWeights() {
    await this.hooks.ask(async (client) => {
      const bytes = await client.call("trainedWeights", this.hooks.savedArm());
      saveFile(`spirograph-${this.readers.savedKind}.safetensors`, "application/octet-stream", bytes as Uint8Array<ArrayBuffer>);
    });
  }

  async #loadWeights(event: Event) {
    const input = event.target as HTMLInputElement;
    const file = input.files?.[0];
    if (!file) return;
    await this.hooks.ask(async (client) => this.hooks.loadWeights(client, new Uint8Array(await file.arrayBuffer())));
    input.value = "";
  }
}
