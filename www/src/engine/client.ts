// The page's side of the worker: calls as promises, and a channel on which only the newest request counts.

import type { EngineError } from "engine";

import type { CallName, Calls, Command, DeviceChoice, Event } from "./protocol";

type Pending = { resolve: (answer: never) => void; reject: (error: EngineError) => void };

/** What the engine says without being asked. */
export type Notice = Exclude<Event, { kind: "answer" } | { kind: "refusal" }>;

export class EngineClient {
  readonly #worker: Worker;
  readonly #pending = new Map<number, Pending>();
  #nextId = 1;

  /** Starts the engine on a device; it loads the weights at `weights` by itself. */
  constructor(device: DeviceChoice, weights: URL, onNotice: (notice: Notice) => void) {
    this.#worker = new Worker(new URL("./worker.js", document.baseURI), { type: "module" });
    this.#worker.onmessage = ({ data }: MessageEvent<Event>) => {
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
  call<Name extends CallName>(name: Name, asked: Calls[Name]["asked"]): Promise<Calls[Name]["answer"]> {
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { resolve, reject });
      this.#post({ kind: "call", id, name, asked } as Command);
    });
  }

  /** Ends the worker; what was under way is refused, so that nobody waits for it. */
  stop() {
    this.#worker.terminate();
    const error = { code: "stopped", field: "engine", message: "The engine was stopped." };
    for (const id of [...this.#pending.keys()]) this.#settle(id, (pending) => pending.reject(error));
  }

  #post(command: Command) {
    this.#worker.postMessage(command);
  }

  #settle(id: number, settle: (pending: Pending) => void) {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    if (pending) settle(pending);
  }
}

/** One request under way and one waiting at most: a newer request takes the place of the one that waits. */
export class LatestOnly<Asked> {
  #waiting: { asked: Asked } | undefined;
  #isBusy = false;

  constructor(private readonly run: (asked: Asked) => Promise<void>) {}

  request(asked: Asked) {
    this.#waiting = { asked };
    if (!this.#isBusy) void this.#work();
  }

  async #work() {
    this.#isBusy = true;
    for (let next = this.#waiting; next; next = this.#waiting) {
      this.#waiting = undefined;
      await this.run(next.asked);
    }
    this.#isBusy = false;
  }
}
