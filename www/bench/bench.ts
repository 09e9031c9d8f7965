// The comparison: what came out is compared first, then everybody works in turn.

import { type Contender, OURS } from "./contenders";
import { type Counts, NOTHING, scaled } from "./counters";
import { loss } from "./objective";
import { Seat } from "./seat";
import { largestDifference, type Spread, spread } from "./statistics";
import { CANNOT, type Workload } from "./strategy";
import type { Sample } from "./worker";

/** Largest difference of what came out from what came out of the engine. */
const TOLERANCE = 1e-3;
/** A sample is at least this long, for clocks that are only exact to a tenth of a millisecond. */
const SAMPLE_MILLISECONDS = 50;

/** How long everybody works before the first round. */
const WARM_UP_MILLISECONDS = 1000;
/** How long a framework's threads may go on waiting busily after its turn, at the next one's cost. */
const SPINNING_MILLISECONDS = 100;

/** A contender and what it has to do. */
export interface Entry {
  contender: Contender;
  workload: Workload;
}

/** How an entry did. */
export interface Row {
  entry: Entry;
  /** Milliseconds of one encoding, or of one step. */
  milliseconds: Spread;
  /** Its time in proportion to that of the first entry in the same round. */
  ratio: Spread;
  /** Largest difference of what came out; none where the engine trains, on pictures of its own. */
  difference: number | null;
  /** Of one encoding or step. */
  counts: Counts;
  /** Pipelines that its worker has made so far. */
  pipelines: number;
}

/** Why an entry is not among the rows. */
export interface Absence {
  entry: Entry;
  /** A sentence. */
  reason: string;
  /** Whether the framework has no such thing, which is no failure. */
  expected: boolean;
}

export interface Comparison {
  rows: Row[];
  absences: Absence[];
}

export interface Options {
  rounds: number;
  threads: number;
  /** Milliseconds of processor time so far, where that is to be compared: everybody then works alone. */
  processorTime: (() => Promise<number>) | null;
  onProgress: (words: string) => void;
}

/** An entry whose output has been compared, and whose kernels are compiled. */
interface Ready {
  entry: Entry;
  seat: Seat;
  difference: number | null;
  samples: Sample[];
}

export class Bench {
  readonly #seats = new Map<string, Promise<Seat>>();
  /** What should come out of the workloads, by their kind and size. */
  readonly #expected = new Map<string, Float32Array>();

  constructor(private readonly weights: Uint8Array) {}

  /** Times entries beside each other. The others are compared with the first one. */
  async compare(entries: readonly Entry[], options: Options): Promise<Comparison> {
    const absences: Absence[] = [];
    const ready: Ready[] = [];
    for (const entry of entries) {
      options.onProgress(`${entry.contender.name} gets ready`);
      try {
        const one = await this.#ready(entry, options.threads);
        ready.push(one);
        if (options.processorTime) await this.#alone(one, options.rounds, options.processorTime);
      } catch (thrown) {
        const { name, message } = thrown as Error;
        absences.push({ entry, reason: message, expected: name === CANNOT });
      }
    }
    if (!options.processorTime) await inTurn(ready, options);
    return { rows: ready.map((one) => row(one, ready[0]?.samples ?? [])), absences };
  }

  /** Gets a contender ready for its workload, and compares what comes out. Throws a sentence where it cannot. */
  async #ready(entry: Entry, threads: number): Promise<Ready> {
    const seat = await this.#seat(entry, threads);
    await seat.prepare(entry.workload);
    const { values } = await seat.run();
    return { entry, seat, difference: await this.#check(entry, values), samples: [] };
  }

  /** Times an entry by the processor's time, with no other worker at rest beside it. */
  async #alone(one: Ready, rounds: number, processorTime: () => Promise<number>) {
    const { entry, seat, samples } = one;
    for (let round = 0; round < rounds; round++) {
      const before = await processorTime();
      const sample = await seat.run();
      samples.push(perPiece(one, { ...sample, milliseconds: (await processorTime()) - before }));
    }
    seat.close();
    this.#seats.delete(key(entry));
  }

  /** Ends all workers. */
  async close() {
    for (const seat of this.#seats.values()) (await seat.catch(() => undefined))?.close();
    this.#seats.clear();
  }

  #seat(entry: Entry, threads: number, name = key(entry)): Promise<Seat> {
    const seat = this.#seats.get(name) ?? Seat.open(entry.contender, threads, this.weights);
    this.#seats.set(name, seat);
    return seat;
  }

  async #check({ contender, workload }: Entry, values: Float32Array): Promise<number | null> {
    if (contender.file === "ours" && workload.kind === "step") return null;
    const name = `${workload.kind} ${workload.batch}`;
    const known = this.#expected.get(name) ?? (await this.#expect(workload));
    const difference = largestDifference(known, values.subarray(0, known.length));
    if (!(difference <= TOLERANCE)) throw new Error(`What came out differs from what it should be by ${difference}.`);
    this.#expected.set(name, known);
    return difference;
  }

  /** What the engine says on the CPU: representations, or the first loss that follows from them. */
  async #expect(workload: Workload): Promise<Float32Array> {
    const { images } = workload;
    const batch = workload.kind === "encode" ? workload.batch : 2 * workload.batch;
    const encoding: Workload = { kind: "encode", images, batch };
    const seat = await this.#seat({ contender: OURS.cpu, workload: encoding }, 1, "reference");
    await seat.prepare(encoding);
    const { values } = await seat.run();
    return workload.kind === "encode" ? values : Float32Array.of(loss(values, workload.critic, workload.temperature));
  }
}

/** A worker goes on from workload to workload, except that with the penalty and without they stand beside each other. */
const key = ({ contender: { file, device }, workload }: Entry) => `${file} ${device} ${workload.kind === "step" && workload.penalty}`;

/** Times entries by the clock, in rounds in which everybody has one turn. */
async function inTurn(ready: Ready[], { rounds, threads, onProgress }: Options) {
  const times: number[] = [];
  for (const { seat } of ready) times.push(Math.max(1, Math.ceil(SAMPLE_MILLISECONDS / (await warmed(seat)))));
  for (let round = 0; round < rounds; round++) {
    onProgress(`round ${round + 1} of ${rounds}`);
    for (const [index, one] of ready.entries()) {
      if (threads > 1) await new Promise((resolve) => setTimeout(resolve, SPINNING_MILLISECONDS));
      one.samples.push(perPiece(one, await one.seat.run(times[index])));
    }
  }
}

/** Runs until the browser has compiled what is used often a second time, better; how many milliseconds a run then takes. */
async function warmed(seat: Seat): Promise<number> {
  const start = performance.now();
  let milliseconds = Number.NaN;
  do ({ milliseconds } = await seat.run());
  while (performance.now() - start < WARM_UP_MILLISECONDS);
  return milliseconds;
}

/** A sample of a run as one of an encoding or a step. */
function perPiece({ entry: { workload } }: Ready, sample: Sample): Sample {
  const steps = workload.kind === "step" ? workload.steps : 1;
  return { ...sample, milliseconds: sample.milliseconds / steps, counts: scaled(sample.counts, 1 / steps) };
}

function row({ entry, difference, samples }: Ready, first: Sample[]): Row {
  const times = samples.map(({ milliseconds }) => milliseconds);
  const ratios = times.map((time, round) => time / (first[round]?.milliseconds ?? Number.NaN));
  const { counts, pipelines } = samples.at(-1) ?? { counts: NOTHING, pipelines: 0 };
  return { entry, milliseconds: spread(times), ratio: spread(ratios), difference, counts, pipelines };
}
