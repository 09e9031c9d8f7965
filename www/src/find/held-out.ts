// The crops that are held out: nothing has learned from them, and each of them can be looked for.

import type { CropsReport } from "engine";

import { CROP_SIDE } from "../canvas/crop-pictures";

/** What is known of crops without their pictures. */
export type Crops = Pick<CropsReport, "photos" | "places" | "held_out">;

/** Rows and columns, in crops. */
export interface Grid {
  rows: number;
  columns: number;
}

/** The share of all held-out crops that is gone on by from one to another: by the golden section, steps come by everywhere. */
const STRIDE = 0.382;

/** The number of the first crop that is held out; all that follow are. */
const firstOf = ({ places, held_out }: Crops) => places.length - held_out;

export const isHeldOut = (crops: Crops, crop: number) => crop >= firstOf(crops) && crop < crops.places.length;

/** Those of a photograph that are held out. */
export function heldOutOf(crops: Crops, photo: number): number[] {
  return crops.places.flatMap((place, crop) => (place.photo === photo && isHeldOut(crops, crop) ? [crop] : []));
}

/** The photographs that have such crops: one that is too narrow has none. */
export function photosWithHeldOut(crops: Crops): number[] {
  return crops.photos.flatMap((_, photo) => (heldOutOf(crops, photo).length > 0 ? [photo] : []));
}

/** The crop that is looked for: the one that is chosen, if these photographs have it; otherwise one that they do have. */
export function soughtIn(crops: Crops, chosen: number): number {
  if (isHeldOut(crops, chosen)) return chosen;
  return middleOf(crops, photosWithHeldOut(crops)[0] ?? 0);
}

/** The one in the middle of those of a photograph. */
export function middleOf(crops: Crops, photo: number): number {
  const ofPhoto = heldOutOf(crops, photo);
  return ofPhoto[Math.floor(ofPhoto.length / 2)] ?? firstOf(crops);
}

/** The one so many columns to the right and so many rows below, in the same photograph; where that has none there, the same crop. */
export function neighbourOf(crops: Crops, crop: number, [right, down]: readonly [number, number]): number {
  const from = crops.places[crop];
  if (!from) return crop;
  const [left, top] = [from.left + right * CROP_SIDE, from.top + down * CROP_SIDE];
  const beside = crops.places.findIndex((place) => place.photo === from.photo && place.left === left && place.top === top);
  return beside >= 0 && isHeldOut(crops, beside) ? beside : crop;
}

/** One far from the last: asked again and again, each of them once before any comes again. */
export function anotherThan(crops: Crops, crop: number): number {
  const { held_out: count } = crops;
  let step = Math.max(1, Math.round(STRIDE * count));
  while (commonDivisor(step, count) > 1) step += 1;
  return firstOf(crops) + ((crop - firstOf(crops) + step) % count);
}

function commonDivisor(one: number, other: number): number {
  return other === 0 ? one : commonDivisor(other, one % other);
}

/** How many crops a photograph makes. */
export function gridOf(crops: Crops, photo: number): Grid {
  const places = crops.places.filter((place) => place.photo === photo);
  const most = (side: "left" | "top") => Math.max(...places.map((place) => place[side])) / CROP_SIDE + 1;
  return { rows: most("top"), columns: most("left") };
}

/** Where a crop is in its photograph, from 0. */
export function cellOf({ places }: Crops, crop: number): { row: number; column: number } {
  const { left, top } = places[crop] ?? { left: 0, top: 0 };
  return { row: top / CROP_SIDE, column: left / CROP_SIDE };
}
