// What the panels compute by themselves, without a page: known answers.

import { expect, test } from "@playwright/test";
import { between, eased, smoothed } from "../../www/src/canvas/interpolation";
import type { Point } from "../../www/src/canvas/plane";
import { ghostFactors } from "../../www/src/draw/ghost-factors";
import { random } from "../../www/src/draw/random";
import { alongLines, tracingScore } from "../../www/src/draw/tracing-score";
import { FACTORS } from "../../www/src/engine/factors";
import { correlation } from "../../www/src/look/correlation";
import { comparison, type Reading, readingRows } from "../../www/src/look/three-readings";
import { viridis } from "../../www/src/look/viridis";

test("the correlation of quantities that go together is 1, against each other −1, and of one that stands still no number", () => {
  expect(correlation([1, 2, 3], [10, 20, 30])).toBeCloseTo(1, 12);
  expect(correlation([1, 2, 3], [3, 2, 1])).toBeCloseTo(-1, 12);
  // Anscombe's first set.
  const x = [10, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5];
  const y = [8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68];
  expect(correlation(x, y)).toBeCloseTo(0.81642, 5);
  expect(correlation([1, 2, 3], [5, 5, 5])).toBeNaN();
});

test("viridis has its published ends and middle, and its lightness rises evenly", () => {
  expect(viridis(0)).toEqual([0x44, 0x01, 0x54]);
  expect(viridis(1)).toEqual([0xfd, 0xe7, 0x25]);
  expect(viridis(0.5)).toEqual([0x21, 0x90, 0x8c]);
  expect(viridis(-1)).toEqual(viridis(0));
  expect(viridis(2)).toEqual(viridis(1));
  // Lightness of CIELAB.
  const linear = (value: number) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
  const lightness = (share: number) => {
    const [red = 0, green = 0, blue = 0] = viridis(share).map((value) => linear(value / 255));
    return 116 * Math.cbrt(0.2126 * red + 0.7152 * green + 0.0722 * blue) - 16;
  };
  const steps = Array.from({ length: 10 }, (_, index) => lightness((index + 1) / 10) - lightness(index / 10));
  for (const step of steps) expect(Math.abs(step - 7.6)).toBeLessThan(1.5);
});

test("points lie on their straight ways, and new ones where they go", () => {
  expect(
    between(
      [[0, 0]],
      [
        [4, -2],
        [1, 1],
      ],
      0.25,
    ),
  ).toEqual([
    [1, -0.5],
    [1, 1],
  ]);
  expect([eased(0), eased(0.5), eased(1)]).toEqual([0, 0.5, 1]);
});

test("a smooth line goes through its points, straight where they are, and round where they go round", () => {
  const line: Point[] = [
    [0, 0],
    [1, 2],
    [2, 4],
    [3, 6],
  ];
  expect(smoothed(line, 2).slice(2, 5)).toEqual([
    [1, 2],
    [1.5, 3],
    [2, 4],
  ]);
  const circle = Array.from({ length: 13 }, (_, index): Point => [Math.cos((Math.PI * index) / 6), Math.sin((Math.PI * index) / 6)]);
  const round = smoothed(circle, 4);
  expect(round).toHaveLength(49);
  // Between points that have two others on either side; straight lines would be off by 0.034.
  for (const [x, y] of round.slice(4, -4)) expect(Math.abs(Math.hypot(x, y) - 1)).toBeLessThan(0.002);
  expect(smoothed([[1, 1]], 4)).toEqual([[1, 1]]);
  expect(smoothed([], 4)).toEqual([]);
});

test("the same seed gives the same numbers, evenly from 0 to 1", () => {
  const draw = (seed: number, count: number) => {
    const next = random(seed);
    return Array.from({ length: count }, next);
  };
  expect(draw(7, 3)).toEqual(draw(7, 3));
  expect(draw(8, 3)).not.toEqual(draw(7, 3));
  const many = draw(1, 10_000);
  expect(Math.min(...many)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...many)).toBeLessThan(1);
  for (let tenth = 0; tenth < 10; tenth++) {
    const share = many.filter((value) => Math.floor(10 * value) === tenth).length / many.length;
    expect(Math.abs(share - 0.1)).toBeLessThan(0.015);
  }
});

test("every ghost lies within the factors' ranges and goes round two to nine times", () => {
  for (let seed = 1; seed <= 200; seed++) {
    const factors = ghostFactors(seed);
    for (const { name, lower, upper } of FACTORS) {
      expect(factors[name]).toBeGreaterThanOrEqual(lower);
      expect(factors[name]).toBeLessThanOrEqual(upper);
    }
    const { m = 0, b = 1, h = 0 } = factors;
    expect((m - h) / b).toBeGreaterThanOrEqual(2);
    expect((m - h) / b).toBeLessThanOrEqual(9);
    expect(factors).toEqual(ghostFactors(seed));
  }
});

const circle = (radius: number, from = 0, to = 1): Point[] =>
  Array.from({ length: 201 }, (_, index): Point => {
    const angle = 2 * Math.PI * (from + ((to - from) * index) / 200);
    return [radius * Math.cos(angle), radius * Math.sin(angle)];
  });

test("places lie evenly along lines, whatever points they were drawn with", () => {
  expect(
    alongLines(
      [
        [
          [0, 0],
          [1, 0],
          [4, 0],
        ],
        [
          [0, 5],
          [0, 5],
          [0, 9],
        ],
      ],
      8,
    ),
  ).toEqual([
    [0.5, 0],
    [1.5, 0],
    [2.5, 0],
    [3.5, 0],
    [0, 5.5],
    [0, 6.5],
    [0, 7.5],
    [0, 8.5],
  ]);
  expect(alongLines([[[2, 3]]], 8)).toEqual([[2, 3]]);
  expect(alongLines([], 8)).toEqual([]);
});

test("a tracing's score is 100 on the curve, falls as its formula says beside it, and counts what is left out", () => {
  expect(tracingScore([circle(4)], circle(4))).toBeCloseTo(100, 1);
  // Circles half a unit apart: D = 0.5.
  expect(tracingScore([circle(4)], circle(3.5))).toBeCloseTo(100 * Math.exp(-((0.5 / 0.8) ** 2)), 0);
  expect(tracingScore([circle(4, 0, 0.5), circle(4, 0.5, 1)], circle(4))).toBeCloseTo(100, 1);
  const half = tracingScore([circle(4, 0, 0.5)], circle(4));
  expect(half).toBeGreaterThan(5);
  expect(half).toBeLessThan(50);
  expect(
    tracingScore(
      [
        [
          [-5, -5],
          [5, 5],
          [-5, 5],
          [5, -5],
        ],
      ],
      circle(4),
    ),
  ).toBeLessThan(30);
  expect(tracingScore([], circle(4))).toBe(0);
});

test("readers of other factors are compared by name, and over those that all of them read", () => {
  const read = (factors: Record<string, number>) =>
    Object.entries(factors).map(([factor, estimate]) => ({
      factor,
      estimate,
      lower: 0,
      upper: 2,
      truth: 1,
      interval: null,
      standard_error: null,
    }));
  const readings: [Reading, Reading, Reading] = [
    { name: "run", mark: "own", estimates: read({ m: 1.5, h: 1.25, sigma: 1 }) },
    { name: "seen", mark: "translated", estimates: read({ m: 2, sigma: 1.5 }) },
    { name: "base", mark: "other", estimates: read({ m: 1, sigma: 1.5 }) },
  ];
  expect(readingRows(readings).map(({ name, values }) => [name, ...values])).toEqual([
    ["true value", 1, 1, 1],
    ["run", 1.5, 1.25, 1],
    ["off by", 0.5, 0.25, 0],
    ["seen", 2, Number.NaN, 1.5],
    ["off by", 1, Number.NaN, 0.5],
    ["base", 1, Number.NaN, 1.5],
    ["off by", 0, Number.NaN, 0.5],
  ]);
  expect(comparison(readings)).toBe(
    "On average over m and sigma, which all read, run is off by 13 % of a factor’s range, base by 13 %, and seen by 38 %.",
  );
});
