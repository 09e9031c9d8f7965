// What finishes strokes: an engine of its own, for the CPU. The one that reads never waits for it, nor is it delayed by training;
// and a descent of one small token is over on a processor before a graphics card has been asked.

import type { EngineError, FinishedStroke, FinishRequest } from "engine";

import { EngineClient } from "./client";
import { loadShipped } from "./encoders";
import { Failure, toEngineError } from "./failure";
import { type Load, together } from "./load";
import type { Notice } from "./protocol";

/** What errors of its downloads are about. */
const WHAT = "What finishes strokes";

export class StrokeEngine {
  #client: EngineClient | undefined;

  /** `onFailure` hears why it has ended by itself: it can be opened again then. */
  constructor(
    private readonly onLoad: (load: Load) => void,
    private readonly onFailure: (error: EngineError) => void,
  ) {}

  /** Opens it, with its weights; whether it is ready then. */
  async open(): Promise<boolean> {
    this.stop();
    let client: EngineClient | undefined;
    try {
      client = this.#client = new EngineClient("engine", (notice) => client === this.#client && this.#hear(notice));
      const part = together((load) => client === this.#client && this.onLoad(load));
      const weights = loadShipped("strokes", WHAT, part());
      // They are waited for only when the engine is open.
      weights.catch(() => undefined);
      await client.open("cpu", part());
      await client.call("loadStrokeWeights", await weights);
    } catch (thrown) {
      if (client === this.#client) this.#fail(toEngineError(thrown));
      return false;
    }
    return client === this.#client;
  }

  /** The rest of a stroke; rejects with an EngineError. */
  async finish(request: FinishRequest): Promise<FinishedStroke> {
    if (!this.#client) throw new Failure("not_ready", "engine", `${WHAT} is not ready yet.`);
    return this.#client.call("finishStroke", request);
  }

  stop() {
    this.#client?.stop();
    this.#client = undefined;
  }

  #hear(notice: Notice) {
    if (notice.kind === "failed") this.#fail(notice.error);
    if (notice.kind === "silent") this.#fail(new Failure("silent", "engine", `${WHAT} has not answered for ${notice.seconds} seconds.`));
  }

  #fail(error: EngineError) {
    this.stop();
    this.onFailure(error);
  }
}
