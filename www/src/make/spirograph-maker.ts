// Sliders for the factors, and the large smooth curve that they make.

import { computed, effect, signal } from "@preact/signals-core";
import type { Factor } from "engine";

import { create, element, format } from "../canvas/dom";
import { type Point, planeContext, toPoints } from "../canvas/plane";
import { type Curve, paintSpirograph, pictureOf } from "../canvas/spirograph";
import { FACTORS, type Factors, FIRST_FACTORS, isOfHand, ofRole } from "../engine/factors";
import type { Lab } from "../state/lab";

/** Points of the large curve: its fastest turn still looks round. */
const SMOOTH_POINTS = 1200;

export class SpirographMaker {
  /** The factor that a visitor points at, or did last. */
  readonly pointed = signal("m");
  readonly #canvas = element("curve", HTMLCanvasElement);
  readonly #curve = signal<Point[]>([]);
  /** The curve on show, with its pen and colours. */
  readonly picture = computed<Curve>(() => pictureOf(this.#curve.value, this.lab.store.chosen.factors.value));

  constructor(
    private readonly lab: Lab,
    example: Promise<{ curve: number[] } | undefined>,
  ) {
    const rows = new Map(FACTORS.map((spec) => [spec.name, this.#row(spec)]));
    effect(() => {
      for (const role of ["interest", "nuisance"] as const) {
        const place = element(`${role}-factors`, HTMLElement);
        const wanted = ofRole(lab.engine.factors.value, role).flatMap(({ name }) => rows.get(name) ?? []);
        // A row that is where it should be keeps the keyboard.
        if (wanted.length !== place.children.length || wanted.some((row) => row.parentElement !== place)) place.replaceChildren(...wanted);
      }
    });
    const hand = FACTORS.filter(({ name }) => isOfHand(name)).flatMap(({ name }) => rows.get(name) ?? []);
    element("hand-factors", HTMLElement).replaceChildren(...hand);
    element("reset-factors", HTMLButtonElement).addEventListener("click", () => (this.lab.store.chosen.factors.value = FIRST_FACTORS));
    new ResizeObserver(() => this.#paint()).observe(this.#canvas);
    effect(() => this.#paint());
    const draw = lab.engine.latest(async (client, factors: Factors) => {
      this.#curve.value = toPoints(await client.call("curve", factors, SMOOTH_POINTS));
    });
    effect(() => {
      if (lab.engine.opened.value) draw(lab.store.chosen.factors.value);
    });
    void example.then((example) => {
      if (example && this.#curve.peek().length === 0) this.#curve.value = toPoints(example.curve);
    });
  }

  /** Sets some factors. */
  change(factors: Factors) {
    this.lab.store.chosen.factors.value = { ...this.lab.store.chosen.factors.peek(), ...factors };
  }

  /** Draws every nuisance factor but the hand's from its range; what is of interest stays. */
  drawNuisances() {
    const nuisances = ofRole(this.lab.engine.factors.value, "nuisance");
    this.change(Object.fromEntries(nuisances.map(({ name, lower, upper }) => [name, lower + Math.random() * (upper - lower)])));
  }

  #paint() {
    paintSpirograph(planeContext(this.#canvas), this.picture.value);
  }

  #row({ name, label, meaning, lower, upper }: Factor): HTMLElement {
    const row = create("label", "factor-slider");
    row.title = meaning;
    for (const pointing of ["pointerenter", "focusin", "pointerdown"]) row.addEventListener(pointing, () => (this.pointed.value = name));
    const slider = create("input", "");
    slider.type = "range";
    slider.dataset["factor"] = name;
    slider.min = String(lower);
    slider.max = String(upper);
    slider.step = "0.001";
    const shown = create("output", "factor-value");
    slider.addEventListener("input", () => this.change({ [name]: slider.valueAsNumber }));
    effect(() => {
      slider.value = String(this.lab.store.chosen.factors.value[name] ?? lower);
      shown.textContent = format(slider.valueAsNumber);
    });
    row.append(create("span", "factor-name", name), create("span", "factor-label", label), slider, shown);
    return row;
  }
}
