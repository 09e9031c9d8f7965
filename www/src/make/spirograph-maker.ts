// Sliders for the factors, and the large smooth curve that they make.

import { computed, effect, signal } from "@preact/signals-core";
import type { Factor, Role } from "engine";

import { element } from "../canvas/dom";
import { factorSlider } from "../canvas/factor-slider";
import { onResize } from "../canvas/on-resize";
import { type Point, planeContext, toPoints } from "../canvas/plane";
import { type Curve, paintSpirograph, pictureOf } from "../canvas/spirograph";
import { FACTORS, type Factors, FIRST_FACTORS, HAND, ROLES } from "../engine/factors";
import type { Lab } from "../state/lab";

/** Points of the large curve: its fastest turn still looks round. */
const SMOOTH_POINTS = 1200;

/** Where sliders stand: by what the factor is to the encoder that reads, but the hand's together. */
const GROUPS = [...ROLES, "hand"] as const;

function groupOf({ name, role }: Factor): Role | "hand" {
  return role !== "interest" && HAND.some((spec) => spec.name === name) ? "hand" : role;
}

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
      const { value: factors } = lab.engine.spirographFactors;
      for (const group of GROUPS) {
        const place = element(`${group}-factors`, HTMLElement);
        const wanted = factors.filter((spec) => groupOf(spec) === group).flatMap(({ name }) => rows.get(name) ?? []);
        // A row that is where it should be keeps the keyboard.
        if (wanted.length !== place.children.length || wanted.some((row) => row.parentElement !== place)) place.replaceChildren(...wanted);
        const frame = place.closest("fieldset");
        if (frame) frame.hidden = wanted.length === 0;
      }
    });
    element("reset-factors", HTMLButtonElement).addEventListener("click", () => (this.lab.store.chosen.factors.value = FIRST_FACTORS));
    onResize(this.#canvas, () => this.#paint());
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

  /** Draws every nuisance factor of the paper's ten from its range; what is of interest stays, and so does the hand. */
  drawNuisances() {
    const nuisances = this.lab.engine.spirographFactors.value.filter((spec) => groupOf(spec) === "nuisance");
    this.change(Object.fromEntries(nuisances.map(({ name, lower, upper }) => [name, lower + Math.random() * (upper - lower)])));
  }

  #paint() {
    paintSpirograph(planeContext(this.#canvas), this.picture.value);
  }

  #row(spec: Factor): HTMLElement {
    const { name, lower } = spec;
    return factorSlider(spec, {
      value: () => this.lab.store.chosen.factors.value[name] ?? lower,
      change: (value) => this.change({ [name]: value }),
      point: () => (this.pointed.value = name),
    });
  }
}
