// What was looked for and found, in sentences.

import type { CropSearch } from "engine";

import { counted } from "../canvas/numbers";
import { type Crops, cellOf, gridOf } from "./held-out";

const ORDINALS = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"];

/** At which place among so many: third of 86, or at place 17 of 86. */
const placeInWords = (place: number, of: number) => {
  const ordinal = ORDINALS[place - 1];
  return ordinal ? `${ordinal} of ${of}` : `at place ${place} of ${of}`;
};

/** What all views together have found. */
export function findingInWords({ views, place }: CropSearch, heldOut: number): string {
  const by = views === 1 ? "By one view of it" : `By the mean of ${views} views of it`;
  const found = `${by}, the crop is found ${placeInWords(place, heldOut)}`;
  if (place === 1) return `${found}: nothing else is as much alike.`;
  return `${found}: the network takes ${place === 2 ? "another one" : `${place - 1} others`} to be more alike.`;
}

/** Where a crop is: in which photograph, and there in which row and column. */
export function whereInWords(crops: Crops, crop: number): string {
  const photo = crops.places[crop]?.photo ?? 0;
  const [{ rows, columns }, { row, column }] = [gridOf(crops, photo), cellOf(crops, crop)];
  return `${crops.photos[photo] ?? ""}: row ${row + 1} of ${rows}, column ${column + 1} of ${columns}`;
}

/** The same in fewer words, where there are many. */
export function shortlyWhere(crops: Crops, crop: number): string {
  const { row, column } = cellOf(crops, crop);
  return `${crops.photos[crops.places[crop]?.photo ?? 0] ?? ""}, row ${row + 1}, column ${column + 1}`;
}

/** The caption of the views. */
export function viewsInWords(views: number): string {
  const averaged = views === 1 ? "" : "; their representations are averaged";
  return `${counted(views, "view")} of the crop in random colours: another brightness, contrast, saturation and hue${averaged}`;
}
