// Every message between the page and the engine's worker, both ways.

import type { DeviceKind, DeviceReport, EngineError, FactorSpec, ReadBack, ReadBackRequest, WeightsReport } from "engine";

/** How many views the page asks for at first, and so the request that the engine warms up with. */
export const VIEWS_AT_FIRST = 16;

export type DeviceChoice = "auto" | DeviceKind;

/** What the page can ask once the engine is open: each call with what it takes and what it answers. */
export interface Calls {
  readBack: { asked: ReadBackRequest; answer: ReadBack };
  curve: { asked: { factors: number[]; points: number }; answer: Float32Array };
}

export type CallName = keyof Calls;

/** From the page to the worker. */
export type Command =
  | { kind: "start"; device: DeviceChoice; weights: string }
  | { [Name in CallName]: { kind: "call"; id: number; name: Name; asked: Calls[Name]["asked"] } }[CallName];

/** What is being waited for while the engine starts. */
export type Stage = "engine" | "device" | "weights" | "kernels";

/** From the worker to the page. */
export type Event =
  | { kind: "progress"; stage: Stage; loaded: number; total: number | null }
  /** There is a device: curves can be asked for, while the weights are still on their way. */
  | { kind: "opened"; device: DeviceReport; factors: FactorSpec[] }
  /** Everything has been loaded that could be. */
  | { kind: "ready"; weights: WeightsReport | null }
  /** The engine runs, but something it would like to have is missing. */
  | { kind: "warning"; error: EngineError }
  /** The engine cannot start or go on. */
  | { kind: "failed"; error: EngineError }
  | { kind: "answer"; id: number; answer: Calls[CallName]["answer"] }
  | { kind: "refusal"; id: number; error: EngineError };
