// Numbers on show: words of ticks that can be told apart, and never a number that is none.

import { expect, test } from "@playwright/test";

import { counted, duration, figure, format, milliseconds, percent, rounded } from "../../www/src/canvas/numbers";
import { logTickWords, roundNumbers, tickWords } from "../../www/src/charts/ticks";
import { Pace } from "../../www/src/train/pace";

/** Ticks as uPlot sets them: evenly, at multiples of a round number. */
function ticks(from: number, to: number, apart: number): number[] {
  const first = Math.ceil(from / apart - 1e-9);
  const last = Math.floor(to / apart + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, index) => (first + index) * apart);
}

const numberOf = (words: string) => Number(words.replaceAll("−", "-"));

for (const [from, to, apart] of [
  [0, 0.003, 0.001],
  [0, 0.003, 0.0005],
  [0.0278, 0.0282, 0.0001],
  [0, 1e-7, 2.5e-8],
  [-1e-7, 1e-7, 5e-8],
  [0, 1e6, 2.5e5],
  [1e6, 1e6 + 0.004, 0.001],
  [0, 4e12, 1e12],
  [-3, 3, 1],
  [-0.003, 0.003, 0.001],
  [-2.5, -1, 0.25],
  [99_990, 100_000, 2.5],
  [0.1, 0.5, 0.1],
] as const) {
  test(`the words of ticks from ${from} to ${to}, ${apart} apart, are distinct, and what they say`, () => {
    const places = ticks(from, to, apart);
    const words = tickWords(places);
    expect(new Set(words).size).toBe(places.length);
    for (const [index, place] of places.entries()) {
      expect(Math.abs(numberOf(words[index]!) - place), words.join(", ")).toBeLessThanOrEqual(0.011 * apart);
    }
    expect(words.join(" ")).not.toMatch(/NaN|Infinity|−0(\.0+)?( |$)/);
  });
}

test("ticks are as short as they can be, and those without a number have no word", () => {
  expect(tickWords([0, 0.001, 0.002])).toEqual(["0", "0.001", "0.002"]);
  expect(tickWords([0, 50, 100])).toEqual(["0", "50", "100"]);
  expect(tickWords([0, 5e-8, 1e-7])).toEqual(["0", "0.5e−7", "1.0e−7"]);
  expect(tickWords([null, 1, null, 3])).toEqual(["", "1", "", "3"]);
  expect(tickWords([])).toEqual([]);
  expect(tickWords([7])).toEqual(["7"]);
  expect(tickWords([5, 5])).toEqual(["5", "5"]);
  expect(logTickWords([0.001, 0.1, null, 100, 1e-9])).toEqual(["0.001", "0.1", "", "100", "1e−9"]);
});

test("a logarithmic axis names two numbers at least, wherever it lies, and not too many", () => {
  for (const least of [3e-9, 1e-4, 0.0012, 0.4, 90, 2e5]) {
    for (const reach of [6, 50, 1e3, 1e6]) {
      const numbers = roundNumbers(least, least * reach);
      expect(numbers.length).toBeGreaterThanOrEqual(2);
      expect(numbers.length).toBeLessThanOrEqual(12);
      expect(new Set(logTickWords(numbers)).size).toBe(numbers.length);
      expect(logTickWords(numbers).map(numberOf)).toEqual(numbers);
    }
  }
});

test("numbers have no zero with a sign, and a dash where there is none", () => {
  expect([0, -0, -0.0004, -0.0006, 2.7426, -2, 1e6].map(format)).toEqual([
    "0.000",
    "0.000",
    "0.000",
    "−0.001",
    "2.743",
    "−2.000",
    "1000000.000",
  ]);
  expect([0, -0, 0.012345, -0.012345, 1234.5].map(figure)).toEqual(["0.00", "0.00", "0.0123", "−0.0123", "1.23e+3"]);
  expect([0, 0.0004, 0.3, 12345.6].map(rounded)).toEqual(["0", "0.0004", "0.3", "12,300"]);
  for (const words of [format, figure, rounded, percent, milliseconds, duration]) {
    expect([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY].map(words)).toEqual(["–", "–", "–"]);
  }
});

test("what is not all is not called so, nor what is not nothing", () => {
  expect([0, 0.003, 0.02, 0.5, 0.994, 0.9996, 1].map(percent)).toEqual(["0 %", "under 1 %", "2 %", "50 %", "99 %", "over 99 %", "100 %"]);
  expect([0.2, 1, 89, 90, 3000, 7200].map(duration)).toEqual(["under 1 s", "1 s", "89 s", "2 min", "50 min", "2 h"]);
  expect([0.3, 1, 1234.5].map(milliseconds)).toEqual(["under 1 ms", "1 ms", "1235 ms"]);
  expect([0, 1, 2].map((count) => counted(count, "step"))).toEqual(["0 steps", "1 step", "2 steps"]);
});

test("a pace counts one step as one, and has no number where no time has gone by", () => {
  const session = { step: 0, settings: { steps: 3, batch: 4 }, plan: {}, arms: [{ name: "with", words: "with", seed: 0 }] };
  const progress = (step: number) => ({ doing: "training", arm: 0, step, measured: 0, news: [] });
  type Session = ConstructorParameters<typeof Pace>[0];
  type Progress = Parameters<Pace["after"]>[0];
  const begun = new Pace(session as unknown as Session);
  expect(begun.speed).toBe("");
  const words = begun.after(progress(2) as unknown as Progress, 300).speed;
  expect(words).toContain("1 step, about under 1 s left".replace("about under", "under"));
  expect(begun.after(progress(2) as unknown as Progress, 0).speed).toBe("");
});

test("an estimate beyond its track is an arrow that points there, and its number is the true one", async ({ page }) => {
  await page.route("**/example.json", async (route) => {
    const example = await (await route.fetch()).json();
    const [first, second] = example.readBack.estimates;
    first.estimate = 99;
    second.estimate = -99;
    await route.fulfill({ json: example });
  });
  await page.route("**/engine_bg.wasm", () => {});
  await page.goto("./?device=cpu");
  const tracks = page.locator("#estimates .track");
  await expect(tracks.nth(0)).toHaveAttribute("data-beyond", "above");
  await expect(tracks.nth(1)).toHaveAttribute("data-beyond", "below");
  await expect(tracks.nth(2)).not.toHaveAttribute("data-beyond", /./);
  await expect(page.locator(".estimate-value").nth(0)).toHaveText("99.000");
  await expect(page.locator(".estimate-value").nth(1)).toHaveText("−99.000");
  const box = (await tracks.nth(0).boundingBox())!;
  const mark = (await tracks.nth(0).locator(".track-estimate").boundingBox())!;
  expect(mark.x + mark.width).toBeLessThanOrEqual(box.x + box.width + 8);
});
