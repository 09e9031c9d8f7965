// How each pixel of the picture changes with the factor that a visitor points at.

import { effect, type ReadonlySignal, signal } from "@preact/signals-core";
import type { Derivative, Factor } from "engine";

import { create, element } from "../canvas/dom";
import { showPicture } from "../canvas/picture";
import { figure } from "../charts/table";
import type { Factors } from "../engine/factors";
import type { Lab } from "../state/lab";

/** `pointed` is the factor's name. */
export function showDerivatives({ store, engine }: Lab, pointed: ReadonlySignal<string>) {
  const derivatives = signal<Derivative[]>([]);
  const ask = engine.latest(async (client, factors: Factors) => {
    derivatives.value = await client.call("derivatives", factors);
  });
  effect(() => {
    // Another encoder may have learned from pictures that are divided by another maximum.
    engine.reader.value;
    if (engine.opened.value) ask(store.chosen.factors.value);
  });
  effect(() => {
    const derivative = derivatives.value.find(({ factor }) => factor === pointed.value);
    const spec = engine.factors.value.find(({ name }) => name === pointed.value);
    if (derivative && spec) show(derivative, spec);
    else if (spec && derivatives.value.length > 0) showNone(spec);
  });
}

/** The picture of the factor before would be taken for this one's: it is cleared. */
function showNone({ name }: Factor) {
  const canvas = element("derivative", HTMLCanvasElement);
  canvas.getContext("2d")?.clearRect(0, 0, canvas.width, canvas.height);
  delete canvas.dataset["factor"];
  element("derivative-caption", HTMLElement).replaceChildren(
    create("b", "fixed", name),
    ": pieces are there or not, so there is no derivative",
  );
}

function show({ factor, largest, picture }: Derivative, { role }: Factor) {
  const canvas = element("derivative", HTMLCanvasElement);
  showPicture(canvas, picture);
  canvas.dataset["factor"] = factor;
  element("derivative-caption", HTMLElement).replaceChildren(
    "∂picture/∂",
    create("b", role, factor),
    `: lighter where a pixel grows with it, darker where it falls; grey is no change, ${figure(largest)} is the most`,
  );
}
