// The page's side of the worker: calls as promises.

import type { EngineError } from "engine";

import type { Answer, Asked, CallName, DeviceChoice, FromWorker, Notice, ToWorker } from "./protocol";

const STOPPED: EngineError = { code: "stopped", field: "engine", message: "The engine was stopped." };

type Pending = { resolve: (answer: never) => void; reject: (error: EngineError) => void };

export class EngineClient {
  readonly #worker: Worker;
  readonly #pending = new Map<number, Pending>();
  #nextId = 1;
  #isStopped = false;

  /** Starts the engine on a device; it loads the weights at `weights` by itself. */
  constructor(device: DeviceChoice, weights: URL, onNotice: (notice: Notice) => void) {
    this.#worker = new Worker(new URL("./worker.js", document.baseURI), { type: "module" });
    this.#worker.onmessage = ({ data }: MessageEvent<FromWorker>) => {
      if (data.kind === "answer") this.#settle(data.id, (pending) => pending.resolve(data.answer as never));
      else if (data.kind === "refusal") this.#settle(data.id, (pending) => pending.reject(data.error));
      else onNotice(data);
    };
    this.#worker.onerror = (event) => {
      event.preventDefault();
      // The worker reports its own errors: what arrives here is that it did not start.
      const message = `The engine could not be started: ${event.message || "a part of its program could not be downloaded"}.`;
      onNotice({ kind: "failed", error: { code: "worker", field: "engine", message } });
    };
    this.#post({ kind: "start", device, weights: weights.href });
  }

  /** Asks the engine; rejects with an EngineError. */
  call<Name extends CallName>(name: Name, ...asked: Asked<Name>): Promise<Answer<Name>> {
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      if (this.#isStopped) return reject(STOPPED);
      this.#pending.set(id, { resolve, reject });
      this.#post({ kind: "call", id, name, asked });
    });
  }

  /** Ends the worker; what was under way is refused, and whatever is asked later, so that nobody waits for it. */
  stop() {
    this.#worker.terminate();
    this.#isStopped = true;
    for (const id of [...this.#pending.keys()]) this.#settle(id, (pending) => pending.reject(STOPPED));
  }

  #post(message: ToWorker) {
    this.#worker.postMessage(message);
  }

  #settle(id: number, settle: (pending: Pending) => void) {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    if (pending) settle(pending);
  }
}
