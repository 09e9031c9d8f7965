// Pictures for the workloads: rings in two colours. What they show makes no difference to how long anything takes.

import { random } from "../src/draw/random";
import { PICTURE, SIDE } from "./network";

/** `count` pictures, and as many of the same rings in other colours: `[2 · count, 3, 32, 32]`. */
export function pairs(count: number, seed: number): Float32Array {
  const next = random(seed);
  const rings = Array.from({ length: count }, () => ({ x: SIDE * next(), y: SIDE * next(), width: 2 + 6 * next() }));
  const pictures = new Float32Array(2 * count * PICTURE);
  for (let picture = 0; picture < 2 * count; picture++) {
    const { x = 0, y = 0, width = 1 } = rings[picture % count] ?? {};
    for (let channel = 0; channel < 3; channel++) {
      const [background, foreground] = [0.5 * next(), 0.5 + 0.5 * next()];
      for (let pixel = 0; pixel < SIDE * SIDE; pixel++) {
        const distance = Math.hypot(Math.floor(pixel / SIDE) - x, (pixel % SIDE) - y);
        const share = 0.5 + 0.5 * Math.cos(distance / width);
        pictures[picture * PICTURE + channel * SIDE * SIDE + pixel] = background + share * (foreground - background);
      }
    }
  }
  return pictures;
}

/** `count` pictures. */
export const pictures = (count: number, seed: number) => pairs(count, seed).subarray(0, count * PICTURE);
