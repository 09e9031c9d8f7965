// The engine's worker: starts the engine, then answers the page's calls. The page never waits for it.

import init, { Engine, type EngineError, type WeightsReport } from "engine";

import { download } from "./engine/download";
import { Failure, endsTheEngine, engineCrashed, toEngineError } from "./engine/failure";
import { TrainingLoop } from "./engine/training-loop";
import { VIEWS_AT_FIRST, type CallName, type Calls, type Command, type Event } from "./engine/protocol";

let engine: Engine | undefined;

const send = (event: Event, transfer: Transferable[] = []) => self.postMessage(event, { transfer });

const training = new TrainingLoop(send, (error) => giveUp(error));

async function start({ device, weights }: Extract<Command, { kind: "start" }>) {
  const program = await download("The engine", new URL("./engine_bg.wasm", self.location.href), (loaded, total) =>
    send({ kind: "progress", stage: "engine", loaded, total }),
  );
  await init({ module_or_path: program });
  send({ kind: "progress", stage: "device", loaded: 0, total: null });
  engine = await Engine.create(device);
  send({ kind: "opened", device: engine.device(), factors: engine.factors() });
  const report = await loadShippedWeights(engine, weights);
  if (report) {
    send({ kind: "progress", stage: "kernels", loaded: 0, total: null });
    await engine.warmUp(VIEWS_AT_FIRST);
  }
  send({ kind: "ready", weights: report });
}

/** Loads the weights; without them the engine still draws Spirographs, so a failure is told and is not the end. */
async function loadShippedWeights(engine: Engine, url: string): Promise<WeightsReport | null> {
  try {
    const bytes = await download("The weights file", new URL(url), (loaded, total) =>
      send({ kind: "progress", stage: "weights", loaded, total }),
    );
    return await engine.loadWeights(bytes);
  } catch (thrown) {
    send({ kind: "warning", error: toEngineError(thrown) });
    return null;
  }
}

type Handlers = { [Name in CallName]: (engine: Engine, asked: Calls[Name]["asked"]) => Promise<Calls[Name]["answer"]> };

const handlers: Handlers = {
  readBack: (engine, request) => engine.readBack(request),
  curve: async (engine, { factors, points }) => engine.curve(Float64Array.from(factors), points),
  derivatives: (engine, factors) => engine.derivatives(Float64Array.from(factors)),
  refine: (engine, request) => engine.refine(request),
  evaluate: (engine, request) => engine.evaluate(request),
  map: (engine, request) => engine.map(request),
  filters: (engine) => engine.filters(),
  sensitivities: (engine, request) => engine.sensitivities(request),
  loadWeights: (engine, bytes) => engine.loadWeights(bytes),
  trainingTables: async (engine) => engine.trainingTables(),
  startTraining: async (engine, request) => {
    await training.pause();
    return training.begin(engine.startTraining(request));
  },
  resumeTraining: async (engine, bytes) => {
    await training.pause();
    return training.begin(engine.resumeTraining(bytes));
  },
  runTraining: async (engine, { until }) => {
    training.run(engine, until);
    return null;
  },
  pauseTraining: async () => {
    await training.pause();
    return null;
  },
  endTraining: async (engine) => {
    await training.pause();
    engine.endTraining();
    return null;
  },
  trainingProgress: (engine) => training.between(async () => engine.trainingProgress()),
  trainingOutcome: (engine) => training.between(async () => engine.trainingOutcome()),
  trainingHistory: (engine, format) => training.between(async () => engine.trainingHistory(format)),
  trainedWeights: (engine, arm) => training.between(() => engine.trainedWeights(arm)),
  readWith: (engine, arm) =>
    training.between(async () => {
      engine.readWith(arm ?? undefined);
      return null;
    }),
};

async function answer(command: Extract<Command, { kind: "call" }>) {
  const { id } = command;
  try {
    if (!engine) throw new Failure("not_ready", "engine", "The engine is not ready yet.");
    // The table pairs each name with its own types, which TypeScript cannot follow through a union.
    const handler = handlers[command.name] as (engine: Engine, asked: unknown) => Promise<Calls[CallName]["answer"]>;
    const answer = await handler(engine, command.asked);
    send({ kind: "answer", id, answer }, buffers(answer));
  } catch (thrown) {
    const error = toEngineError(thrown);
    if (endsTheEngine(error)) giveUp(error);
    send({ kind: "refusal", id, error });
  }
}

/** The large parts of an answer, which are handed over rather than copied. */
function buffers(answer: Calls[CallName]["answer"]): Transferable[] {
  if (answer === null || typeof answer !== "object") return [];
  const parts: unknown[] = ArrayBuffer.isView(answer) ? [answer] : Object.values(answer);
  return parts.filter((part) => ArrayBuffer.isView(part)).map((part) => part.buffer);
}

/** The engine is not asked again. */
function giveUp(error: EngineError) {
  engine = undefined;
  send({ kind: "failed", error });
}

// A panic in the middle of asynchronous work rejects no promise: it surfaces here, and its caller would wait for ever.
self.addEventListener("error", (event) => {
  event.preventDefault();
  giveUp(engineCrashed(event.message));
});

self.onmessage = ({ data }: MessageEvent<Command>) => {
  if (data.kind === "call") void answer(data);
  else start(data).catch((thrown: unknown) => giveUp(toEngineError(thrown)));
};
