// A contender at work: its worker, and what is asked of it.

import { type Remote, wrap } from "comlink";

import type { Contender } from "./contenders";
import type { Setup, Workload } from "./strategy";
import type { Host, Sample } from "./worker";

export class Seat {
  readonly #worker = new Worker(new URL("./worker.js", import.meta.url), { type: "module" });
  readonly #host: Remote<Host> = wrap<Host>(this.#worker);
  /** A worker that cannot be loaded answers nothing: only this tells. */
  readonly #broken: Promise<never>;

  private constructor(readonly contender: Contender) {
    this.#broken = new Promise((_, reject) => {
      this.#worker.addEventListener("error", ({ message }) => reject(new Error(message || "its worker could not be loaded")));
    });
  }

  static async open(contender: Contender, threads: number, weights: Uint8Array): Promise<Seat> {
    const seat = new Seat(contender);
    const folder = new URL("./", import.meta.url).href;
    const setup: Setup = { device: contender.device, threads, weights, folder };
    await seat.#or(seat.#host.open(contender.file, setup));
    return seat;
  }

  /** Gets ready for a workload. */
  prepare(workload: Workload): Promise<void> {
    return this.#or(this.#host.prepare(workload));
  }

  /** Does the workload so many times. */
  run(times = 1): Promise<Sample> {
    return this.#or(this.#host.run(times));
  }

  close() {
    this.#worker.terminate();
  }

  #or<T>(answer: Promise<T>): Promise<T> {
    return Promise.race([answer, this.#broken]);
  }
}
