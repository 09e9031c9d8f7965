// Every message between the page and the engine's worker, both ways. The calls are the engine's own methods.

import type { Engine, EngineError, Progress } from "engine";

/** How many views the page asks for at first, and so the request that a graphics card is warmed up with. */
export const VIEWS_AT_FIRST = 16;

/** The engine for the CPU, and the larger one that has WebGPU as well; each is a file of this name and its `_bg.wasm`. */
export type Program = "engine" | "engine_webgpu";

export type DeviceChoice = Parameters<typeof Engine.create>[0];

/** What the worker does with the engine by itself. */
type Kept = "free" | "device" | "factors" | "advanceTraining" | "saveTraining" | symbol;

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

export type Request =
  /** Opens the device, and is answered with its report. */
  { kind: "start"; device: DeviceChoice; module: WebAssembly.Module } | { kind: "call"; name: CallName; asked: readonly unknown[] };

export type ToWorker = { id: number } & Request;

/** What the worker says without being asked, and what its client notices by itself. */
export type Notice =
  /** The engine cannot go on. */
  | { kind: "failed"; error: EngineError }
  /** A piece of work of the session is done. */
  | { kind: "training"; progress: Progress; milliseconds: number }
  /** The session at rest, as it was after a step. */
  | { kind: "checkpoint"; step: number; bytes: Uint8Array }
  /** The session has stopped: it was paused or is finished, or an error ended it. */
  | { kind: "training stopped"; error: EngineError | null }
  /** An answer is awaited, and nothing has come for so long. */
  | { kind: "silent"; seconds: number }
  /** After that, something has come. */
  | { kind: "heard again" };

export type FromWorker = Notice | { kind: "answer"; id: number; answer: unknown } | { kind: "refusal"; id: number; error: EngineError };
