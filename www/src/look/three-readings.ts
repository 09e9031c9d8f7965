// What three readers say of one picture: each factor's range as a track with a mark for each of them, and the numbers as a table.

import type { FactorEstimate } from "engine";

import { create } from "../canvas/dom";
import { format, percent } from "../canvas/numbers";
import { createName } from "../canvas/untranslated";
import { fillTable, tableRow } from "../charts/table";

/** One reader: its name, the mark that stands for it, and what it reads. */
export interface Reading {
  name: string;
  mark: "own" | "translated" | "other";
  estimates: readonly FactorEstimate[];
}

/** How far beyond the range of training a track goes, as a share of that. */
const MARGIN = 0.08;

/** A legend, with a mark for each reader. */
export function legendOf(readings: readonly Reading[]): HTMLElement[] {
  return [...readings.map(({ name, mark }) => create("span", `legend-${mark}`, name)), create("span", "legend-truth", "true value")];
}

/** The factors that any of the readers reads, each as the first of them has it: a run may be interested in others than an encoder. */
function factorsOf(readings: readonly Reading[]): FactorEstimate[] {
  const all = readings.flatMap(({ estimates }) => estimates);
  return all.filter(({ factor }, index) => all.findIndex((other) => other.factor === factor) === index);
}

const estimateOf = ({ estimates }: Reading, factor: string) => estimates.find((estimate) => estimate.factor === factor);

/** A track for each factor. */
export function tracksOf(readings: readonly Reading[]): HTMLElement[] {
  return factorsOf(readings).map(({ factor, lower, upper, truth }) => {
    const row = create("div", "reader-row");
    const track = create("div", "track");
    const margin = MARGIN * (upper - lower);
    const place = (value: number) => {
      const share = (value - lower + margin) / (upper - lower + 2 * margin);
      return `${100 * Math.min(Math.max(share, 0), 1)}%`;
    };
    const mark = (className: string, value: number) => {
      const made = create("div", className);
      made.style.left = place(value);
      // The end of the track is not the value: it lies beyond.
      if (value < lower - margin) made.dataset["beyond"] = "below";
      if (value > upper + margin) made.dataset["beyond"] = "above";
      track.append(made);
    };
    const range = create("div", "track-range");
    range.style.left = place(lower);
    range.style.right = `calc(100% - ${place(upper)})`;
    track.append(range);
    if (truth !== null) mark("track-truth", truth);
    for (const reading of readings) {
      const estimate = estimateOf(reading, factor);
      if (estimate) mark(`reader-mark mark-${reading.mark}`, estimate.estimate);
    }
    row.append(createName("span", "factor-name", factor), track);
    return row;
  });
}

/** The numbers: a row for each reader, and below it by how much it is off where the truth is known. */
export function fillReadings(table: HTMLTableElement, readings: readonly Reading[]) {
  fillTable(
    table,
    ["reader", ...factorsOf(readings).map(({ factor }) => factor)],
    readingRows(readings).map(({ name, mark, values }) => {
      const row = tableRow(name, values.map(format));
      if (mark) row.dataset["reader"] = mark;
      else if (name === OFF_BY) row.className = "reader-error";
      return row;
    }),
  );
}

const OFF_BY = "off by";

/** A row of the table of readings: a reader's has its mark. */
interface ReadingRow {
  name: string;
  mark?: Reading["mark"];
  /** By the factors that any of them reads; NaN where there is no value. */
  values: number[];
}

export function readingRows(readings: readonly Reading[]): ReadingRow[] {
  const factors = factorsOf(readings);
  const isKnown = factors.some(({ truth }) => truth !== null);
  const valuesOf = (reading: Reading, of: (estimate: FactorEstimate) => number) =>
    factors.map(({ factor }) => {
      const estimate = estimateOf(reading, factor);
      return estimate ? of(estimate) : Number.NaN;
    });
  const rows = readings.flatMap((reading): ReadingRow[] => {
    const { name, mark } = reading;
    const own = { name, mark, values: valuesOf(reading, ({ estimate }) => estimate) };
    return isKnown ? [own, { name: OFF_BY, values: valuesOf(reading, errorOf) }] : [own];
  });
  return isKnown ? [{ name: "true value", values: factors.map(({ truth }) => truth ?? Number.NaN) }, ...rows] : rows;
}

/** How the three compare, in a sentence: over the factors that all of them read. */
export function comparison(readings: readonly [Reading, Reading, Reading]): string {
  const [own, translated, other] = readings;
  const factors = factorsOf(readings).map(({ factor }) => factor);
  const shared = factors.filter((factor) => readings.every((reading) => estimateOf(reading, factor)));
  const errors = readings.map((reading) => meanShare(reading, shared, (factor) => estimateOf(reading, factor)?.truth ?? null));
  const [first, second, third] = errors.map(percent);
  if (errors.some(Number.isFinite)) {
    const over = shared.length === factors.length ? "" : ` over ${LIST.format(shared)}, which all read,`;
    return `On average${over} ${own.name} is off by ${first} of a factor’s range, ${other.name} by ${third}, and ${translated.name} by ${second}.`;
  }
  const readByOther = other.estimates.map(({ factor }) => factor);
  const difference = meanShare(translated, readByOther, (factor) => estimateOf(other, factor)?.estimate ?? null);
  return `What ${translated.name} reads differs from what ${other.name} reads by ${percent(difference)} of a factor’s range on average.`;
}

const LIST = new Intl.ListFormat("en-GB");

/** The mean distance of what is read of some factors from other values, as a share of each one's range; NaN where there are none. */
function meanShare(reading: Reading, factors: readonly string[], from: (factor: string) => number | null): number {
  const shares = factors.flatMap((factor) => {
    const [estimate, value] = [estimateOf(reading, factor), from(factor)];
    return estimate && value !== null ? [Math.abs(estimate.estimate - value) / (estimate.upper - estimate.lower)] : [];
  });
  return shares.reduce((sum, share) => sum + share, 0) / shares.length;
}

const errorOf = ({ estimate, truth }: FactorEstimate) => (truth === null ? Number.NaN : Math.abs(estimate - truth));
