// How each pixel of the picture changes with the factor that a visitor points at.

import type { Derivatives } from "engine";

import { create, element } from "../canvas/dom";
import { LatestOnly } from "../engine/client";
import type { EngineHost } from "../engine/host";
import type { FactorSpec } from "../engine/types";
import { PICTURE_BYTES, showPicture } from "../canvas/picture";
import { figure } from "../charts/table";

export class DerivativePanel {
  readonly #canvas = element("derivative", HTMLCanvasElement);
  readonly #caption = element("derivative-caption", HTMLElement);
  readonly #requests = new LatestOnly<number[]>((factors) => this.#ask(factors));
  #specs: FactorSpec[] = [];
  /** The column that is pointed at, or was last. */
  #column = 0;
  #derivatives: Derivatives | undefined;

  constructor(private readonly host: EngineHost) {}

  setSpecs(specs: FactorSpec[]) {
    this.#specs = specs;
  }

  /** The factors have changed. */
  request(factors: number[]) {
    this.#requests.request(factors);
  }

  /** A visitor points at a factor. */
  pointAt(column: number) {
    this.#column = column;
    this.#show();
  }

  async #ask(factors: number[]) {
    if (!this.host.makesCurves) return;
    await this.host.ask(async (client) => {
      this.#derivatives = await client.call("derivatives", factors);
      this.#show();
    });
  }

  #show() {
    const spec = this.#specs[this.#column];
    if (!this.#derivatives || !spec) return;
    const start = this.#column * PICTURE_BYTES;
    showPicture(this.#canvas, this.#derivatives.pictures.slice(start, start + PICTURE_BYTES));
    this.#canvas.dataset["factor"] = spec.name;
    const largest = figure(this.#derivatives.largest[this.#column] ?? 0);
    this.#caption.replaceChildren(
      "∂picture/∂",
      create("b", spec.role, spec.name),
      `: lighter where it grows with ${spec.label}, darker where it falls; grey is no change, ${largest} at most`,
    );
  }
}
