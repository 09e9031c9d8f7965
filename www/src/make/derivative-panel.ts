// How each pixel of the picture changes with the factor that a visitor points at.

import { effect, type ReadonlySignal, signal } from "@preact/signals-core";
import type { Derivatives, FactorName } from "engine";

import { create, element } from "../canvas/dom";
import { PICTURE_BYTES, showPicture } from "../canvas/picture";
import { figure } from "../charts/table";
import { columns, FACTORS, type Factors } from "../engine/factors";
import type { EngineHost } from "../engine/host";
import { LatestOnly } from "../engine/latest-only";
import type { Store } from "../state/store";

export class DerivativePanel {
  readonly #canvas = element("derivative", HTMLCanvasElement);
  readonly #caption = element("derivative-caption", HTMLElement);
  readonly #requests = new LatestOnly<Factors>((factors) => this.#ask(factors));
  readonly #derivatives = signal<Derivatives | undefined>(undefined);

  constructor(
    store: Store,
    private readonly engine: EngineHost,
    pointed: ReadonlySignal<FactorName>,
  ) {
    effect(() => {
      if (this.engine.opened.value) this.#requests.request(store.chosen.factors.value);
    });
    effect(() => {
      if (this.#derivatives.value) this.#show(this.#derivatives.value, pointed.value);
    });
  }

  async #ask(factors: Factors) {
    await this.engine.ask(async (client) => {
      this.#derivatives.value = await client.call("derivatives", Float64Array.from(columns(factors)));
    });
  }

  #show({ pictures, largest }: Derivatives, factor: FactorName) {
    const column = FACTORS.findIndex(({ name }) => name === factor);
    const spec = FACTORS[column];
    if (!spec) return;
    showPicture(this.#canvas, pictures.slice(column * PICTURE_BYTES, (column + 1) * PICTURE_BYTES));
    this.#canvas.dataset["factor"] = factor;
    this.#caption.replaceChildren(
      "∂picture/∂",
      create("b", spec.role, factor),
      `: lighter where it grows with ${spec.label}, darker where it falls; grey is no change, ${figure(largest[column] ?? 0)} at most`,
    );
  }
}
