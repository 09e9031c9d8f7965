// The engine of this project. The only file of the bench that knows it.

import type { Engine } from "engine";

import { Cannot, type Create, type Strategy, type Training, type Workload } from "./strategy";

/** The engine reads its losses once in so many steps (`READ_EVERY` of src/fine_tuning/mod.rs). */
const READ_EVERY = 5;
/** Held-out samples: the fewest that a session may have, since they are measured once before the first step. */
const HELD_OUT = 8;
/** Two programs: a small one for the CPU, and one that can use WebGPU. */
const PROGRAMS = { cpu: "engine.js", webgpu: "engine_webgpu.js" } as const;

export const create: Create = async ({ device, weights, folder }) => {
  const program = (await import(new URL(`../${PROGRAMS[device]}`, folder).href)) as typeof import("engine");
  const { memory } = await program.default();
  const engine = await program.Engine.create(device);
  await engine.loadWeights(weights);
  let run: Strategy["run"] = () => Promise.reject(new Error("Nothing has been prepared."));
  return {
    name: "Spirograph Lab",
    async prepare(workload: Workload) {
      if (workload.kind === "encode") {
        run = () => engine.encode(workload.images);
      } else {
        await begin(engine, workload);
        run = () => train(engine, workload.steps);
      }
    },
    run: () => run(),
    memory: () => memory.buffer.byteLength,
  };
};

/** Begins a session of one run, and does what comes before its first step: a measurement. */
async function begin(engine: Engine, { batch, penalty, learningRate, temperature }: Training) {
  const lambda = penalty ? 0.1 : 0;
  const constant = { schedule: "constant", learning_rate_warm_up: 0, weight_decay: 0, lambda_from: 0, lambda_whole_at: 0 };
  const settings = { seed: 1, steps: 1_000_000, batch, learning_rate: learningRate, temperature, lambda, ...constant };
  engine.startTraining({ settings, plan: { runs: "single", seeds: 1, measure_every: 100_000, held_out: HELD_OUT } });
  let progress = engine.trainingProgress();
  while (progress.before === null) progress = await engine.advanceTraining();
}

/** Some steps, up to where their losses are read. */
async function train(engine: Engine, steps: number): Promise<Float32Array> {
  if (steps % READ_EVERY !== 0) throw new Cannot(`It reads its losses every ${READ_EVERY} steps, so a run must be a multiple of that.`);
  const losses: number[] = [];
  while (losses.length < steps) {
    const { news } = await engine.advanceTraining();
    losses.push(...news.flatMap(({ losses }) => losses.map(({ total }) => total)));
  }
  return Float32Array.from(losses);
}
