// Strokes in an address: a pen that moves smoothly hardly changes its speed, so what is written is how much it does, on a
// grid of hundredths, and compressed. That makes about one letter a point: a drawing of 2,000 points is a link of 2 to 4 kB.

import type { Stroke } from "engine";
import LZString from "lz-string";

import type { Point } from "../canvas/plane";
import { rangeOf } from "../engine/factors";
import type { Codec } from "./codecs";

/** Steps of the grid in a unit of the plane, whose picture is 12 units wide. */
const GRID = 100;
/** Points farther out are moved to here, far outside of the picture: a change of speed then always fits into 16 bits. */
const FARTHEST = 80;
/** Ends a stroke: larger than any number in it. */
const END = 0xffff;
/** No address is longer; a longer one may have lost its end, and could take very long to expand. */
const LONGEST = 2 ** 15;

export const strokesCodec: Codec<readonly Stroke[]> = {
  write: (strokes) => {
    const letters = strokes.flatMap(numbers).map((number) => String.fromCharCode(number));
    return LZString.compressToEncodedURIComponent(letters.join(""));
  },
  read: (text) => {
    const letters = text.length <= LONGEST ? expand(text) : undefined;
    // Not by code points: the numbers are any 16 bits.
    return letters === undefined ? undefined : strokesOf(letters.split("").map((letter) => letter.charCodeAt(0)));
  },
};

const [NARROWEST, WIDEST] = rangeOf("sigma");

/** Width, then for each point by how much the pen's step differs from the one before, and an end. */
function numbers({ points, width }: Stroke): number[] {
  const widths = Math.round(bound(width, NARROWEST, WIDEST) * GRID);
  const [xs, ys] = [0, 1].map((axis) => changes(changes(points.map((point) => onGrid(point[axis] ?? 0)))));
  const pairs = (xs ?? []).flatMap((x, index) => [unsigned(x), unsigned(ys?.[index] ?? 0)]);
  return [widths, ...pairs, END];
}

/** The strokes that the numbers describe, or undefined where they make no sense. */
function strokesOf(numbers: number[]): Stroke[] | undefined {
  const strokes: Stroke[] = [];
  for (let start = 0; start < numbers.length; ) {
    const end = numbers.indexOf(END, start);
    const width = (numbers[start] ?? 0) / GRID;
    const pairs = numbers.slice(start + 1, end).map(signed);
    if (end < start || pairs.length % 2 !== 0 || width < NARROWEST || width > WIDEST) return undefined;
    const coordinates = (axis: 0 | 1) => sums(sums(pairs.filter((_, index) => index % 2 === axis)));
    const ys = coordinates(1);
    const points = coordinates(0).map((x, index): Point => [x / GRID, (ys[index] ?? 0) / GRID]);
    if (points.some((point) => point.some((value) => Math.abs(value) > FARTHEST))) return undefined;
    strokes.push({ points, width });
    start = end + 1;
  }
  return strokes;
}

function expand(text: string): string | undefined {
  try {
    // Null for a text that was never compressed.
    return LZString.decompressFromEncodedURIComponent(text) ?? undefined;
  } catch {
    return undefined;
  }
}

const bound = (value: number, lower: number, upper: number) => Math.min(Math.max(value, lower), upper);

const onGrid = (value: number) => Math.round(bound(value, -FARTHEST, FARTHEST) * GRID);

/** Each value less the one before it. */
const changes = (values: number[]) => values.map((value, index) => value - (values[index - 1] ?? 0));

/** The values that have such changes. */
function sums(changes: number[]): number[] {
  let sum = 0;
  return changes.map((change) => (sum += change));
}

/** Whole numbers of either sign as 0, 1, 2, 3 … for 0, −1, 1, −2 … */
const unsigned = (value: number) => (value < 0 ? -2 * value - 1 : 2 * value);
const signed = (value: number) => (value % 2 === 0 ? value / 2 : -(value + 1) / 2);
