// How each pixel of the picture changes with the factor that a visitor points at.

import { effect, type ReadonlySignal, signal } from "@preact/signals-core";
import type { Derivatives, FactorName } from "engine";

import { create, element } from "../canvas/dom";
import { PICTURE_BYTES, showPicture } from "../canvas/picture";
import { figure } from "../charts/table";
import { columns, FACTORS, type Factors } from "../engine/factors";
import type { EngineHost } from "../engine/host";
import type { Store } from "../state/store";

export class DerivativePanel {
  readonly #canvas = element("derivative", HTMLCanvasElement);
  readonly #caption = element("derivative-caption", HTMLElement);

  constructor(store: Store, engine: EngineHost, pointed: ReadonlySignal<FactorName>) {
    const derivatives = signal<Derivatives | undefined>(undefined);
    const ask = engine.latest(async (client, factors: Factors) => {
      derivatives.value = await client.call("derivatives", Float64Array.from(columns(factors)));
    });
    effect(() => {
      if (engine.opened.value) ask(store.chosen.factors.value);
    });
    effect(() => {
      if (derivatives.value) this.#show(derivatives.value, pointed.value);
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
      `: lighter where a pixel grows with it, darker where it falls; grey is no change, ${figure(largest[column] ?? 0)} is the most`,
    );
  }
}
