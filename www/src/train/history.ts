// What is known of a fine-tuning session, gathered from the engine's news.

import type { ArmKind, LossPoint, Measurement, Progress, SessionReport } from "engine";

import type { Line } from "../charts/line-chart";

export interface ArmHistory {
  kind: ArmKind;
  seed: number;
  losses: LossPoint[];
  measurements: Measurement[];
}

export class TrainingHistory {
  readonly arms: ArmHistory[];
  before: Measurement | null = null;

  constructor(readonly session: SessionReport) {
    this.arms = session.arms.map((arm) => ({ ...arm, losses: [], measurements: [] }));
  }

  take(progress: Progress) {
    this.before = progress.before;
    for (const { arm: index, losses, measurements } of progress.news) {
      const arm = this.arms[index];
      if (!arm) continue;
      arm.losses = followedBy(arm.losses, losses);
      arm.measurements = followedBy(arm.measurements, measurements);
    }
  }

  /** A quantity of the losses of the runs of one kind. */
  losses(kind: ArmKind, of: (point: LossPoint) => number | null): Line {
    return gather(this.#of(kind).map((arm) => arm.losses), of);
  }

  /** A quantity of the measurements of the runs of one kind, that before the first step included. */
  measurements(kind: ArmKind, of: (measurement: Measurement) => number | null): Line {
    const before = this.before ? [this.before] : [];
    return gather(this.#of(kind).map((arm) => [...before, ...arm.measurements]), of);
  }

  /** The newest measurement of each run of a kind. */
  latest(kind: ArmKind): Measurement[] {
    return this.#of(kind).flatMap((arm) => arm.measurements.slice(-1));
  }

  has(kind: ArmKind): boolean {
    return this.#of(kind).length > 0;
  }

  #of(kind: ArmKind): ArmHistory[] {
    return this.arms.filter((arm) => arm.kind === kind);
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
    const values = line.get(point.step) ?? [];
    values.push(value);
    line.set(point.step, values);
  }
  return line;
}
