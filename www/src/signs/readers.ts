// The encoders that look at signs: each is loaded into the engine when it is first needed.

import type { SignReader } from "engine";

import type { EngineClient } from "../engine/client";
import { loadWeights } from "../engine/encoders";

const MEGABYTE = 1e6;

export class LoadedReaders {
  #client: EngineClient | undefined;
  readonly #loaded = new Set<SignReader>();

  /** Loads what this engine does not have yet; `onWait` gets what is waited for, in words. */
  async load(client: EngineClient, readers: readonly SignReader[], onWait: (words: string) => void) {
    if (this.#client !== client) this.#loaded.clear();
    this.#client = client;
    for (const reader of readers) {
      if (this.#loaded.has(reader)) continue;
      onWait(`Loading the ${reader} network …`);
      const weights = await loadWeights(reader, (loaded, total) => onWait(progressInWords(reader, loaded, total)));
      await client.call("loadSignReader", reader, weights);
      this.#loaded.add(reader);
    }
  }
}

function progressInWords(reader: SignReader, loaded: number, total: number | null): string {
  const [part, whole] = [loaded, total ?? 0].map((bytes) => (bytes / MEGABYTE).toFixed(1));
  return `Loading the ${reader} network: ${part}${total === null ? "" : ` of ${whole}`} MB …`;
}
