// How fast a session goes, and how long it will take.

import type { Progress, SessionReport } from "engine";

import { counted, duration, percent, rounded } from "../canvas/numbers";
import { kindOfReport, THINGS } from "../engine/sources";
import { armsOf } from "./history";

/** Steps over which the pace is averaged: losses are read every five, and only then is a GPU waited for. */
const WINDOW = 20;

/** The time of a step is told arm by arm where there are no more. */
const MOST_APART = 2;

/** What there is to say before anything is trained; without a photo, where one is to be looked at, nothing can be. */
export function waitingInWords(state: string, lacksPhoto: boolean): string {
  if (lacksPhoto) return "Training can start as soon as there is a photo to learn from.";
  return state === "no engine" ? "Training can start as soon as the engine is ready." : "Nothing has been trained yet.";
}

export class Pace {
  readonly steps: number;

  constructor(
    private readonly session: SessionReport,
    readonly step = session.step,
    private readonly work: Pick<Progress, "doing" | "measured"> | undefined = undefined,
    /** Milliseconds of the last steps of each run. */
    private readonly times: readonly number[][] = session.arms.map(() => []),
    /** The runs that have ended before their last step, and take no time any more. */
    private readonly ended: ReadonlySet<number> = new Set(),
  ) {
    this.steps = Number(session.settings["steps"]);
  }

  /** The pace after a piece of work; or after a mere look at the session, which takes no time. */
  after({ doing, arm, step, measured, news }: Progress, milliseconds: number): Pace {
    const isTimed = doing === "training" && milliseconds > 0;
    const times = this.times.map((times, index) => (isTimed && index === arm ? [...times, milliseconds].slice(-WINDOW) : times));
    const ended = news.filter(({ ended }) => ended !== null).map(({ arm }) => arm);
    return new Pace(this.session, step, { doing, measured }, times, ended.length > 0 ? new Set([...this.ended, ...ended]) : this.ended);
  }

  get isFinished(): boolean {
    return this.work?.doing === "finished";
  }

  /** What is going on. */
  words(state: string): string {
    const at = `Step ${this.step} of ${this.steps}`;
    if (state === "finished") return `${at}: finished.`;
    if (state !== "running") return `${at}: paused.`;
    if (this.work?.doing === "measuring") {
      return `${at}: measuring on held-out ${THINGS[kindOfReport(this.session.source)]}, ${percent(this.work.measured)} …`;
    }
    return `${at}: training …`;
  }

  /** Time of a step in each arm, images a second, and the time left, measurements not counted. */
  get speed(): string {
    const runs = this.session.arms.flatMap(({ name }, run) => (this.ended.has(run) ? [] : [{ name, times: this.times[run] ?? [] }]));
    if (runs.length === 0 || runs.some(({ times }) => times.length === 0)) return "";
    const perRun = runs.map(({ name, times }) => ({ name, time: mean(times) }));
    const perStep = perRun.reduce((sum, { time }) => sum + time, 0);
    const images = (2 * Number(this.session.settings["batch"]) * 1000 * runs.length) / perStep;
    const left = (perStep * (this.steps - this.step)) / 1000;
    const arms = armsOf(this.session).flatMap(({ name, words }) => {
      const times = perRun.filter((run) => run.name === name).map(({ time }) => time);
      return times.length > 0 ? [{ words, time: mean(times) }] : [];
    });
    const compared = arms.map(({ words, time }) => `${rounded(time)} ms${arms.length > 1 ? ` ${words}` : ""}`).join(", ");
    const step = arms.length > MOST_APART ? `A step of all runs takes ${rounded(perStep)} ms` : `A step takes ${compared}`;
    const words = `${step} · ${rounded(images)} images a second`;
    const steps = this.steps - this.step;
    return steps === 0 ? words : `${words} · ${counted(steps, "step")}, ${left < 1 ? "" : "about "}${duration(left)} left`;
  }
}

const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
