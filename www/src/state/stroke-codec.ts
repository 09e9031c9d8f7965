// Strokes in an address: a pen that moves smoothly hardly changes its speed, so what is written is how much it does, on a
// grid of hundredths, and compressed. That makes about one letter a point: a drawing of 2,000 points is a link of 2 to 4 kB.

import type { Stroke } from "engine";
import LZString from "lz-string";

import { EXTENT, type Point } from "../canvas/plane";
import { rangeOf } from "../engine/factors";
import type { Codec } from "./codecs";
import { expandedLength } from "./expanded-length";
import { simplified } from "./simplification";

/** Steps of the grid in a unit of the plane, whose picture is 12 units wide. */
const GRID = 100;
/** Points of older links lie up to here; a change of speed then always fits into 16 bits. */
const FARTHEST = 80;
/** Ends a stroke: larger than any number in it. */
const END = 0xffff;
/** Begins a drawing, and a checksum follows: no stroke is so wide. Older links begin with a stroke. */
const CHECKED = 0xfffe;
/** No drawing is longer in an address: Safari refuses addresses from about 80,000 letters on, other browsers from a million. */
const LONGEST = 2 ** 16;
/** So many numbers at most: two for each of 130,000 points. */
const MOST_NUMBERS = 2 ** 18;
/**
 * What a drawing that is too long is simplified to, in units of the plane: a pixel of a large canvas, then a quarter of a
 * pixel of the network's picture.
 */
const TOLERANCES = [0, 0.02, 0.09];

/** Drawings do not change, and one is asked for again and again. */
const written = new WeakMap<readonly Stroke[], string>();

export const strokesCodec: Codec<readonly Stroke[]> = {
  /** A drawing that is too long however it is simplified gives a text that is not read. */
  write: (strokes) => {
    const text = written.get(strokes) ?? write(strokes);
    written.set(strokes, text);
    return text;
  },
  read: (text) => {
    if (!isReadable(text) || (expandedLength(text) === 0 && text !== NOTHING)) return undefined;
    const letters = LZString.decompressFromEncodedURIComponent(text);
    // Not by code points: the numbers are any 16 bits.
    const numbers = Array.from({ length: letters.length }, (_, index) => letters.charCodeAt(index));
    if (numbers[0] !== CHECKED) return strokesOf(numbers);
    const rest = numbers.slice(2);
    return numbers[1] === checksum(rest) ? strokesOf(rest) : undefined;
  },
};

const [NARROWEST, WIDEST] = rangeOf("sigma");
/** A drawing without strokes. Many other texts expand to nothing as well. */
const NOTHING = compress([]);

function write(strokes: readonly Stroke[]): string {
  let text = "";
  for (const tolerance of TOLERANCES) {
    const numbers = strokes.filter(({ points }) => points.length > 0).flatMap((stroke) => numbersOf(stroke, tolerance));
    text = compress(numbers.length === 0 ? [] : [CHECKED, checksum(numbers), ...numbers]);
    if (isReadable(text)) break;
  }
  return text;
}

/** Whether a text is short enough, as it is and expanded. */
function isReadable(text: string): boolean {
  return text.length <= LONGEST && (expandedLength(text) ?? Number.POSITIVE_INFINITY) <= MOST_NUMBERS;
}

/** Width, then for each point by how much the pen's step differs from the one before, and an end. */
function numbersOf({ points, width }: Stroke, tolerance: number): number[] {
  const widths = Math.round(bound(width, NARROWEST, WIDEST) * GRID);
  const kept = simplified(points, tolerance);
  const [xs, ys] = [0, 1].map((axis) => changes(changes(kept.map((point) => onGrid(point[axis] ?? 0)))));
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
    if (end <= start + 1 || pairs.length % 2 !== 0 || width < NARROWEST || width > WIDEST) return undefined;
    const coordinates = (axis: 0 | 1) => sums(sums(pairs.filter((_, index) => index % 2 === axis)));
    const [xs, ys] = [coordinates(0), coordinates(1)];
    if ([...xs, ...ys].some((value) => Math.abs(value) > FARTHEST * GRID)) return undefined;
    strokes.push({ points: xs.map((x, index): Point => [inFrame(x / GRID), inFrame((ys[index] ?? 0) / GRID)]), width });
    start = end + 1;
  }
  return strokes;
}

/** Of any numbers of 16 bits, in their order. */
function checksum(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => (31 * sum + number + 1) & 0xffff, numbers.length & 0xffff);
}

function compress(numbers: readonly number[]): string {
  return LZString.compressToEncodedURIComponent(numbers.map((number) => String.fromCharCode(number)).join(""));
}

const bound = (value: number, lower: number, upper: number) => Math.min(Math.max(value, lower), upper);

const inFrame = (value: number) => bound(value, -EXTENT, EXTENT);

const onGrid = (value: number) => Math.round(inFrame(value) * GRID);

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
