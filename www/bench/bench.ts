// The comparison: what came out is compared first, then everybody works in turn.

import { type Contender, OURS } from "./contenders";
import { type Counts, scaled } from "./counters";
import { loss } from "./objective";
import { Seat } from "./seat";
import { largestDifference, type Spread, spread } from "./statistics";
import { CANNOT, type Workload } from "./strategy";
import type { Sample } from "./worker";

/** Largest difference of what came out from what came out of the engine. */
const TOLERANCE = 1e-3;
/** The same of losses after some steps, whose gradients add up: relative. */
const LATER_TOLERANCE = 2e-2;
/** A sample is at least this long, for clocks that are only exact to a tenth of a millisecond. */
const SAMPLE_MILLISECONDS = 50;

/** How a contender did. */
export interface Row {
  contender: Contender;
  /** Milliseconds of one encoding, or of one step. */
  milliseconds: Spread;
  /** Its time in proportion to the engine's in the same round. */
  ratio: Spread;
  /** Largest difference of what came out; none where the engine stands alone. */
  difference: number | null;
  /** Of one encoding or step. */
  counts: Counts | null;
  memory: number | null;
}

/** Why a contender is not among the rows. */
export interface Absence {
  contender: Contender;
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
  onProgress: (done: number) => void;
}

/** A contender that has given what it should, and has compiled what it needs. */
export interface Ready {
  seat: Seat;
  difference: number | null;
}

export class Bench {
  readonly #seats = new Map<string, Promise<Seat>>();
  /** What should come out of each workload. */
  readonly #expected = new Map<Workload, Float32Array>();

  constructor(private readonly weights: Uint8Array) {}

  /** Times a workload, in rounds in which everybody has one turn. */
  async compare(workload: Workload, contenders: readonly Contender[], { rounds, threads, onProgress }: Options): Promise<Comparison> {
    const absences: Absence[] = [];
    const ready: Ready[] = [];
    for (const contender of contenders) {
      try {
        ready.push(await this.ready(contender, workload, threads));
      } catch (thrown) {
        const { name, message } = thrown as Error;
        absences.push({ contender, reason: message, expected: name === CANNOT });
      }
    }
    const samples: Sample[][] = ready.map(() => []);
    const times: number[] = [];
    for (const { seat } of ready) times.push(Math.max(1, Math.ceil(SAMPLE_MILLISECONDS / (await seat.run()).milliseconds)));
    for (let round = 0; round < rounds; round++) {
      for (const [index, { seat }] of ready.entries()) samples[index]?.push(await seat.run(times[index]));
      onProgress((round + 1) / rounds);
    }
    const ours = samples[ready.findIndex(({ seat }) => seat.contender.file === "ours")] ?? [];
    const rows = ready.map(({ seat, difference }, index) => row(seat.contender, workload, difference, samples[index] ?? [], ours));
    return { rows, absences };
  }

  /** Gets a contender ready for a workload, and checks what comes out. Throws a sentence where it cannot. */
  async ready(contender: Contender, workload: Workload, threads: number): Promise<Ready> {
    const seat = await this.#seat(contender, threads);
    await seat.prepare(workload);
    const { values } = await seat.run();
    return { seat, difference: await this.#check(contender, workload, values) };
  }

  /** Ends all workers. */
  async close() {
    for (const seat of this.#seats.values()) (await seat.catch(() => undefined))?.close();
    this.#seats.clear();
  }

  #seat(contender: Contender, threads: number, role = "contender"): Promise<Seat> {
    const key = `${role} ${contender.file} ${contender.device} ${threads}`;
    const seat = this.#seats.get(key) ?? Seat.open(contender, threads, this.weights);
    this.#seats.set(key, seat);
    return seat;
  }

  async #check(contender: Contender, workload: Workload, values: Float32Array): Promise<number | null> {
    // The engine trains on pictures of its own.
    if (contender.file === "ours" && workload.kind === "step") return null;
    const expected = this.#expected.get(workload) ?? (await this.#expect(workload));
    // Of a training, the first loss is known beforehand; the first contender says what the further ones are.
    if (expected.length < values.length) this.#expected.set(workload, Float32Array.of(...expected, ...values.subarray(expected.length)));
    else this.#expected.set(workload, expected);
    const first = workload.kind === "step" ? 1 : expected.length;
    const difference = largestDifference(expected.subarray(0, first), values.subarray(0, first));
    const later = largestDifference(expected.subarray(first, values.length), values.subarray(first, expected.length));
    if (difference <= TOLERANCE && later <= LATER_TOLERANCE * (expected[0] ?? 0)) return difference;
    throw new Error(`What came out differs by ${difference}, and after some steps by ${later}.`);
  }

  /** What the engine says on the CPU: representations, or the loss that follows from them. */
  async #expect(workload: Workload): Promise<Float32Array> {
    const seat = await this.#seat(OURS.cpu, 1, "reference");
    const { images } = workload;
    const batch = workload.kind === "encode" ? workload.batch : 2 * workload.batch;
    await seat.prepare({ kind: "encode", images, batch });
    const { values } = await seat.run();
    return workload.kind === "encode" ? values : Float32Array.of(loss(values, workload.critic, workload.temperature));
  }
}

/** Steps in one run. */
const stepsOf = (workload: Workload) => (workload.kind === "step" ? workload.steps : 1);

function row(contender: Contender, workload: Workload, difference: number | null, samples: Sample[], ours: Sample[]): Row {
  const steps = stepsOf(workload);
  const ratios = samples.map(({ milliseconds }, round) => milliseconds / (ours[round]?.milliseconds ?? Number.NaN));
  const last = samples.at(-1);
  return {
    contender,
    milliseconds: spread(samples.map(({ milliseconds }) => milliseconds / steps)),
    ratio: spread(ratios),
    difference,
    counts: last ? scaled(last.counts, 1 / steps) : null,
    memory: last?.memory ?? null,
  };
}
