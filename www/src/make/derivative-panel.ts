// How each pixel of the picture changes with the factor that a visitor points at.

import { computed, effect, type ReadonlySignal, signal } from "@preact/signals-core";
import type { Derivative, Factor } from "engine";

import { element } from "../canvas/dom";
import { figure } from "../canvas/numbers";
import { showPicture } from "../canvas/picture";
import { createName } from "../canvas/untranslated";
import type { Factors } from "../engine/factors";
import type { Lab } from "../state/lab";

/** `pointed` is the factor's name. */
export function showDerivatives({ store, engine }: Lab, pointed: ReadonlySignal<string>) {
  const derivatives = signal<Derivative[]>([]);
  // Before anything reads, they are asked of an engine that is open.
  const mayAsk = computed(() => (engine.ready.value ? engine.spirographReader.value !== undefined : engine.opened.value));
  const ask = engine.latest(async (client, factors: Factors) => {
    if (mayAsk.peek()) derivatives.value = await client.call("derivatives", factors);
  });
  effect(() => {
    // Another encoder may have learned from pictures that are divided by another maximum.
    engine.reader.value;
    if (mayAsk.value) ask(store.chosen.factors.value);
  });
  effect(() => {
    const spec = engine.spirographFactors.value.find(({ name }) => name === pointed.value);
    if (spec && derivatives.value.length > 0) show(spec, derivatives.value);
  });
}

function show(spec: Factor, derivatives: readonly Derivative[]) {
  const derivative = derivatives.find(({ factor }) => factor === spec.name);
  const canvas = element("derivative", HTMLCanvasElement);
  canvas.dataset["factor"] = spec.name;
  canvas.hidden = derivative === undefined;
  if (derivative) showPicture(canvas, derivative.picture);
  const name = createName("b", spec.role, spec.name);
  element("derivative-caption", HTMLElement).replaceChildren(
    ...(derivative
      ? [
          "∂picture/∂",
          name,
          `: lighter where a pixel grows with it, darker where it falls; grey is no change, ${figure(derivative.largest)} is the most`,
        ]
      : ["There is no derivative by ", name, ": a piece of the curve is there or it is not."]),
  );
}
