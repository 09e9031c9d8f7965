// The workloads: what is encoded, and what is trained on.

import { random } from "../src/draw/random";
import { pairs, pictures } from "./pictures";
import type { Critic, Encoding, Training } from "./strategy";

/** Length of the shipped encoders' representations, and the critic's widths (src/objective/critic.rs). */
const [DIMENSION, HIDDEN, PROJECTION] = [576, 256, 64];
/** NT-Xent and Adam as the page fine-tunes (src/training/settings.rs). */
const [TEMPERATURE, LEARNING_RATE] = [0.1, 5e-4];

export function encoding(batch: number): Encoding {
  return { kind: "encode", batch, images: pictures(batch, batch) };
}

export function training(batch: number, penalty: boolean, steps: number): Training {
  const images = pairs(batch, batch);
  return { kind: "step", batch, images, penalty, critic: critic(), learningRate: LEARNING_RATE, temperature: TEMPERATURE, steps };
}

/** A critic as training begins with one: weights of variance 2 / inputs, no bias. */
function critic(): Critic {
  const next = random(1);
  // Uniform instead of normal: the variance counts.
  const layer = (inputs: number, outputs: number) => ({
    weight: Float32Array.from({ length: inputs * outputs }, () => Math.sqrt(24 / inputs) * (next() - 0.5)),
    bias: new Float32Array(outputs),
  });
  return { hidden: layer(DIMENSION, HIDDEN), projection: layer(HIDDEN, PROJECTION), sizes: [DIMENSION, HIDDEN, PROJECTION] };
}
