// What a sweep has found, in sentences.

import type { Blindness, FactorBlindness } from "engine";

/** From this whitened cosine on the representation is said to hardly move. */
const BLIND = 0.95;
/** So many factors are named that it moves with most. */
const NAMED = 3;

const LIST = new Intl.ListFormat("en-GB");

export const HELP =
  "Each factor in turn is moved over its whole range while everything else in the picture stands still, and the representations are compared by three measures. In all of them, the farther to the right, the blinder: at the right edge the representation hardly moves. What to look for:";

export const MEASURES = [
  "Share of the variance: how much of all the differences between the representations comes from this factor. It needs no probe, and does not change when all representations move closer together.",
  "Whitened cosine: how much of a picture’s direction is left after the factor has moved, 1 for all of it, in coordinates in which the representations of clean pictures spread alike in every direction (Ericsson, Gouk and Hospedales, arXiv 2111.11398). Directions with next to no variance would be noise: they are left out.",
  "Steadiness of firing: a unit fires for the twentieth of all pictures with its highest, or its lowest, values. For a figure for which it fires at all, how often does it do so whatever the factor is, compared with how often it fires altogether? Of the 25 steadiest units (Purushwalkam and Gupta, arXiv 2007.13916). Luck alone gives several times as often as one would think: the thin dashed line is what comes of the same pictures shuffled.",
];

/** What the encoder is blind to, and what it sees best. */
export function blindnessInWords({ factors }: Blindness): string {
  const byCosine = [...factors].sort((a, b) => a.whitened_cosine - b.whitened_cosine);
  const names = (some: readonly FactorBlindness[]) => LIST.format(some.map(({ name }) => name));
  const blind = factors.filter(({ whitened_cosine }) => whitened_cosine >= BLIND);
  const most = `It moves most with ${names(byCosine.slice(0, NAMED))}.`;
  if (blind.length === 0)
    return `Blind to nothing: the representation moves with every factor (no whitened cosine reaches ${BLIND}). ${most}`;
  return `Blind: the representation hardly moves with ${names(blind)} (whitened cosine of ${BLIND} or more). ${most}`;
}

/** What the figures rest on. */
export function sampleInWords({ samples, values, clean, kept, of }: Blindness): string {
  return `A small sample: ${samples} Spirographs, ${values} values of each factor. Whitening kept ${kept} of ${of} dimensions, by ${clean} clean pictures.`;
}
