// Every message between the page and the engine's worker, both ways.

import type {
  Derivatives,
  DeviceKind,
  DeviceReport,
  EngineError,
  Evaluation,
  EvaluationRequest,
  FactorSpec,
  Filters,
  MapRequest,
  Outcome,
  Progress,
  ReadBack,
  ReadBackRequest,
  RefineRequest,
  Refinement,
  RepresentationMap,
  SensitivityRequest,
  SessionReport,
  TrainingRequest,
  TrainingTables,
  WeightsReport,
} from "engine";

/** How many views the page asks for at first, and so the request that the engine warms up with. */
export const VIEWS_AT_FIRST = 16;

export type DeviceChoice = "auto" | DeviceKind;

/** What the page can ask once the engine is open: each call with what it takes and what it answers. */
export interface Calls {
  readBack: { asked: ReadBackRequest; answer: ReadBack };
  curve: { asked: { factors: number[]; points: number }; answer: Float32Array };
  /** The derivative of the picture of ten factors by each of them. */
  derivatives: { asked: number[]; answer: Derivatives };
  /** Descends from the read-back of a drawing to the Spirograph whose picture is the most like it. */
  refine: { asked: RefineRequest; answer: Refinement };
  evaluate: { asked: EvaluationRequest; answer: Evaluation };
  /** Representations of samples in two dimensions, by the encoder that reads back. */
  map: { asked: MapRequest; answer: RepresentationMap };
  /** The first layer of the encoder that reads back. */
  filters: { asked: null; answer: Filters };
  /** ‖∂F/∂α‖ for each of the ten factors α in column order. */
  sensitivities: { asked: SensitivityRequest; answer: number[] };
  /** Replaces the encoder; a session that began with another goes on with its own. */
  loadWeights: { asked: Uint8Array; answer: WeightsReport };
  trainingTables: { asked: null; answer: TrainingTables };
  startTraining: { asked: TrainingRequest; answer: SessionReport };
  resumeTraining: { asked: Uint8Array; answer: SessionReport };
  /** Lets the session work until it is paused or finished, or until every run has done one more step. */
  runTraining: { asked: { until: "finished" | "next step" }; answer: null };
  /** Answered once the piece of work under way is done and a checkpoint has been sent. */
  pauseTraining: { asked: null; answer: null };
  endTraining: { asked: null; answer: null };
  trainingProgress: { asked: null; answer: Progress };
  trainingOutcome: { asked: null; answer: Outcome };
  trainingHistory: { asked: "json" | "csv"; answer: string };
  trainedWeights: { asked: number; answer: Uint8Array };
  /** Which run of the session reads back; none: the encoder that was loaded. */
  readWith: { asked: number | null; answer: null };
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
  /** A piece of work of the session is done. */
  | { kind: "training"; progress: Progress; milliseconds: number }
  /** The session at rest, as it was after a step. */
  | { kind: "checkpoint"; step: number; bytes: Uint8Array }
  /** The session has stopped: it was paused or is finished, or an error ended it. */
  | { kind: "training stopped"; error: EngineError | null }
  | { kind: "answer"; id: number; answer: Calls[CallName]["answer"] }
  | { kind: "refusal"; id: number; error: EngineError };
