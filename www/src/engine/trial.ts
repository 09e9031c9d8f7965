// How fast an engine reads: a short trial, by which a device is chosen or described.

import { median } from "d3-array";

import type { EngineClient } from "./client";

/** So many readings are timed. */
const READINGS = 3;
/** Milliseconds of readings before: the first compiles what has to be compiled, and browsers make a busy program faster as it runs. */
const WARMING = 300;
/** Views of a reading: a visitor's usual ones count less than the work that a graphics card is for. */
const VIEWS = 64;

/** Milliseconds that a reading takes, the median of a few. */
export async function timeReading(client: Pick<EngineClient, "call">, views = VIEWS): Promise<number> {
  const warm = performance.now() + WARMING;
  do await client.call("warmUp", views);
  while (performance.now() < warm);
  const times: number[] = [];
  while (times.length < READINGS) {
    const start = performance.now();
    await client.call("warmUp", views);
    times.push(performance.now() - start);
  }
  return median(times) ?? Number.NaN;
}
