// Looks for the chosen crop among all that are held out: live, whenever something changes that the answer depends on.

import { computed, effect, type ReadonlySignal, signal } from "@preact/signals-core";
import type { CropsReport, FindCropRequest, FoundCrop } from "engine";

import type { Reader } from "../engine/host";
import { kindOfReport } from "../engine/sources";
import type { Lab } from "../state/lab";
import { soughtIn } from "./held-out";

/** What is looked for, among which crops, and by whom. */
interface Asked {
  crops: CropsReport;
  request: FindCropRequest;
  reader: Reader;
}

/** An answer, with what it is the answer to. */
export interface Found extends Pick<Asked, "crops" | "request"> {
  found: FoundCrop;
}

export class CropFinder {
  /** The crop that is looked for; nothing while no photographs are open. */
  readonly sought: ReadonlySignal<number | undefined>;
  /** What was found last, of the photographs that are open. */
  readonly answer: ReadonlySignal<Found | undefined>;
  /** Whether an answer is on its way. */
  readonly isBusy = signal(false);
  readonly #found = signal<Found | undefined>(undefined);
  #newest: Asked | undefined;

  constructor({ store, engine }: Lab) {
    const { step, crop, views, seed } = store.chosen;
    this.sought = computed(() => engine.photographs.value && soughtIn(engine.photographs.value, crop.value));
    this.answer = computed(() => (this.#found.value?.crops === engine.photographs.value ? this.#found.value : undefined));
    const asked = computed<Asked | undefined>(() => {
      const [crops, sought, reader] = [engine.photographs.value, this.sought.value, engine.reader.value];
      if (step.value !== "draw" || !crops || sought === undefined || !reader || kindOfReport(reader.source) !== "photographs")
        return undefined;
      return { crops, reader, request: { crop: sought, views: views.value, seed: seed.value } };
    });
    const ask = engine.latest(async (client, asked: Asked) => {
      // What waited while the engine was replaced, or other photographs were opened, is asked again when that can be answered.
      if (asked !== this.#newest) return;
      try {
        const found = await client.call("findCrop", asked.request);
        this.#found.value = { crops: asked.crops, request: asked.request, found };
      } finally {
        if (asked === this.#newest) this.isBusy.value = false;
      }
    });
    effect(() => {
      this.#newest = asked.value;
      this.isBusy.value = asked.value !== undefined;
      if (asked.value) ask(asked.value);
    });
  }
}
