// How fast a session goes, and how long it will take.

import type { Progress, SessionReport } from "engine";

/** Steps over which the pace is averaged: losses are read every five, and only then is a GPU waited for. */
const WINDOW = 20;

export class Pace {
  readonly steps: number;
  readonly #runs: number;
  readonly #batch: number;
  step: number;
  #doing: Progress["doing"] | undefined;
  #measured = 0;
  /** Milliseconds of the last steps, each of one run. */
  #times: number[] = [];

  constructor({ settings, arms, step }: SessionReport) {
    this.steps = Number(settings["steps"]);
    this.#batch = Number(settings["batch"]);
    this.#runs = arms.length;
    this.step = step;
  }

  /** Takes note of a piece of work; of a mere look at the session it takes no time. */
  take({ doing, step, measured }: Progress, milliseconds: number) {
    this.step = step;
    this.#doing = doing;
    this.#measured = measured;
    if (doing === "training" && milliseconds > 0) this.#times = [...this.#times.slice(1 - WINDOW * this.#runs), milliseconds];
  }

  get isFinished(): boolean {
    return this.#doing === "finished";
  }

  /** What is going on. */
  words(state: string): string {
    const at = `Step ${this.step} of ${this.steps}`;
    if (state === "finished") return `${at}: finished.`;
    if (state !== "running") return `${at}: paused.`;
    if (this.#doing === "measuring") return `${at}: measuring on held-out Spirographs, ${Math.round(100 * this.#measured)} % …`;
    return `${at}: training …`;
  }

  /** Time of a step, images a second, and the time left, measurements not counted. */
  get pace(): string {
    if (this.#times.length === 0) return "";
    const one = this.#times.reduce((sum, time) => sum + time, 0) / this.#times.length;
    const perStep = one * this.#runs;
    const images = (2 * this.#batch * 1000) / one;
    const left = (perStep * (this.steps - this.step)) / 1000;
    const digits = (value: number) => Number(value.toPrecision(3)).toLocaleString("en");
    return `${digits(perStep)} ms a step · ${digits(images)} images a second · ${this.steps - this.step} steps, about ${duration(left)} left`;
  }
}

function duration(seconds: number): string {
  if (seconds < 90) return `${Math.round(seconds)} s`;
  return `${Math.round(seconds / 60)} min`;
}
