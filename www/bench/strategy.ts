// What is compared: one framework on one device, doing one workload at a time.

/** Where a strategy computes. */
export type Device = "cpu" | "webgpu";

/** Pictures `[batch, 3, 32, 32]` to representations. */
export interface Encoding {
  kind: "encode";
  batch: number;
  images: Float32Array;
}

/** Steps of training with NT-Xent: encoder, critic and optimiser. */
export interface Training {
  kind: "step";
  /** Pairs of views in a step. */
  batch: number;
  /** The first views of all pairs, then the second ones. The engine draws its own. */
  images: Float32Array;
  /** With the gradient penalty, which the engine alone has. */
  penalty: boolean;
  critic: Critic;
  learningRate: number;
  temperature: number;
  /** Steps in one run; their losses are read together at its end. */
  steps: number;
}

export type Workload = Encoding | Training;

/** The projection head of training: linear, ReLU, linear; weights `[inputs, outputs]`. */
export interface Critic {
  hidden: { weight: Float32Array; bias: Float32Array };
  projection: { weight: Float32Array; bias: Float32Array };
  sizes: [representation: number, hidden: number, projection: number];
}

/** What every strategy starts from. */
export interface Setup {
  device: Device;
  /** How many threads it may use where it computes on the CPU. */
  threads: number;
  /** The weights file. */
  weights: Uint8Array;
  /** The folder that holds the bench's own files. */
  folder: string;
}

/** One framework on one device. */
export interface Strategy {
  name: string;
  /** Gets ready for a workload. Throws `Cannot` where the framework has no way to do it. */
  prepare(workload: Workload): Promise<void>;
  /** Does the workload once, and waits for what came out: representations, or the loss of each step. */
  run(): Promise<Float32Array>;
  /** Bytes of the memory that it has taken, where it can tell. */
  memory?(): number;
}

/** What the file of a framework exports. */
export type Create = (setup: Setup) => Promise<Strategy>;

/** A workload that a framework has no way to do, with the reason as a sentence. */
export class Cannot extends Error {
  // What crosses from the worker keeps its name, and not its class.
  override name = CANNOT;
}

export const CANNOT = "Cannot";
