// What is spoken of a run: that it started, paused or finished, and now and then how far it is.

import type { Phase } from "./session";

/** Between two sentences about how far a run is. */
const LEAST_MS = 20_000;
/** Into so many parts a run is divided, at the end of each of which it may be said. */
const PARTS = 4;

export class Milestones {
  #phase: Phase = "no engine";
  #part = 0;
  #spokenAt = Number.NEGATIVE_INFINITY;

  /** What there is to say at a moment, if anything. */
  next(phase: Phase, step: number, steps: number, now: number): string | undefined {
    const words = phase === this.#phase ? this.#onTheWay(phase, step, steps, now) : atChange(phase, step, steps);
    this.#phase = phase;
    this.#part = partOf(step, steps);
    if (words) this.#spokenAt = now;
    return words;
  }

  #onTheWay(phase: Phase, step: number, steps: number, now: number): string | undefined {
    const isDue = phase === "running" && partOf(step, steps) > this.#part && now - this.#spokenAt >= LEAST_MS;
    return isDue ? `Step ${step} of ${steps}.` : undefined;
  }
}

function atChange(phase: Phase, step: number, steps: number): string | undefined {
  switch (phase) {
    case "running":
      return "The training runs.";
    case "paused":
      return `The training is paused at step ${step} of ${steps}.`;
    case "finished":
      return `The training is finished at step ${step} of ${steps}.`;
    default:
      return undefined;
  }
}

const partOf = (step: number, steps: number) => Math.floor((PARTS * step) / Math.max(steps, 1));
