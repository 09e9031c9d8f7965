// What is measured, table by table.

import { Bench, type Comparison, type Entry, type Options } from "./bench";
import { type Contender, OURS, PEERS } from "./contenders";
import type { Device } from "./strategy";
import { encoding, training } from "./workloads";

export interface Plan {
  /** Few rounds of the small sizes. */
  quick: boolean;
  peers: boolean;
  devices: readonly Device[];
  /** How many threads are tried where there can be several. */
  threads: number;
  processorTime: Options["processorTime"];
}

/** Sizes of one kind of work on one device, one beside the other. */
export interface Table {
  work: "encode" | "step";
  device: Device;
  threads: number;
  /** Whether the times are the processor's. */
  processorTime: boolean;
  columns: { batch: number; comparison: Comparison }[];
}

type Sizes = Pick<Table, "work" | "device" | "threads"> & { batches: number[] };

/** Everything, a table at a time, each column as soon as it is there. */
export async function* tables(plan: Plan, weights: Uint8Array, onProgress: (words: string) => void): AsyncGenerator<Table> {
  for (const { batches, ...what } of sizes(plan)) {
    const processorTime = what.device === "webgpu" ? plan.processorTime : null;
    const table: Table = { ...what, processorTime: processorTime !== null, columns: [] };
    const bench = new Bench(weights);
    try {
      for (const batch of batches) {
        const say = (words: string) => onProgress(`${title(table)}, ${column(table, batch)}: ${words}`);
        // Steps in software are too long for more than one round of each.
        const rounds = processorTime && what.work === "step" ? 1 : plan.quick || processorTime ? 3 : 9;
        const comparison = await bench.compare(entries(table, batch, plan), {
          rounds,
          threads: what.threads,
          processorTime,
          onProgress: say,
        });
        table.columns.push({ batch, comparison });
        yield table;
      }
    } finally {
      await bench.close();
    }
  }
}

function sizes({ quick, devices, threads }: Plan): Sizes[] {
  const small = (batches: number[]) => (quick ? batches.slice(0, 2) : batches);
  const steps = quick ? [16] : [16, 64];
  return devices.flatMap((device): Sizes[] => [
    { work: "encode", device, threads: 1, batches: small(device === "cpu" ? [1, 16, 64, 128] : [1, 16, 64]) },
    ...(device === "cpu" && threads > 1 ? [{ work: "encode" as const, device, threads, batches: quick ? [16] : [16, 64] }] : []),
    { work: "step", device, threads: 1, batches: steps },
  ]);
}

/** The engine first, with whom the others are compared. */
function entries({ work, device, threads, processorTime }: Table, batch: number, { peers }: Plan): Entry[] {
  const others = peers ? PEERS.filter((peer) => peer.device === device && (threads === 1 || peer.hasThreads)) : [];
  const contenders: Contender[] = [OURS[device], ...others];
  if (work === "encode") {
    const workload = encoding(batch);
    return contenders.map((contender) => ({ contender, workload }));
  }
  // The engine reads its losses every five steps, so everybody does; where every step takes seconds, the others do one.
  const without = (contender: Contender) => training(batch, false, processorTime && contender.file !== "ours" ? 1 : 5);
  const withPenalty: Entry = { contender: OURS[device], workload: training(batch, true, 5) };
  const [ours, ...rest] = contenders.map((contender) => ({ contender, workload: without(contender) }));
  return ours ? [ours, withPenalty, ...rest] : [];
}

/** What a table shows, in words. */
export function title({ work, device, threads, processorTime }: Table): string {
  const what = work === "encode" ? "encode" : "a step of training";
  const where = device === "webgpu" ? "WebGPU" : `CPU, ${threads === 1 ? "one thread" : `${threads} threads`}`;
  return `${what}, ${where}${processorTime ? ", processor time" : ""}`;
}

/** What a column of it shows. */
export const column = ({ work }: Table, batch: number) => (work === "encode" ? `batch ${batch}` : `${batch} pairs`);

/** The name of an entry in a table. */
export function nameOf({ contender, workload }: Entry): string {
  return workload.kind === "step" && workload.penalty ? `${contender.name}, with the penalty` : contender.name;
}
