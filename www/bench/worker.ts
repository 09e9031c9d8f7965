// A worker for one contender: nothing of one framework, memory and threads included, is in the way of another.

import { expose } from "comlink";

import { type Counts, counted, countedSince, countWebGpu } from "./counters";
import type { Create, Setup, Strategy, Workload } from "./strategy";

/** What some runs of a workload took. */
export interface Sample {
  /** Of the clock, for one run. */
  milliseconds: number;
  /** What came out of the last run. */
  values: Float32Array;
  /** What was asked of WebGPU, in one run. */
  counts: Counts;
  /** Pipelines that have been made since the worker began. */
  pipelines: number;
  /** Bytes of memory that the strategy has taken; none where it cannot tell. */
  memory: number | null;
}

let strategy: Strategy;

const host = {
  async open(file: string, setup: Setup) {
    countWebGpu();
    const { create } = (await import(`${setup.folder}${file}.js`)) as { create: Create };
    strategy = await create(setup);
  },
  prepare: (workload: Workload) => strategy.prepare(workload),
  async run(times: number): Promise<Sample> {
    const before = counted();
    let values = new Float32Array();
    const start = performance.now();
    for (let time = 0; time < times; time++) values = (await strategy.run()) as Float32Array<ArrayBuffer>;
    const milliseconds = (performance.now() - start) / times;
    return {
      milliseconds,
      values,
      counts: countedSince(before, times),
      pipelines: counted().pipelines,
      memory: strategy.memory?.() ?? null,
    };
  },
};

export type Host = typeof host;

expose(host);
