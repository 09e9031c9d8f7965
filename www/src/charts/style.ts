// What all charts share: colours from the style sheet, axes, type.

import type uPlot from "uplot";

import { tickWords } from "./ticks";

/** Of the axes' type, in CSS pixels. */
const LETTER_WIDTH = 6.5;
const AXIS_GAP = 10;

export type ChartStyle = ReturnType<typeof chartStyle>;

/** What changes the style sheet's colours. */
const COLOUR_QUERIES = ["(prefers-color-scheme: dark)", "(forced-colors: active)", "(prefers-contrast: more)"];

/** Calls what paints again whenever the colours have changed, until it is told that this is over. */
export function onColours(paint: () => void, signal?: AbortSignal) {
  for (const query of COLOUR_QUERIES) matchMedia(query).addEventListener("change", paint, signal ? { signal } : {});
}

/** As the style sheet has it now: charts are made again when the colour scheme changes. */
export function chartStyle() {
  const style = getComputedStyle(document.documentElement);
  /** The value of a custom property. */
  const colour = (name: string) => style.getPropertyValue(name).trim();
  const grid = { stroke: colour("--line"), width: 1 };
  const axis: uPlot.Axis = {
    // uPlot's own words have three decimals at most, in the manner of the browser's language.
    values: (_, ticks) => tickWords(ticks),
    stroke: colour("--muted"),
    grid,
    ticks: { show: false },
    font: `11px ${style.fontFamily}`,
  };
  return { colour, axis };
}

/** The room of an upright axis: for its longest word, of about this width a letter, and at least so much. */
export function upright(least: number): uPlot.Axis.Size {
  return (_, words) => Math.max(least, LETTER_WIDTH * Math.max(0, ...(words ?? []).map(({ length }) => length)) + AXIS_GAP);
}

/** A colour that what lies under it shines through; one of the system's own, which has no digits, gives way altogether. */
export function faint(colour: string): string {
  return /^#[0-9a-f]{6}$/i.test(colour) ? `${colour}33` : "transparent";
}
