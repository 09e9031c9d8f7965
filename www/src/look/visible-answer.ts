// Asks the engine for what a panel shows: only while the panel is in sight, and again once its answer has gone stale.

import { LatestOnly, type EngineClient } from "../engine/client";
import type { EngineError } from "../engine/types";

export class VisibleAnswer {
  readonly #asking = new LatestOnly<EngineClient>((client) => this.#ask(client));
  #client: EngineClient | undefined;
  #isVisible = false;
  #isStale = true;

  /** `show` asks for the panel's answer and shows it; `panel` is in sight while a part of it is. */
  constructor(
    private readonly panel: HTMLElement,
    private readonly show: (client: EngineClient) => Promise<void>,
    private readonly showError: (error: EngineError) => void,
  ) {
    new IntersectionObserver((entries) => {
      this.#isVisible = entries.at(-1)?.isIntersecting ?? false;
      this.#askIfNeeded();
    }).observe(panel);
  }

  engineReady(client: EngineClient) {
    this.#client = client;
    this.refresh();
  }

  engineGone() {
    this.#client = undefined;
  }

  /** What is on show is no longer true. */
  refresh() {
    this.#isStale = true;
    this.#askIfNeeded();
  }

  #askIfNeeded() {
    if (!this.#client || !this.#isVisible || !this.#isStale) return;
    this.#isStale = false;
    this.panel.ariaBusy = "true";
    this.#asking.request(this.#client);
  }

  async #ask(client: EngineClient) {
    try {
      await this.show(client);
    } catch (error) {
      // What an engine's end refuses is told by that end.
      if (client === this.#client) this.showError(error as EngineError);
    }
    this.panel.ariaBusy = "false";
  }
}
