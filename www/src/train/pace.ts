// How fast a session goes, and how long it will take.

import type { ArmKind, Progress, SessionReport } from "engine";

/** Steps over which the pace is averaged: losses are read every five, and only then is a GPU waited for. */
const WINDOW = 20;

export class Pace {
  readonly steps: number;
  readonly #kinds: ArmKind[];
  readonly #batch: number;
  step: number;
  #doing: Progress["doing"] | undefined;
  #measured = 0;
  /** Milliseconds of the last steps of each run. */
  readonly #times: number[][];

  constructor({ settings, arms, step }: SessionReport) {
    this.steps = Number(settings["steps"]);
    this.#batch = Number(settings["batch"]);
    this.#kinds = arms.map(({ kind }) => kind);
    this.#times = arms.map(() => []);
    this.step = step;
  }

  /** Takes note of a piece of work; of a mere look at the session, which takes no time. */
  take({ doing, arm, step, measured }: Progress, milliseconds: number) {
    this.step = step;
    this.#doing = doing;
    this.#measured = measured;
    const times = doing === "training" && arm !== null ? this.#times[arm] : undefined;
    if (!times || milliseconds === 0) return;
    times.push(milliseconds);
    if (times.length > WINDOW) times.shift();
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

  /** Time of a step without and with the penalty, images a second, and the time left, measurements not counted. */
  get pace(): string {
    const perRun = this.#times.map((times) => (times.length > 0 ? mean(times) : undefined));
    if (!perRun.every((time) => time !== undefined)) return "";
    const perStep = perRun.reduce((sum, time) => sum + time, 0);
    const images = (2 * this.#batch * 1000 * perRun.length) / perStep;
    const left = (perStep * (this.steps - this.step)) / 1000;
    const time = (kind: ArmKind) => mean(perRun.filter((_, run) => this.#kinds[run] === kind));
    const [without, regularised] = [time("without"), time("with")];
    const compared = Number.isNaN(without)
      ? `${digits(regularised)} ms a step`
      : `${digits(without)} ms a step without the penalty, ${digits(regularised)} ms with it (${(regularised / without).toFixed(1)} times)`;
    const speed = `${compared} · ${digits(images)} images a second`;
    const steps = this.steps - this.step;
    return steps === 0 ? speed : `${speed} · ${steps} steps, about ${duration(left)} left`;
  }
}

/** NaN of nothing. */
const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

const digits = (value: number) => Number(value.toPrecision(3)).toLocaleString("en");

function duration(seconds: number): string {
  if (seconds < 90) return `${Math.round(seconds)} s`;
  return `${Math.round(seconds / 60)} min`;
}
