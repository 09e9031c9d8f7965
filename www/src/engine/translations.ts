// The ways from one encoder's representations to another's.

import type { Class } from "engine";

/** From the freest to none. The names are part of links: they stay. */
export const TRANSLATIONS: readonly { name: Class; words: string }[] = [
  { name: "affine", words: "an affine map, kept small" },
  { name: "linear", words: "a linear map" },
  { name: "l-ortho", words: "the rotation nearest to the linear map" },
  { name: "ortho", words: "a rotation" },
  { name: "none", words: "nothing: the numbers as they are" },
];

/** How many pictures a map can be fitted on. */
export const ANCHOR_COUNTS = [16, 32, 64, 128, 256, 512, 1024];
