// A Spirograph to trace, faint on the pad, and a score of how well it is traced.

import { effect, type Signal, signal, untracked } from "@preact/signals-core";
import type { Drawing } from "engine";

import { announceSettled } from "../canvas/announce";
import { create } from "../canvas/dom";
import { type Point, toPoints } from "../canvas/plane";
import type { Factors } from "../engine/factors";
import type { Lab } from "../state/lab";
import { ghostFactors } from "./ghost-factors";
import { tracingScore } from "./tracing-score";

const CURVE_POINTS = 800;
/** Between two scores: a hand on its way needs no more. */
const SCORE_EVERY_MS = 400;
/** From this score on, the drawing is taken for the ghost's own Spirograph. */
const TRACED = 60;

/** What a ghost shows of its Spirograph. The width and the colours are those of whoever traces it. */
const SHAPE = ["m", "b", "h", "offset.x", "offset.y", "turn"];

const CHANNELS = ["r", "g", "b"];

type Shown = { seed: number; curve: Point[]; shape: Factors };

export class Ghost {
  readonly #toggle = create("button", "button", "Show a ghost to trace");
  readonly #another = create("button", "button", "Another ghost");
  readonly #score = create("p", "ghost-score");
  /** The ghost on the pad. */
  readonly #shown = signal<Shown | undefined>(undefined);
  /** The seed of the last ghost: the next button press shows the one after it. */
  #lastSeed = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** `curve` is where the pad takes its ghost from. */
  constructor(
    private readonly container: HTMLElement,
    private readonly lab: Lab,
    curve: Signal<Point[]>,
  ) {
    const { ghost } = lab.store.chosen;
    this.#toggle.type = this.#another.type = "button";
    this.#toggle.addEventListener("click", () => (ghost.value === null ? this.another() : (ghost.value = null)));
    this.#another.addEventListener("click", () => this.another());
    const tools = create("div", "tools");
    tools.append(this.#toggle, this.#another);
    container.append(tools, this.#score);
    effect(() => this.#showTools());
    effect(() => {
      const { value: seed } = ghost;
      this.#lastSeed = seed ?? this.#lastSeed;
      if (seed === null) this.#shown.value = undefined;
      else if (this.lab.engine.ready.value && this.#shown.peek()?.seed !== seed) void this.#draw(seed);
    });
    effect(() => {
      curve.value = this.#shown.value?.curve ?? [];
      this.container.dataset["shape"] = JSON.stringify(this.#shown.value?.shape ?? {});
      untracked(() => this.#showScore());
    });
    // Other strokes are scored in a moment, and their colours known.
    effect(() => {
      lab.store.drawing.value;
      this.#timer ??= setTimeout(() => this.#showScore(), SCORE_EVERY_MS);
    });
  }

  /** Shows the next ghost, as soon as there is an engine to draw it. */
  another() {
    this.lab.store.chosen.ghost.value = this.#lastSeed + 1;
  }

  async #draw(seed: number) {
    const factors = ghostFactors(seed);
    await this.lab.engine.ask(async (client) => {
      const curve = toPoints(await client.call("curve", factors, CURVE_POINTS));
      // Meanwhile another ghost may have been asked for.
      if (seed !== this.lab.store.chosen.ghost.peek()) return;
      const shape = Object.fromEntries(SHAPE.map((name) => [name, factors[name] ?? 0]));
      this.#shown.value = { seed, curve, shape };
    });
  }

  #showTools() {
    const isShown = this.lab.store.chosen.ghost.value !== null;
    this.#toggle.textContent = isShown ? "Hide the ghost" : "Show a ghost to trace";
    this.#toggle.disabled = !this.lab.engine.ready.value;
    this.#another.disabled = this.#toggle.disabled || !isShown;
  }

  #showScore() {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const shown = this.#shown.peek();
    const drawing = this.lab.store.drawing.peek();
    const strokes = drawing.strokes.map(({ points }) => points);
    const score = shown && Math.round(tracingScore(strokes, shown.curve));
    const isTraced = shown !== undefined && score !== undefined && score >= TRACED;
    this.lab.store.truth.value = isTraced ? { ...shown.shape, ...knownOfPen(drawing) } : undefined;
    if (score === undefined) {
      this.#score.textContent = "";
      delete this.container.dataset["score"];
    } else {
      this.#score.textContent = strokes.length === 0 ? "Trace the dashed curve." : `Traced: ${score} of 100`;
      announceSettled("ghost", this.#score.textContent);
      this.container.dataset["score"] = String(score);
    }
  }
}

/** The factors that the tools of the pad have set: the width, where all strokes have the same, and the colours. */
function knownOfPen({ strokes, foreground, background }: Drawing): Factors {
  const widths = new Set(strokes.map(({ width }) => width));
  const colours = CHANNELS.flatMap((channel, index) => [
    [`fore.${channel}`, foreground[index] ?? 0],
    [`back.${channel}`, background[index] ?? 0],
  ]);
  return { ...Object.fromEntries(colours), ...(widths.size === 1 && { sigma: [...widths][0] ?? 0 }) };
}
