// The photographs that an engine cuts crops from: it has to have them before an encoder of crops, and so has every engine that
// takes its place.

import { computed, type ReadonlySignal, signal } from "@preact/signals-core";
import type { CropsReport, Photograph } from "engine";

import type { EngineClient } from "./client";

export type Photographs = readonly Photograph[];

export class OpenPhotographs {
  /** What was opened last, and what the engine that is there has made of it; no report until it has been given them. */
  readonly #opened = signal<{ photos: Photographs; report: CropsReport | undefined } | undefined>(undefined);

  /** The crops of the photographs that are chosen, once they are open. */
  readonly report = computed(() => {
    const { value: opened } = this.#opened;
    return opened && opened.photos === this.chosen.value ? opened.report : undefined;
  });

  constructor(private readonly chosen: ReadonlySignal<Photographs | undefined>) {}

  /** What was opened last. */
  get photos(): Photographs | undefined {
    return this.#opened.peek()?.photos;
  }

  /** Whether the engine has those that are chosen; whether it has them makes no difference where none are. */
  get areOpen(): boolean {
    return this.chosen.value === undefined || this.report.value !== undefined;
  }

  /** Another engine is there, which has none. */
  begin() {
    const { photos } = this;
    this.#opened.value = photos && { photos, report: undefined };
  }

  /** Gives the engine those that are chosen, or what the one before had: what it was trained on may go on. */
  async open(client: EngineClient) {
    const photos = this.chosen.peek() ?? this.photos;
    const opened = this.#opened.peek();
    if (!photos || (opened?.photos === photos && opened.report)) return;
    // From here on the engine may have these already: what is asked about those before could be answered about these.
    const opening = { photos, report: undefined };
    this.#opened.value = opening;
    try {
      this.#opened.value = { photos, report: await client.call("openPhotographs", [...photos]) };
    } catch (thrown) {
      // It has kept those before, unless it is gone.
      if (this.#opened.peek() === opening) this.#opened.value = opened;
      throw thrown;
    }
  }
}
