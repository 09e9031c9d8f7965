// Keeps the session at rest: here, for a lost engine to go on from, and stored, for a reload.

import { LatestOnly } from "../engine/client";
import type { EngineError } from "../engine/types";
import { keep, type Stored } from "./store";

export class SessionKeeper {
  /** The session as it was last saved. */
  saved: Stored | undefined;
  readonly #storing = new LatestOnly<Stored>((session) => this.#store(session));

  /** `onStored` hears the step that a reload would find. */
  constructor(
    private readonly onStored: (step: number) => void,
    private readonly showError: (error: EngineError) => void,
  ) {}

  /** Takes a checkpoint of a session that is to have so many steps. */
  keep(step: number, steps: number, bytes: Uint8Array) {
    this.saved = { step, steps, savedAt: Date.now(), bytes };
    this.#storing.request(this.saved);
  }

  async #store(session: Stored) {
    try {
      await keep(session);
      // Only now would a reload find it.
      this.onStored(session.step);
    } catch (thrown) {
      const message = `This browser cannot store the run (${String(thrown)}): it goes on, but a reload would lose it.`;
      this.showError({ code: "storage", field: "training", message });
    }
  }
}
