// What is known of a fine-tuning session, gathered from the engine's news.

import type { Ended, LossPoint, Measurement, Progress, SessionReport } from "engine";

import type { Line } from "../charts/line-chart";

/** An arm of a session, which may be trained with several seeds. */
export type Arm = Pick<SessionReport["arms"][number], "name" | "words">;

export function armsOf(session: SessionReport): Arm[] {
  return [...new Map(session.arms.map((arm) => [arm.name, arm])).values()];
}

/** What has been measured: before the first step, and by each run. */
interface Measured {
  before: Measurement | null;
  byRun: readonly Measurement[][];
}

export class TrainingHistory {
  constructor(
    readonly session: SessionReport,
    private readonly lossesByRun: readonly LossPoint[][] = session.arms.map(() => []),
    /** Another value only where there is a new measurement. */
    readonly measured: Measured = { before: null, byRun: session.arms.map(() => []) },
    /** Why a run ended before its last step; nothing where it did not. Another value only where one has. */
    readonly ended: readonly (Ended | null)[] = session.arms.map(() => null),
  ) {}

  /** The history with what has become known since; itself where that is nothing. */
  after({ before, news }: Progress): TrainingHistory {
    const hasLosses = news.some(({ losses }) => losses.length > 0);
    const hasMeasurements = (before !== null && this.measured.before === null) || news.some(({ measurements }) => measurements.length > 0);
    const hasEnds = news.some(({ ended }) => ended !== null);
    if (!hasLosses && !hasMeasurements && !hasEnds) return this;
    const of = (index: number) => news.filter(({ arm }) => arm === index);
    const losses = this.lossesByRun.map((older, index) => of(index).reduce((points, { losses }) => followedBy(points, losses), older));
    const byRun = this.measured.byRun.map((older, index) =>
      of(index).reduce((points, { measurements }) => followedBy(points, measurements), older),
    );
    const ended = hasEnds ? this.ended.map((older, index) => of(index).reduce((end, { ended }) => ended ?? end, older)) : this.ended;
    return new TrainingHistory(this.session, losses, hasMeasurements ? { before, byRun } : this.measured, ended);
  }

  /** The terms of the losses, as they first came up. */
  get terms(): string[] {
    return [...new Set(this.lossesByRun.flat().flatMap(({ terms }) => Object.keys(terms)))];
  }

  /** A quantity of the losses of an arm's runs. */
  losses(arm: string, of: (point: LossPoint) => number | null): Line {
    return gather(
      this.#runs(arm).map((run) => this.lossesByRun[run] ?? []),
      of,
    );
  }

  /** A quantity of the measurements of an arm's runs, that before the first step included. */
  measurements(arm: string, of: (measurement: Measurement) => number | null): Line {
    const before = this.measured.before ? [this.measured.before] : [];
    return gather(
      this.#runs(arm).map((run) => [...before, ...(this.measured.byRun[run] ?? [])]),
      of,
    );
  }

  /** The newest measurement of each run of an arm. */
  latest(arm: string): Measurement[] {
    return this.#runs(arm).flatMap((run) => this.measured.byRun[run]?.slice(-1) ?? []);
  }

  /** The runs of an arm: one for each seed. */
  #runs(arm: string): number[] {
    return this.session.arms.flatMap(({ name }, run) => (name === arm ? [run] : []));
  }
}

/** Older points, then newer ones; where a run went back to earlier weights, what it did since then is forgotten. */
function followedBy<Point extends { step: number }>(older: Point[], newer: Point[]): Point[] {
  const [first] = newer;
  return first ? [...older.filter((point) => point.step < first.step), ...newer] : older;
}

function gather<Point extends { step: number }>(histories: Point[][], of: (point: Point) => number | null): Line {
  const line: Line = new Map();
  for (const point of histories.flat()) {
    const value = of(point);
    if (value === null) continue;
    line.set(point.step, [...(line.get(point.step) ?? []), value]);
  }
  return line;
}
