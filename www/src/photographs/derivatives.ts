// How each pixel of the photograph changes with the factor that a visitor points at.

import { effect, signal } from "@preact/signals-core";
import type { PhotographDerivative, PhotographRequest } from "engine";

import { element } from "../canvas/dom";
import { figure } from "../canvas/numbers";
import { showWhole } from "../canvas/picture";
import { createName } from "../canvas/untranslated";
import type { Lab } from "../state/lab";
import type { PhotographMaker } from "./photograph-maker";

/** A slider that is moved on so soon has not come to rest: the picture itself comes first. */
const REST_MILLISECONDS = 150;

interface Shown {
  width: number;
  height: number;
  derivatives: readonly PhotographDerivative[];
}

export function showPhotographDerivatives({ store, engine }: Lab, maker: PhotographMaker) {
  const canvas = element("photo-derivative", HTMLCanvasElement);
  const caption = element("photo-derivative-caption", HTMLElement);
  const shown = signal<Shown | undefined>(undefined);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const ask = engine.latest(async (client, asked: PhotographRequest) => {
    const [crops, taken] = [engine.photographs.peek(), maker.taken.peek()];
    if (!crops || !taken || asked !== maker.asked.peek()) return;
    try {
      const derivatives = await client.call("photographDerivatives", asked);
      if (taken === maker.taken.peek()) shown.value = { width: taken.width, height: taken.height, derivatives };
    } catch (thrown) {
      // Others are open by now, and those that were asked about are gone.
      if (crops === engine.photographs.peek()) throw thrown;
    }
  });
  effect(() => {
    const { value: asked } = maker.asked;
    clearTimeout(timer);
    // Nobody sees them in the other steps.
    if (asked && store.chosen.step.value === "make") timer = setTimeout(() => ask(asked), REST_MILLISECONDS);
  });
  // Those of another photograph say nothing of this one.
  effect(() => {
    maker.taken.value;
    shown.value = undefined;
  });
  effect(() => {
    const { value: factor } = maker.pointed;
    const derivative = shown.value?.derivatives.find((derivative) => derivative.factor === factor);
    canvas.hidden = !derivative;
    canvas.dataset["factor"] = factor;
    if (shown.value && derivative) showWhole(canvas, { ...shown.value, picture: derivative.picture });
    caption.replaceChildren(
      ...(derivative
        ? [
            "∂photo/∂",
            createName("b", "nuisance", factor),
            `: lighter where a pixel grows with it, darker where it falls; grey is no change, ${figure(derivative.largest)} is the most`,
          ]
        : ["Point at a factor to see how each pixel changes with it."]),
    );
  });
}
