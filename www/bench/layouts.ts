// From the order of dimensions that the engine has to the one that TensorFlow.js has.

import type { Convolution } from "./network";

/** `[batch, channels, pixels]` to `[batch, pixels, channels]`. */
export function channelsLast(values: Float32Array, channels: number, pixels: number): Float32Array {
  const moved = new Float32Array(values.length);
  for (let start = 0; start < values.length; start += channels * pixels) {
    for (let channel = 0; channel < channels; channel++) {
      for (let pixel = 0; pixel < pixels; pixel++) {
        moved[start + pixel * channels + channel] = values[start + channel * pixels + pixel] ?? 0;
      }
    }
  }
  return moved;
}

/** A weight `[outputs, inputs, size, size]` as `[size, size, inputs, outputs]`. */
export function inputsThenOutputs({ weight, inputs, outputs, size }: Convolution): Float32Array {
  return channelsLast(channelsLast(weight, inputs, size * size), outputs, size * size * inputs);
}
