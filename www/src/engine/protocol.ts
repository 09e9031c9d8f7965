// Every message between the page and the engine's worker, both ways. The calls are the engine's own methods.

import type { DeviceReport, EncoderReport, Engine, EngineError, Progress } from "engine";

/** How many views the page asks for at first, and so the request that the engine warms up with. */
export const VIEWS_AT_FIRST = 16;

export type DeviceChoice = Parameters<typeof Engine.create>[0];

/** What the worker does with the engine by itself. */
type Kept = "free" | "device" | "factors" | "warmUp" | "advanceTraining" | "saveTraining" | symbol;

/** What the page can ask once the engine is open. */
export interface Calls extends Omit<Engine, Kept> {
  /** Lets the session work until it is paused or finished, or until every run has done one more step. */
  runTraining(until: "finished" | "next step"): void;
  /** Answered once the piece of work under way is done and a checkpoint has been sent. */
  pauseTraining(): Promise<void>;
}

export type CallName = keyof Calls;
export type Asked<Name extends CallName> = Parameters<Calls[Name]>;
export type Answer<Name extends CallName> = Awaited<ReturnType<Calls[Name]>>;

export type ToWorker =
  | { kind: "start"; device: DeviceChoice; weights: string }
  | { kind: "call"; id: number; name: CallName; asked: readonly unknown[] };

/** What is being waited for while the engine starts. */
export type Stage = "engine" | "device" | "weights" | "kernels";

/** How far the engine is loaded. */
export interface Load {
  stage: Stage;
  loaded: number;
  total: number | null;
}

/** What the worker says without being asked. */
export type Notice =
  | ({ kind: "loading" } & Load)
  /** There is a device: curves can be asked for, while the weights are still on their way. */
  | { kind: "opened"; device: DeviceReport }
  /** Everything has been loaded that could be. */
  | { kind: "ready"; encoder: EncoderReport | null }
  /** The engine runs, but something it would like to have is missing. */
  | { kind: "warning"; error: EngineError }
  /** The engine cannot start or go on. */
  | { kind: "failed"; error: EngineError }
  /** A piece of work of the session is done. */
  | { kind: "training"; progress: Progress; milliseconds: number }
  /** The session at rest, as it was after a step. */
  | { kind: "checkpoint"; step: number; bytes: Uint8Array }
  /** The session has stopped: it was paused or is finished, or an error ended it. */
  | { kind: "training stopped"; error: EngineError | null };

export type FromWorker = Notice | { kind: "answer"; id: number; answer: unknown } | { kind: "refusal"; id: number; error: EngineError };
