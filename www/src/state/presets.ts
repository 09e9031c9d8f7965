// Spirographs to begin with, by name.

import { type Factors, named } from "../engine/factors";

export interface Preset {
  name: string;
  /** What there is to see in it. */
  words: string;
  factors: Factors;
}

/** The values are those of m, b, h, sigma, then red, green and blue of foreground and background in turn; the hand has no flaws. */
const preset = (name: string, words: string, values: number[]): Preset => ({ name, words, factors: named(values) });

export const PRESETS: readonly Preset[] = [
  preset("Rose", "The pen passes through the middle: six petals.", [5, 0.5, 2.5, 0.3, 1, 0.16, 0.55, 0.05, 0.62, 0.14]),
  preset(
    "Star",
    "The pen is on the rolling circle's rim, and comes to a halt in five points.",
    [5, 1, 1, 0.25, 1, 0.05, 0.86, 0.08, 0.4, 0.25],
  ),
  preset(
    "Coil",
    "A small rolling circle: more turns than the network's picture, of forty points, can show.",
    [4.4, 0.1, 1.4, 0.25, 0.45, 0.02, 0.95, 0.12, 0.85, 0.14],
  ),
  preset(
    "Ring of loops",
    "Twelve turns about itself on one way round the middle: thirteen loops.",
    [4.6, 0.3, 1, 0.25, 0.98, 0.1, 0.62, 0.06, 0.4, 0.22],
  ),
  preset(
    "Loud background",
    "The first picture's factors of interest, and other nuisance: what the network has learned to look past.",
    [4, 0.6, 1.4, 0.4, 0.95, 0.6, 0.5, 0.05, 0.9, 0.55],
  ),
  preset("Ghostly", "A wide pen, and a foreground hardly lighter than its paper.", [3.6, 1.1, 1.4, 1, 0.55, 0.42, 0.6, 0.5, 0.68, 0.56]),
];
