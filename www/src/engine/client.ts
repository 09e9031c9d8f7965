// The page's side of the worker: calls as promises.

import type { DeviceReport, EngineError } from "engine";

import { downloadProgram } from "./download";
import type { OnProgress } from "./load";
import type { Answer, Asked, CallName, DeviceChoice, FromWorker, Notice, Program, Request } from "./protocol";

const STOPPED: EngineError = { code: "stopped", field: "engine", message: "The engine was stopped." };

type Pending = { resolve: (answer: never) => void; reject: (error: EngineError) => void };

export class EngineClient {
  readonly #worker: Worker;
  readonly #pending = new Map<number, Pending>();
  #nextId = 1;
  readonly #end = new AbortController();

  /** Starts a worker for one of the two programs, which is then to be opened. */
  constructor(
    readonly program: Program,
    onNotice: (notice: Notice) => void,
  ) {
    // By its name the worker knows its program, and loads its part of that while the page downloads the rest.
    this.#worker = new Worker(new URL("./worker.js", document.baseURI), { type: "module", name: program });
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
  }

  /** Downloads the program, compiles it meanwhile, and opens a device. */
  async open(device: DeviceChoice, onProgress: OnProgress): Promise<DeviceReport> {
    const url = new URL(`./${this.program}_bg.wasm`, document.baseURI);
    const module = await downloadProgram("The engine", url, onProgress, this.#end.signal);
    return this.#ask({ kind: "start", device, module });
  }

  /** Asks the engine; rejects with an EngineError. */
  call<Name extends CallName>(name: Name, ...asked: Asked<Name>): Promise<Answer<Name>> {
    return this.#ask({ kind: "call", name, asked });
  }

  /** Ends the worker, and its download; what was under way is refused, and whatever is asked later, so that nobody waits for it. */
  stop() {
    this.#worker.terminate();
    this.#end.abort();
    for (const id of [...this.#pending.keys()]) this.#settle(id, (pending) => pending.reject(STOPPED));
  }

  #ask<Answer>(request: Request): Promise<Answer> {
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      if (this.#end.signal.aborted) return reject(STOPPED);
      this.#pending.set(id, { resolve, reject });
      this.#worker.postMessage({ id, ...request });
    });
  }

  #settle(id: number, settle: (pending: Pending) => void) {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    if (pending) settle(pending);
  }
}
