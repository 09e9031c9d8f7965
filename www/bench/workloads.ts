// The workloads: what is encoded, and what is trained on.

import { pairs, pictures, random } from "./pictures";
import type { Critic, Encoding, Training } from "./strategy";

/** Encode at these batches: one picture, M = 16 views, and more. */
export const ENCODE_BATCHES = [1, 16, 64, 128] as const;
/** A step of these many pairs. */
export const STEP_PAIRS = [16, 64] as const;

/** The critic's widths (src/objective/critic.rs). */
const [HIDDEN, PROJECTION] = [256, 64];
/** NT-Xent and Adam as the page fine-tunes (src/training/settings.rs). */
const [TEMPERATURE, LEARNING_RATE] = [0.1, 5e-4];

export function encoding(batch: number): Encoding {
  return { kind: "encode", batch, images: pictures(batch, batch) };
}

/** `dimension` is the length of a representation. */
export function training(batch: number, dimension: number, penalty: boolean, steps: number): Training {
  const images = pairs(batch, batch);
  return { kind: "step", batch, images, penalty, critic: critic(dimension), learningRate: LEARNING_RATE, temperature: TEMPERATURE, steps };
}

/** A critic as training begins with one: weights of variance 2 / inputs, no bias. */
function critic(dimension: number): Critic {
  const next = random(1);
  // Uniform instead of normal: the variance counts.
  const layer = (inputs: number, outputs: number) => ({
    weight: Float32Array.from({ length: inputs * outputs }, () => Math.sqrt(24 / inputs) * (next() - 0.5)),
    bias: new Float32Array(outputs),
  });
  return { hidden: layer(dimension, HIDDEN), projection: layer(HIDDEN, PROJECTION), sizes: [dimension, HIDDEN, PROJECTION] };
}
