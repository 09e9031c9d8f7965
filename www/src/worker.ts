// The engine's worker: starts the engine, then answers the page's calls. The page never waits for it.

import init, { Engine, type EngineError, type WeightsReport } from "engine";

import { download } from "./download";
import type { CallName, Calls, Command, Event } from "./protocol";

/** Views of the request that compiles the kernels: as many as the page asks for at first. */
const WARM_UP_VIEWS = 16;

let engine: Engine | undefined;

const send = (event: Event, transfer: Transferable[] = []) => self.postMessage(event, { transfer });

/** Whatever was thrown, as an error that the page can show. */
function toEngineError(thrown: unknown): EngineError {
  if (typeof thrown === "object" && thrown !== null && "code" in thrown && "message" in thrown) return thrown as EngineError;
  if (thrown instanceof WebAssembly.RuntimeError) {
    const message = `The engine broke off (${thrown.message}). Restart it: nothing that you drew is lost.`;
    return { code: "crashed", field: "engine", message };
  }
  return { code: "engine", field: "engine", message: thrown instanceof Error ? thrown.message : String(thrown) };
}

async function start({ device, weights }: Extract<Command, { kind: "start" }>) {
  const program = await download(new URL("./engine_bg.wasm", self.location.href).href, (loaded, total) =>
    send({ kind: "progress", stage: "engine", loaded, total }),
  );
  await init({ module_or_path: program });
  send({ kind: "progress", stage: "device", loaded: 0, total: null });
  engine = await Engine.create(device);
  const report = await loadShippedWeights(engine, weights);
  if (report) {
    send({ kind: "progress", stage: "kernels", loaded: 0, total: null });
    await engine.warmUp(WARM_UP_VIEWS);
  }
  send({ kind: "ready", device: engine.device(), weights: report, factors: engine.factors() });
}

/** Loads the weights; without them the engine still draws Spirographs, so a failure is told and is not the end. */
async function loadShippedWeights(engine: Engine, url: string): Promise<WeightsReport | null> {
  try {
    const bytes = await download(url, (loaded, total) => send({ kind: "progress", stage: "weights", loaded, total }));
    return await engine.loadWeights(bytes);
  } catch (thrown) {
    send({ kind: "warning", error: toEngineError(thrown) });
    return null;
  }
}

const handlers: { [Name in CallName]: (engine: Engine, asked: Calls[Name]["asked"]) => Promise<Calls[Name]["answer"]> } = {
  readBack: (engine, request) => engine.readBack(request),
  curve: async (engine, { factors, points }) => engine.curve(Float64Array.from(factors), points),
  loadWeights: (engine, { bytes }) => engine.loadWeights(bytes),
};

async function answer(command: Extract<Command, { kind: "call" }>) {
  const { id } = command;
  try {
    if (!engine) throw new Error("The engine is not ready yet.");
    // The table pairs each name with its own types, which TypeScript cannot follow through a union.
    const handler = handlers[command.name] as (engine: Engine, asked: unknown) => Promise<Calls[CallName]["answer"]>;
    const answer = await handler(engine, command.asked);
    send({ kind: "answer", id, answer }, buffers(answer));
  } catch (thrown) {
    const error = toEngineError(thrown);
    send({ kind: "refusal", id, error });
    if (error.code === "crashed") send({ kind: "failed", error });
  }
}

/** The large parts of an answer, which are handed over rather than copied. */
function buffers(answer: Calls[CallName]["answer"]): Transferable[] {
  if (answer instanceof Float32Array) return [answer.buffer];
  return "views" in answer ? [answer.views.buffer, answer.picture.buffer] : [];
}

self.onmessage = ({ data }: MessageEvent<Command>) => {
  if (data.kind === "call") void answer(data);
  else start(data).catch((thrown: unknown) => send({ kind: "failed", error: toEngineError(thrown) }));
};
