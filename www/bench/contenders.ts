// Who takes part: a line for each framework on each device.

import type { Device } from "./strategy";

export interface Contender {
  /** The file of the framework, in the bench's folder. */
  file: "ours" | "tensorflow" | "onnx" | "jax";
  name: string;
  device: Device;
  /** Whether it can use more than one thread. */
  hasThreads: boolean;
}

/** The engine of this project, that the others are compared with: always there. */
export const OURS: Record<Device, Contender> = {
  cpu: { file: "ours", name: "Spirograph Lab", device: "cpu", hasThreads: false },
  webgpu: { file: "ours", name: "Spirograph Lab", device: "webgpu", hasThreads: false },
};

/** The others, which are there where their packages were installed when the page was built. */
export const PEERS: readonly Contender[] = [
  { file: "tensorflow", name: "TensorFlow.js", device: "cpu", hasThreads: true },
  { file: "onnx", name: "ONNX Runtime Web", device: "cpu", hasThreads: true },
  { file: "tensorflow", name: "TensorFlow.js", device: "webgpu", hasThreads: false },
  { file: "onnx", name: "ONNX Runtime Web", device: "webgpu", hasThreads: false },
  { file: "jax", name: "jax-js", device: "webgpu", hasThreads: false },
];
