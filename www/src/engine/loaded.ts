// What an engine has been given to read with: an encoder, and before that the photographs which it looks at.

import type { ReadonlySignal } from "@preact/signals-core";
import type { EncoderReport } from "engine";

import type { EngineClient } from "./client";
import { type Encoder, loadWeights, picturesOf } from "./encoders";
import type { OnProgress } from "./load";
import { OpenPhotographs, type Photographs } from "./open-photographs";
import type { DeviceChoice } from "./protocol";

/** What a visitor has chosen of an engine. */
export interface Choices {
  device: ReadonlySignal<DeviceChoice>;
  encoder: ReadonlySignal<Encoder>;
  /** The photographs that there are to look at: those that are chosen, once they are here. */
  photographs: ReadonlySignal<Photographs | undefined>;
  /** Goes back to an encoder, where the one that was chosen cannot be had. */
  choose(encoder: Encoder): void;
}

export class Loaded {
  readonly photographs: OpenPhotographs;
  /** The encoder that the engine has, or is to begin with. */
  #encoder: Encoder;
  #weights: Uint8Array | undefined;

  constructor(private readonly chosen: Pick<Choices, "encoder" | "photographs">) {
    this.#encoder = chosen.encoder.peek();
    this.photographs = new OpenPhotographs(chosen.photographs);
  }

  get encoder(): Encoder {
    return this.#encoder;
  }

  /** Its weights, once they have been loaded into an engine. */
  get weights(): Uint8Array | undefined {
    return this.#weights;
  }

  /** Another engine is there, which has nothing yet, and is to begin with the encoder that is chosen. */
  begin() {
    const encoder = this.chosen.encoder.peek();
    if (encoder !== this.#encoder) this.#weights = undefined;
    this.#encoder = encoder;
    this.photographs.begin();
  }

  /** The weights that another engine begins with. */
  coming(onProgress: OnProgress): Promise<Uint8Array> {
    const coming = this.#weights ? Promise.resolve(this.#weights) : loadWeights(this.#encoder, onProgress);
    // They are waited for only when the engine is open.
    coming.catch(() => undefined);
    return coming;
  }

  /** Whether the engine has an encoder, and the photographs that are chosen. */
  has(encoder: Encoder): boolean {
    return encoder === this.#encoder && this.#weights !== undefined && this.photographs.areOpen;
  }

  /** Gives an engine the photographs, and an encoder; nothing comes of one that looks at photographs while there are none. */
  async give(client: EngineClient, encoder: Encoder, coming: () => Promise<Uint8Array>): Promise<EncoderReport | undefined> {
    await this.photographs.open(client);
    if (picturesOf(encoder) === "photographs" && !this.photographs.photos) return undefined;
    const weights = await coming();
    const report = await client.call("loadWeights", weights);
    this.#encoder = encoder;
    this.#weights = weights;
    return report;
  }
}
