// How time and memory grow with the number of views and with the number of steps, on the CPU in the browser.

import { OURS } from "./contenders";
import { Seat } from "./seat";
import { encoding, training } from "./workloads";

/** What was measured at a size: of a batch, or in steps done. */
export interface Growth {
  what: "encode" | "long run";
  size: number;
  milliseconds: number;
  megabytes: number;
}

const BATCHES = [1, 2, 4, 8, 16, 32, 64, 128];
/** Repetitions, of which the shortest counts. */
const REPETITIONS = 5;
/** Pairs in a step of the long run, and steps between two points of it. */
const [PAIRS, REPORT_EVERY] = [16, 10];

/** The long run first: what the others leave behind would hide whether it grows. */
export async function growth(steps: number, weights: Uint8Array, onProgress: (words: string) => void): Promise<Growth[]> {
  return [...(await longRun(steps, weights, onProgress)), ...(await batches(weights, onProgress))];
}

async function longRun(steps: number, weights: Uint8Array, onProgress: (words: string) => void): Promise<Growth[]> {
  const seat = await Seat.open(OURS.cpu, 1, weights);
  await seat.prepare(training(PAIRS, false, REPORT_EVERY));
  const points: Growth[] = [];
  for (let size = REPORT_EVERY; size <= steps; size += REPORT_EVERY) {
    const { milliseconds, memory } = await seat.run();
    points.push({ what: "long run", size, milliseconds: milliseconds / REPORT_EVERY, megabytes: (memory ?? 0) / 1e6 });
    onProgress(`step ${size} of ${steps}`);
  }
  seat.close();
  return points;
}

async function batches(weights: Uint8Array, onProgress: (words: string) => void): Promise<Growth[]> {
  const seat = await Seat.open(OURS.cpu, 1, weights);
  const points: Growth[] = [];
  for (const size of BATCHES) {
    onProgress(`encode, batch ${size}`);
    await seat.prepare(encoding(size));
    await seat.run();
    let [milliseconds, megabytes] = [Number.POSITIVE_INFINITY, 0];
    for (let repetition = 0; repetition < REPETITIONS; repetition++) {
      const sample = await seat.run();
      milliseconds = Math.min(milliseconds, sample.milliseconds);
      megabytes = (sample.memory ?? 0) / 1e6;
    }
    points.push({ what: "encode", size, milliseconds, megabytes });
  }
  seat.close();
  return points;
}
