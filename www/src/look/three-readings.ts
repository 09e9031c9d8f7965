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

/** A track for each factor. */
export function tracksOf(readings: readonly Reading[]): HTMLElement[] {
  const [first] = readings;
  return (first?.estimates ?? []).map(({ factor, lower, upper, truth }, index) => {
    const row = create("div", "reader-row");
    const track = create("div", "track");
    const place = (value: number) => {
      const share = (value - lower + MARGIN * (upper - lower)) / ((1 + 2 * MARGIN) * (upper - lower));
      return `${100 * Math.min(Math.max(share, 0), 1)}%`;
    };
    const mark = (className: string, value: number) => {
      const made = create("div", className);
      made.style.left = place(value);
      track.append(made);
    };
    const range = create("div", "track-range");
    range.style.left = place(lower);
    range.style.right = `calc(100% - ${place(upper)})`;
    track.append(range);
    if (truth !== null) mark("track-truth", truth);
    for (const reading of readings) mark(`reader-mark mark-${reading.mark}`, reading.estimates[index]?.estimate ?? Number.NaN);
    row.append(createName("span", "factor-name", factor), track);
    return row;
  });
}

/** The numbers: a row for each reader, and below it by how much it is off where the truth is known. */
export function fillReadings(table: HTMLTableElement, readings: readonly Reading[]) {
  const factors = readings[0]?.estimates ?? [];
  const row = (name: string, of: (estimate: FactorEstimate) => number, estimates: readonly FactorEstimate[], className = "") => {
    const made = tableRow(
      name,
      estimates.map((estimate) => format(of(estimate))),
    );
    made.className = className;
    return made;
  };
  const isKnown = factors.some(({ truth }) => truth !== null);
  const truth = isKnown ? [row("true value", ({ truth }) => truth ?? Number.NaN, factors)] : [];
  const rows = readings.flatMap(({ name, mark, estimates }) => {
    const own = row(name, ({ estimate }) => estimate, estimates);
    own.dataset["reader"] = mark;
    return isKnown ? [own, row("off by", errorOf, estimates, "reader-error")] : [own];
  });
  fillTable(table, ["reader", ...factors.map(({ factor }) => factor)], [...truth, ...rows]);
}

/** How the three compare, in a sentence. */
export function comparison([own, translated, other]: readonly [Reading, Reading, Reading]): string {
  const errors = [own, translated, other].map(({ estimates }) =>
    meanShare(
      estimates,
      estimates.map(({ truth }) => truth),
    ),
  );
  const [first, second, third] = errors.map(percent);
  if (errors.some(Number.isFinite)) {
    return `On average ${own.name} is off by ${first} of a factor’s range, ${other.name} by ${third}, and ${translated.name} by ${second}.`;
  }
  const difference = meanShare(
    translated.estimates,
    other.estimates.map(({ estimate }) => estimate),
  );
  return `What ${translated.name} reads differs from what ${other.name} reads by ${percent(difference)} of a factor’s range on average.`;
}

/** The mean distance from some values as a share of each factor's range; NaN where there are none. */
function meanShare(estimates: readonly FactorEstimate[], values: readonly (number | null)[]): number {
  const shares = estimates.flatMap(({ estimate, lower, upper }, index) => {
    const value = values[index] ?? null;
    return value === null ? [] : [Math.abs(estimate - value) / (upper - lower)];
  });
  return shares.reduce((sum, share) => sum + share, 0) / shares.length;
}

const errorOf = ({ estimate, truth }: FactorEstimate) => (truth === null ? Number.NaN : Math.abs(estimate - truth));
