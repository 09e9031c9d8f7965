// The engine's worker: starts the engine, then answers the page's calls. The page never waits for it.

import init, { type EncoderReport, Engine, type EngineError, type SessionReport } from "engine";

import { download } from "./engine/download";
import { endsTheEngine, engineCrashed, Failure, toEngineError } from "./engine/failure";
import { type Asked, type CallName, type FromWorker, type Load, type ToWorker, VIEWS_AT_FIRST } from "./engine/protocol";
import { TrainingLoop } from "./engine/training-loop";

let engine: Engine | undefined;

const send = (message: FromWorker, transfer: Transferable[] = []) => self.postMessage(message, { transfer });

const training = new TrainingLoop(send, (error) => giveUp(error));

async function start({ device, weights }: Extract<ToWorker, { kind: "start" }>) {
  const showLoad = (stage: Load["stage"], loaded = 0, total: number | null = null) => send({ kind: "loading", stage, loaded, total });
  const program = await download("The engine", new URL("./engine_bg.wasm", self.location.href), (...bytes) => showLoad("engine", ...bytes));
  await init({ module_or_path: program });
  showLoad("device");
  engine = await Engine.create(device);
  send({ kind: "opened", device: engine.device() });
  const encoder = await loadFirstWeights(engine, () =>
    download("The weights file", new URL(weights), (...bytes) => showLoad("weights", ...bytes)),
  );
  if (encoder) {
    showLoad("kernels");
    await engine.warmUp(VIEWS_AT_FIRST);
  }
  send({ kind: "ready", encoder });
}

/** Loads the weights; without them the engine still draws Spirographs, so a failure is shown and is not the end. */
async function loadFirstWeights(engine: Engine, load: () => Promise<Uint8Array>): Promise<EncoderReport | null> {
  try {
    return await engine.loadWeights(await load());
  } catch (thrown) {
    send({ kind: "warning", error: toEngineError(thrown) });
    return null;
  }
}

/** What another session takes the place of, or the end of it: no piece of work may be under way. */
const AT_REST: readonly CallName[] = ["startTraining", "resumeTraining", "endTraining"];
/** What concerns the session, and cannot be answered during a piece of its work. */
const BETWEEN_PIECES: readonly CallName[] = ["trainingProgress", "trainingOutcome", "trainingHistory", "trainedWeights", "readWith"];

async function perform(engine: Engine, name: CallName, asked: readonly unknown[]): Promise<unknown> {
  if (name === "runTraining") return training.run(engine, ...(asked as Asked<"runTraining">));
  if (name === "pauseTraining") return training.pause();
  // Each name comes with its own method's arguments, which TypeScript cannot follow through a union.
  const call = (): unknown => (engine[name] as (...asked: readonly unknown[]) => unknown)(...asked);
  if (BETWEEN_PIECES.includes(name)) return training.between(call);
  if (!AT_REST.includes(name)) return call();
  await training.pause();
  const session = call();
  if (name !== "endTraining") training.begin((session as SessionReport).step);
  return session;
}

async function answer({ id, name, asked }: Extract<ToWorker, { kind: "call" }>) {
  try {
    if (!engine) throw new Failure("not_ready", "engine", "The engine is not ready yet.");
    const answer = await perform(engine, name, asked);
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

self.onmessage = ({ data }: MessageEvent<ToWorker>) => {
  if (data.kind === "call") void answer(data);
  else start(data).catch((thrown: unknown) => giveUp(toEngineError(thrown)));
};
