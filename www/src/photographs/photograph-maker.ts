// A photograph under four sliders: brightness, contrast, saturation and hue.

import { computed, effect, signal } from "@preact/signals-core";
import type { Photograph, PhotographPicture, PhotographRequest } from "engine";

import { element } from "../canvas/dom";
import { factorSlider } from "../canvas/factor-slider";
import { showWhole } from "../canvas/picture";
import { type Factors, PHOTOGRAPH_FACTORS } from "../engine/factors";
import { SHIPPED_PHOTOGRAPHS } from "../engine/shipped-photographs";
import { NEUTRAL_COLOURS } from "../state/colours-codec";
import type { Lab } from "../state/lab";
import type { Album } from "./album";

export class PhotographMaker {
  /** The factor that a visitor points at, or did last. */
  readonly pointed = signal("brightness");
  /** The number of the photograph on show, among those that are open. */
  readonly number = computed(() => {
    const { source, photo } = this.lab.store.chosen;
    return source.value === "photographs" ? SHIPPED_PHOTOGRAPHS.findIndex(({ name }) => name === photo.value) : 0;
  });
  /** The photograph on show as it was taken, if there is one. */
  readonly taken = computed(() => this.album.open.value?.[this.number.value]);
  /** What is asked of the engine: nothing while it has not cut the photographs. */
  readonly asked = computed<PhotographRequest | undefined>(() =>
    this.lab.engine.photographs.value ? { photo: this.number.value, factors: this.lab.store.chosen.colours.value } : undefined,
  );
  readonly #rendered = signal<{ of: Photograph | undefined; picture: PhotographPicture } | undefined>(undefined);
  readonly #canvas = element("photo", HTMLCanvasElement);

  constructor(
    private readonly lab: Lab,
    private readonly album: Album,
  ) {
    this.#build();
    const render = lab.engine.latest(async (client, asked: PhotographRequest) => {
      const [crops, of] = [lab.engine.photographs.peek(), this.taken.peek()];
      // Others may have been chosen while this one waited, or may be while it is painted.
      if (!crops || !this.asked.peek()) return;
      try {
        const picture = await client.call("renderPhotograph", asked);
        if (of === this.taken.peek()) this.#rendered.value = { of, picture };
      } catch (thrown) {
        if (crops === lab.engine.photographs.peek()) throw thrown;
      }
    });
    effect(() => {
      if (this.asked.value) render(this.asked.value);
    });
    effect(() => this.#show());
  }

  /** Sets some factors. */
  change(factors: Factors) {
    const { colours } = this.lab.store.chosen;
    colours.value = { ...colours.peek(), ...factors };
  }

  /** Draws new values, as for another view of a crop. */
  draw() {
    this.change(Object.fromEntries(PHOTOGRAPH_FACTORS.map(({ name, lower, upper }) => [name, lower + Math.random() * (upper - lower)])));
  }

  /** As it is painted under the factors; until the engine has painted it, as it was taken. */
  #show() {
    const [taken, rendered] = [this.taken.value, this.#rendered.value];
    this.#canvas.hidden = !taken;
    if (!taken) return;
    if (rendered?.of === taken) showWhole(this.#canvas, rendered.picture);
    else showWhole(this.#canvas, { ...taken, picture: opaque(taken.rgb) });
    this.#canvas.dataset["photo"] = taken.name;
    this.#canvas.dataset["painted"] = String(rendered?.of === taken);
    this.#canvas.ariaLabel = `The photo “${taken.name}” in the colours that the sliders give it`;
  }

  #build() {
    const { colours, photo, source } = this.lab.store.chosen;
    element("photo-factors", HTMLElement).append(
      ...PHOTOGRAPH_FACTORS.map((spec) =>
        factorSlider(spec, {
          value: () => colours.value[spec.name] ?? spec.neutral,
          change: (value) => this.change({ [spec.name]: value }),
          point: () => (this.pointed.value = spec.name),
        }),
      ),
    );
    element("draw-colours", HTMLButtonElement).addEventListener("click", () => this.draw());
    element("reset-colours", HTMLButtonElement).addEventListener("click", () => (colours.value = NEUTRAL_COLOURS));
    const choice = element("photo-choice", HTMLSelectElement);
    choice.append(...SHIPPED_PHOTOGRAPHS.map(({ name, words }) => new Option(words, name)));
    choice.addEventListener("change", () => {
      photo.value = SHIPPED_PHOTOGRAPHS.find(({ name }) => name === choice.value)?.name ?? photo.value;
    });
    const credit = element("photo-credit", HTMLElement);
    effect(() => {
      choice.value = photo.value;
      const isShipped = source.value === "photographs";
      element("photo-chooser", HTMLElement).hidden = !isShipped;
      const shown = SHIPPED_PHOTOGRAPHS.find(({ name }) => name === photo.value);
      credit.textContent = isShipped && shown ? `${shown.words}, ${shown.credit}` : (this.taken.value?.name ?? "");
      credit.hidden = credit.textContent === "";
    });
  }
}

/** Red, green and blue with a fourth number for each pixel, as a canvas has them. */
function opaque(rgb: Uint8Array): Uint8Array {
  const rgba = new Uint8Array((rgb.length / 3) * 4).fill(255);
  for (let from = 0, to = 0; from < rgb.length; from += 3, to += 4) rgba.set(rgb.subarray(from, from + 3), to);
  return rgba;
}
