// Strokes in an address: any drawing survives or is said to be too long, any cut is noticed, older links are read, and nothing
// that a stranger writes takes long. No browser is needed.

import { expect, test } from "@playwright/test";
import type { Stroke } from "engine";
import fc from "fast-check";
import LZString from "lz-string";

import { expandedLength } from "../../www/src/state/expanded-length";
import { initialState } from "../../www/src/state/page-state";
import { encode, isBeyondAddress } from "../../www/src/state/permalink";
import { simplified } from "../../www/src/state/simplification";
import { strokesCodec } from "../../www/src/state/stroke-codec";

type Points = Stroke["points"];

const { compressToEncodedURIComponent: compress, decompressFromEncodedURIComponent: expand } = LZString;
const letters = (numbers: number[]) => numbers.map((number) => String.fromCharCode(number)).join("");
/** A drawing's text as older versions of the page wrote it, without a checksum before the strokes. */
const asOlder = (text: string) => compress(expand(text).slice(2));

/** As a hand draws, with a tremble that no compression foresees. */
function scribble(count: number, tremble = 0.03): Points {
  let state = 1;
  const random = () => (state = (16807 * state) % 2147483647) / 2147483647 - 0.5;
  return Array.from({ length: count }, (_, index) => {
    const angle = index / 40;
    return [4 * Math.cos(angle) * Math.cos(0.31 * angle) + tremble * random(), 4 * Math.sin(angle) + tremble * random()];
  });
}

const DRAWING: Stroke[] = [
  { points: scribble(150), width: 0.4 },
  { points: scribble(100, 0.5), width: 0.7 },
];

test("a drawing that is cut anywhere is refused, with a checksum and without", () => {
  const written = strokesCodec.write(DRAWING);
  const whole = strokesCodec.read(written);
  expect(whole).toHaveLength(2);
  for (const text of [written, asOlder(written)]) {
    expect(strokesCodec.read(text)).toEqual(whole);
    for (let end = 0; end < text.length; end++) {
      const read = strokesCodec.read(text.slice(0, end));
      // The last two letters can have no bit that means anything.
      if (end < text.length - 2 || read) expect(read).toEqual(end < text.length - 2 ? undefined : whole);
    }
  }
});

test("a drawing with a letter that is another one is refused", () => {
  const text = strokesCodec.write(DRAWING);
  fc.assert(
    fc.property(fc.nat(text.length - 1), fc.constantFrom(..."AZaz09+-"), (place, letter) => {
      const other = text.slice(0, place) + letter + text.slice(place + 1);
      // The last letter has bits that mean nothing.
      const read = strokesCodec.read(other);
      if (read !== undefined) expect(read).toEqual(strokesCodec.read(text));
    }),
    { numRuns: 300, examples: [[0, "Z"]] },
  );
});

test("an older link's drawing is read, and its far points lie in the frame", () => {
  // Written by a version without checksums: (1, 2), (1.5, 2.25), (−3, 70), 0.4 wide; (0, 0), 1 wide.
  const older = "BQCcCYAMaLqAjnwIPSyH--gJgABQoA";
  expect(strokesCodec.read(older)).toEqual([
    {
      points: [
        [1, 2],
        [1.5, 2.25],
        [-3, 6],
      ],
      width: 0.4,
    },
    { points: [[0, 0]], width: 1 },
  ]);
});

/** How far points are from a line at most. */
function farthest(points: Points, line: Points): number {
  const distances = points.map(([x, y]) =>
    Math.min(
      ...line.slice(1).map(([bx, by], index) => {
        const [ax, ay] = line[index]!;
        const [dx, dy] = [bx - ax, by - ay];
        const share = Math.min(Math.max(((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy || 1), 0), 1);
        return Math.hypot(x - ax - share * dx, y - ay - share * dy);
      }),
    ),
  );
  return Math.max(...distances);
}

test("a simplified stroke begins and ends where it did, and lies as close as asked for", () => {
  const points = scribble(2500);
  const fewer = simplified(points, 0.05);
  expect(fewer.length).toBeLessThan(points.length / 2);
  expect([fewer[0], fewer.at(-1)]).toEqual([points[0], points.at(-1)]);
  expect(farthest(points, fewer)).toBeLessThanOrEqual(0.05);
  expect(simplified([[1, 2]], 0.05)).toEqual([[1, 2]]);
  // One that calls the algorithm for every point.
  const zigzag = Array.from({ length: 100_000 }, (_, index): [number, number] => [
    (index / 100_000) * 6,
    index % 2 === 0 ? index / 20_000 : 0,
  ]);
  expect(simplified(zigzag, 0.02).length).toBeGreaterThan(10_000);
});

test("a drawing of 30,000 points has an address that the page reads, a pixel off at most", () => {
  const points = scribble(30_000);
  const text = strokesCodec.write([{ points, width: 0.4 }]);
  const [read] = strokesCodec.read(text) ?? [];
  console.log(`30,000 points: ${text.length} letters, ${read?.points.length} points are read back`);
  // Off by the tolerance and half a step of the grid; a run of the simplification at a time, to be quick.
  expect(farthest(points.slice(0, 500), read!.points.slice(0, 1000))).toBeLessThan(0.02 + 0.01);
  // What is read is written as it was: it is the same drawing to the page.
  expect(strokesCodec.write([read!])).toBe(text);
});

test("a drawing that is too long however it is simplified is left out of the address, which says so", () => {
  const drawing: Stroke[] = [{ points: scribble(100_000, 4), width: 0.4 }];
  const state = { ...initialState(), step: "draw" as const, drawing };
  expect(strokesCodec.read(strokesCodec.write(drawing))).toBeUndefined();
  expect(isBeyondAddress(state, "drawing")).toBe(true);
  expect(encode(state)).toBe("length=8&step=draw");
  expect(isBeyondAddress({ ...state, drawing: DRAWING }, "drawing")).toBe(false);
});

test("the length that is foreseen is the one that the library expands to", () => {
  const binary = fc.string({ unit: "binary", maxLength: 300 });
  const repeated = fc.tuple(fc.string({ maxLength: 3 }), fc.nat(3000)).map(([text, count]) => text.repeat(count));
  fc.assert(
    fc.property(fc.oneof(binary, repeated), (text) => {
      expect(expandedLength(compress(text))).toBe(text.length);
    }),
    { numRuns: 300 },
  );
  // Of what was never compressed as well, wherever something is foreseen.
  const alphabet = fc.string({
    unit: fc.constantFrom(..."ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+-$ _é"),
    maxLength: 200,
  });
  fc.assert(
    fc.property(alphabet, (text) => {
      const foreseen = expandedLength(text);
      if (foreseen !== undefined) expect(expand(text)?.length).toBe(foreseen);
    }),
    { numRuns: 1500 },
  );
});

test("a text that expands to a million numbers is refused in no time", { tag: "@alone" }, () => {
  const bomb = compress(letters([40, ...Array<number>(1_000_000).fill(0), 0xffff]));
  expect(bomb.length).toBeLessThan(8000);
  const begin = performance.now();
  expect(strokesCodec.read(bomb)).toBeUndefined();
  expect(performance.now() - begin).toBeLessThan(200);
});
