// The engine's worker: opens the engine, then answers the page's calls. The page never waits for it.

import type { Engine, EngineError, SessionReport } from "engine";

import { endsTheEngine, engineCrashed, Failure, toEngineError } from "./engine/failure";
import type { Asked, CallName, FromWorker, Request, ToWorker } from "./engine/protocol";
import { claimTimestamps } from "./engine/timestamps";
import { TrainingLoop } from "./engine/training-loop";

let engine: Engine | undefined;

const send = (message: FromWorker, transfer: Transferable[] = []) => self.postMessage(message, { transfer });

const training = new TrainingLoop(send, (error) => giveUp(error));

/** The program's part in JavaScript, which lies beside this file: loaded at once, while the page downloads the rest. */
const program = import(new URL(`./${self.name}.js`, self.location.href).href) as Promise<typeof import("engine")>;
program.catch(() => undefined); // `start` says it.

async function start({ device, module }: Extract<Request, { kind: "start" }>) {
  const { default: init, Engine } = await program.catch(() => {
    throw new Failure("worker", "engine", "The engine could not be started: a part of its program could not be downloaded.");
  });
  claimTimestamps();
  await init({ module_or_path: module }).catch((thrown: unknown) => {
    if (!(thrown instanceof WebAssembly.LinkError || thrown instanceof TypeError)) throw thrown;
    throw new Failure("worker", "engine", "The engine could not be started: its parts are of two versions. Reload the page.");
  });
  engine = await Engine.create(device);
  return engine.device();
}

/** What another session takes the place of, or the end of it: no piece of work may be under way. */
const AT_REST: readonly CallName[] = ["startTraining", "resumeTraining", "endTraining"];
/** What concerns the session, and cannot be answered during a piece of its work. */
const BETWEEN_PIECES: readonly CallName[] = ["trainingProgress", "trainingOutcome", "trainingHistory", "trainedWeights", "readWith"];

async function perform(name: CallName, asked: readonly unknown[]): Promise<unknown> {
  const opened = engine;
  if (!opened) throw new Failure("not_ready", "engine", "The engine is not ready yet.");
  if (name === "runTraining") return training.run(opened, ...(asked as Asked<"runTraining">));
  if (name === "pauseTraining") return training.pause();
  // Each name comes with its own method's arguments, which TypeScript cannot follow through a union.
  const call = (): unknown => (opened[name] as (...asked: readonly unknown[]) => unknown)(...asked);
  if (BETWEEN_PIECES.includes(name)) return training.between(call);
  if (!AT_REST.includes(name)) return call();
  await training.pause();
  const session = call();
  if (name !== "endTraining") training.begin((session as SessionReport).step);
  return session;
}

async function answer({ id, ...request }: ToWorker) {
  try {
    const answer = request.kind === "start" ? await start(request) : await perform(request.name, request.asked);
    send({ kind: "answer", id, answer }, buffers(answer));
  } catch (thrown) {
    const error = toEngineError(thrown);
    if (endsTheEngine(error)) giveUp(error);
    send({ kind: "refusal", id, error });
  }
}

/** The large parts of an answer, which are handed over rather than copied. */
function buffers(answer: unknown): Transferable[] {
  if (ArrayBuffer.isView(answer)) return [answer.buffer];
  return typeof answer === "object" && answer !== null ? Object.values(answer).flatMap(buffers) : [];
}

/** The engine is not asked again. */
function giveUp(error: EngineError) {
  engine = undefined;
  send({ kind: "failed", error });
}

// A panic in the middle of asynchronous work rejects no promise: it surfaces here, and its caller would wait forever.
self.addEventListener("error", (event) => {
  event.preventDefault();
  giveUp(engineCrashed(event.message));
});

self.addEventListener("unhandledrejection", (event) => {
  const error = toEngineError(event.reason);
  if (endsTheEngine(error)) giveUp(error);
});

self.onmessage = ({ data }: MessageEvent<ToWorker>) => void answer(data);
