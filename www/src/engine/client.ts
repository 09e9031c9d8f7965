// The page's side of the worker: calls as promises.

import type { DeviceReport, EngineError } from "engine";

import { downloadProgram } from "./download";
import { Failure } from "./failure";
import type { OnProgress } from "./load";
import type { Answer, Asked, CallName, DeviceChoice, FromWorker, Notice, Program, Request } from "./protocol";
import { withEnd } from "./with-end";

const STOPPED: EngineError = { code: "stopped", field: "engine", message: "The engine was stopped." };

/** An engine that is downloaded opens within a second or two; on a slow phone, with another page at work, within ten. */
const LONGEST_OPENING = 60_000;
/** Seconds of silence after which a visitor hears of it. What takes long on a slow processor may take longer. */
const LONGEST_SILENCE = 120;
const LONGER_SILENCES: Partial<Record<CallName, number>> = { warmUp: 300, evaluate: 600, check: 600 };

type Pending = { resolve: (answer: never) => void; reject: (error: EngineError) => void; patience: number };

export class EngineClient {
  readonly #worker: Worker;
  readonly #pending = new Map<number, Pending>();
  #nextId = 1;
  #isTraining = false;
  #silence: ReturnType<typeof setTimeout> | undefined;
  #isSilent = false;
  readonly #end = new AbortController();

  /** Starts a worker for one of the two programs, which is then to be opened. */
  constructor(
    readonly program: Program,
    private readonly onNotice: (notice: Notice) => void,
  ) {
    this.#worker = startWorker(program);
    this.#worker.onmessage = ({ data }: MessageEvent<FromWorker>) => {
      this.#heard(data);
      if (data.kind === "answer") this.#settle(data.id, (pending) => pending.resolve(data.answer as never));
      else if (data.kind === "refusal") this.#settle(data.id, (pending) => pending.reject(data.error));
      else onNotice(data);
    };
    this.#worker.onerror = (event) => {
      event.preventDefault();
      // The worker reports its own errors: what arrives here is that it did not start.
      this.#fail(`The engine could not be started: ${event.message || "a part of its program could not be downloaded"}.`);
    };
    this.#worker.onmessageerror = () => this.#fail("The engine has sent something that this browser cannot read.");
  }

  /** Downloads the program, compiles it meanwhile, and opens a device. */
  async open(device: DeviceChoice, onProgress: OnProgress): Promise<DeviceReport> {
    if (typeof WebAssembly === "undefined") throw withoutWebAssembly();
    const url = new URL(`./${this.program}_bg.wasm`, document.baseURI);
    const module = await downloadProgram("The engine", url, onProgress, this.#end.signal);
    const what = device === "webgpu" ? "WebGPU" : "The engine";
    const late = new Failure("worker", "engine", `${what} did not answer within ${LONGEST_OPENING / 1000} seconds when it was opened.`);
    return withEnd(this.#ask<DeviceReport>({ kind: "start", device, module }), LONGEST_OPENING, late);
  }

  /** Asks the engine; rejects with an EngineError. */
  call<Name extends CallName>(name: Name, ...asked: Asked<Name>): Promise<Answer<Name>> {
    if (name === "runTraining") this.#isTraining = true;
    return this.#ask({ kind: "call", name, asked }, LONGER_SILENCES[name]);
  }

  /** Ends the worker, and its download; what was under way is refused, and whatever is asked later, so that nobody waits for it. */
  stop() {
    this.#worker.terminate();
    this.#end.abort();
    clearTimeout(this.#silence);
    for (const id of [...this.#pending.keys()]) this.#settle(id, (pending) => pending.reject(STOPPED));
  }

  #ask<Answer>(request: Request, patience = LONGEST_SILENCE): Promise<Answer> {
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      if (this.#end.signal.aborted) return reject(STOPPED);
      this.#pending.set(id, { resolve, reject, patience });
      this.#worker.postMessage({ id, ...request });
      this.#listen();
    });
  }

  #fail(message: string) {
    this.onNotice({ kind: "failed", error: { code: "worker", field: "engine", message } });
  }

  /** Browsers end workers without a word, and an engine can hang: while something is awaited, silence is noticed. */
  #listen() {
    const patience = [...this.#pending.values()].map(({ patience }) => patience);
    if (this.#isTraining) patience.push(LONGEST_SILENCE);
    clearTimeout(this.#silence);
    if (patience.length === 0 || this.#isSilent) return;
    const seconds = Math.max(...patience);
    this.#silence = setTimeout(() => {
      this.#isSilent = true;
      this.onNotice({ kind: "silent", seconds });
    }, 1000 * seconds);
  }

  #heard(message: FromWorker) {
    if (message.kind === "training stopped") this.#isTraining = false;
    if (this.#isSilent) this.onNotice({ kind: "heard again" });
    this.#isSilent = false;
    // Once the message has been taken in, and what was waiting for it is no longer.
    queueMicrotask(() => this.#listen());
  }

  #settle(id: number, settle: (pending: Pending) => void) {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    if (pending) settle(pending);
  }
}

function startWorker(program: Program): Worker {
  try {
    // By its name the worker knows its program, and loads its part of that while the page downloads the rest.
    return new Worker(new URL("./worker.js", document.baseURI), { type: "module", name: program });
  } catch {
    const message =
      "This browser does not let the page start a worker, which computes for it. In a frame? Open the page in a tab of its own.";
    throw new Failure("unsupported", "engine", message);
  }
}

const withoutWebAssembly = () =>
  new Failure(
    "unsupported",
    "engine",
    "This browser has no WebAssembly, which the page computes with: it is switched off, as in a lockdown mode. Allow it for this page, then reload.",
  );
