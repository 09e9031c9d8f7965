// Colours between the page's inputs (#rrggbb) and the engine's numbers.

import type { Drawing } from "engine";

import { rangeOf } from "../engine/factors";

/** Red, green, blue, each from 0 to 1. */
export type Colour = Drawing["foreground"];

/** What the generator was trained on: colours outside are moved to the nearest one inside. */
export const FOREGROUND_RANGE = rangeOf("fore.r");
export const BACKGROUND_RANGE = rangeOf("back.r");

/** The colour of an input, each channel moved into the range. */
export function fromHex(hex: string, [lower, upper]: readonly [number, number]): Colour {
  const channel = (start: number) => Number.parseInt(hex.slice(start, start + 2), 16) / 255;
  return [1, 3, 5].map((start) => Math.min(Math.max(channel(start), lower), upper)) as Colour;
}

export function toHex(colour: Colour): string {
  return `#${colour.map(twoDigits).join("")}`;
}

function twoDigits(channel: number): string {
  const hex = Math.round(channel * 255).toString(16);
  return hex.padStart(2, "0");
}
