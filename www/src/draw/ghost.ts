// A Spirograph to trace, faint on the pad, and a score of how well it is traced.

import { create } from "../canvas/dom";
import type { DrawingPad } from "./drawing-pad";
import type { EngineClient } from "../engine/client";
import type { EngineError, FactorSpec } from "../engine/types";
import { toPoints, type Point } from "../canvas/plane";
import { named, type Factors } from "../canvas/spirograph";
import { ghostFactors } from "./ghost-factors";
import { tracingScore } from "./tracing-score";

const CURVE_POINTS = 800;
/** A screen reader speaks each new score: not at every move of the hand. */
const SCORE_EVERY_MS = 400;
/** From this score on, the drawing is taken for the ghost's own Spirograph. */
const TRACED = 60;

export interface GhostHooks {
  showError(error: EngineError): void;
  /** Another ghost is on show or has been traced, or none: what is known of the drawing's factors has changed. */
  ghostChanged(): void;
}

export class Ghost {
  readonly #toggle = create("button", "button", "Show a ghost to trace");
  readonly #another = create("button", "button", "Another ghost");
  readonly #score = create("p", "ghost-score");
  #client: EngineClient | undefined;
  #specs: FactorSpec[] = [];
  #seed: number | null = null;
  /** The seed of the last ghost: the next button press shows the one after it. */
  #lastSeed = 0;
  #curve: Point[] = [];
  #shape: Partial<Factors> = {};
  #isTraced = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly container: HTMLElement,
    private readonly pad: DrawingPad,
    private readonly hooks: GhostHooks,
  ) {
    this.#score.ariaLive = "polite";
    this.#toggle.type = this.#another.type = "button";
    this.#toggle.addEventListener("click", () => (this.seed = this.#seed === null ? this.#lastSeed + 1 : null));
    this.#another.addEventListener("click", () => this.another());
    const tools = create("div", "tools");
    tools.append(this.#toggle, this.#another);
    container.append(tools, this.#score);
    this.#showState();
  }

  engineReady(client: EngineClient, factors: FactorSpec[]) {
    this.#client = client;
    this.#specs = factors;
    this.#showState();
    if (this.#seed !== null && this.#curve.length === 0) void this.#show(this.#seed);
  }

  engineGone() {
    this.#client = undefined;
    this.#showState();
  }

  /** What tells this ghost from others; null: none is on show. */
  get seed(): number | null {
    return this.#seed;
  }

  /** Shows the ghost of a seed, as soon as there is an engine to draw it; null hides it. */
  set seed(seed: number | null) {
    this.#seed = seed;
    if (seed === null) this.#put([], {});
    else void this.#show((this.#lastSeed = seed));
  }

  /** Shows the next ghost. */
  another() {
    this.seed = this.#lastSeed + 1;
  }

  /** What is known of the drawing's factors: those of the ghost's curve, once it has been traced. */
  get truth(): Partial<Factors> {
    return this.#isTraced ? this.#shape : {};
  }

  /** The strokes are others: they are scored in a moment. */
  drawingChanged() {
    this.#timer ??= setTimeout(() => {
      const wasTraced = this.#isTraced;
      this.#showScore();
      if (this.#isTraced !== wasTraced) this.hooks.ghostChanged();
    }, SCORE_EVERY_MS);
  }

  async #show(seed: number) {
    const client = this.#client;
    if (!client) return;
    const factors = ghostFactors(this.#specs, seed);
    try {
      const curve = toPoints(await client.call("curve", { factors, points: CURVE_POINTS }));
      // Meanwhile another ghost may have been asked for.
      if (seed !== this.#seed) return;
      const { m, b, h } = named(this.#specs, factors);
      this.#put(curve, { m, b, h });
    } catch (error) {
      if (client === this.#client) this.hooks.showError(error as EngineError);
    }
  }

  #put(curve: Point[], shape: Partial<Factors>) {
    this.#curve = this.pad.ghost = curve;
    this.#shape = shape;
    this.container.dataset["shape"] = JSON.stringify(shape);
    this.#showScore();
    this.#showState();
    this.hooks.ghostChanged();
  }

  #showState() {
    const isShown = this.#seed !== null;
    this.#toggle.textContent = isShown ? "Hide the ghost" : "Show a ghost to trace";
    this.#toggle.disabled = this.#client === undefined;
    this.#another.disabled = this.#client === undefined || !isShown;
  }

  #showScore() {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#isTraced = false;
    if (this.#curve.length === 0) {
      this.#score.textContent = "";
      delete this.container.dataset["score"];
      return;
    }
    const strokes = this.pad.drawing.strokes.map(({ points }) => points);
    const score = Math.round(tracingScore(strokes, this.#curve));
    this.#isTraced = score >= TRACED;
    this.#score.textContent = strokes.length === 0 ? "Trace the dashed curve." : `Traced: ${score} of 100`;
    this.container.dataset["score"] = String(score);
  }
}
