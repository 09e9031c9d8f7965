// What is known of a fine-tuning session, gathered from the engine's news.

import type { ArmKind, LossPoint, Measurement, Progress, SessionReport } from "engine";

import type { Line } from "../charts/line-chart";

/** What has been measured: before the first step, and by each run. */
interface Measured {
  before: Measurement | null;
  byArm: readonly Measurement[][];
}

export class TrainingHistory {
  constructor(
    readonly session: SessionReport,
    private readonly lossesByArm: readonly LossPoint[][] = session.arms.map(() => []),
    /** Another value only where there is a new measurement. */
    readonly measured: Measured = { before: null, byArm: session.arms.map(() => []) },
  ) {}

  /** The history with what has become known since; itself where that is nothing. */
  after({ before, news }: Progress): TrainingHistory {
    const hasLosses = news.some(({ losses }) => losses.length > 0);
    const hasMeasurements = (before !== null && this.measured.before === null) || news.some(({ measurements }) => measurements.length > 0);
    if (!hasLosses && !hasMeasurements) return this;
    const of = (index: number) => news.filter(({ arm }) => arm === index);
    const losses = this.lossesByArm.map((older, index) => of(index).reduce((points, { losses }) => followedBy(points, losses), older));
    const byArm = this.measured.byArm.map((older, index) =>
      of(index).reduce((points, { measurements }) => followedBy(points, measurements), older),
    );
    return new TrainingHistory(this.session, losses, hasMeasurements ? { before, byArm } : this.measured);
  }

  get hasLosses(): boolean {
    return this.lossesByArm.some((losses) => losses.length > 0);
  }

  /** A quantity of the losses of the runs of one kind. */
  losses(kind: ArmKind, of: (point: LossPoint) => number | null): Line {
    return gather(
      this.#arms(kind).map((arm) => this.lossesByArm[arm] ?? []),
      of,
    );
  }

  /** A quantity of the measurements of the runs of one kind, that before the first step included. */
  measurements(kind: ArmKind, of: (measurement: Measurement) => number | null): Line {
    const before = this.measured.before ? [this.measured.before] : [];
    return gather(
      this.#arms(kind).map((arm) => [...before, ...(this.measured.byArm[arm] ?? [])]),
      of,
    );
  }

  /** The newest measurement of each run of a kind. */
  latest(kind: ArmKind): Measurement[] {
    return this.#arms(kind).flatMap((arm) => this.measured.byArm[arm]?.slice(-1) ?? []);
  }

  /** The first run of a kind; −1 where there is none. */
  arm(kind: string): number {
    return this.session.arms.findIndex((arm) => arm.kind === kind);
  }

  #arms(kind: ArmKind): number[] {
    return this.session.arms.flatMap((arm, index) => (arm.kind === kind ? [index] : []));
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
