// The filters of the encoder's first layer: what the network looks for before anything else.

import { create } from "../canvas/dom";
import type { EngineClient } from "../engine/client";
import type { EngineError } from "../engine/types";
import { paintGrid } from "../canvas/picture";
import { VisibleAnswer } from "./visible-answer";

export class FirstFilters {
  /** One pixel for each weight: the style sheet enlarges it. */
  readonly #canvas = create("canvas", "filter-grid");
  readonly #caption = create("figcaption", "");
  readonly #answer: VisibleAnswer;

  constructor(
    private readonly container: HTMLElement,
    showError: (error: EngineError) => void,
  ) {
    const words = create(
      "p",
      "help",
      "The weights of the first layer, red, green and blue as such; grey is zero. What to look for: edges, spots and contrasts of two colours; a filter that is plain grey looks for nothing.",
    );
    this.#canvas.role = "img";
    this.#canvas.ariaLabel = "The first layer’s filters";
    const figure = create("figure", "");
    figure.append(this.#canvas, this.#caption);
    container.append(words, figure);
    this.#answer = new VisibleAnswer(container, (client) => this.#ask(client), showError);
  }

  engineReady(client: EngineClient) {
    this.#answer.engineReady(client);
  }

  engineGone() {
    this.#answer.engineGone();
  }

  /** The encoder that reads has changed. */
  refresh() {
    this.#answer.refresh();
  }

  async #ask(client: EngineClient) {
    const { count, size, pictures } = await client.call("filters", null);
    const columns = Math.ceil(Math.sqrt(count));
    paintGrid(this.#canvas, pictures, { side: size, rows: Math.ceil(count / columns), columns });
    this.#caption.textContent = `${count} filters of ${size} × ${size} pixels in three colours`;
    this.container.dataset["filters"] = String(count);
  }
}
