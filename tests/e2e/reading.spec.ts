// The page's main job: a drawing or a Spirograph, read back live.

import { expect, test } from "@playwright/test";
import { VIEW_COUNTS } from "../../www/src/state/page-state";
import { answered, coloursOn, drawStroke, estimates, go, open, padOnScreen, setSlider, settled, setViews } from "./page";

const FACTORS = ["m", "b", "sigma", "fore.r"];
const CIRCLE: [number, number][] = Array.from({ length: 33 }, (_, index) => {
  const angle = (index / 32) * 2 * Math.PI;
  return [0.5 + 0.35 * Math.cos(angle), 0.5 + 0.35 * Math.sin(angle)];
});

test("a drawn stroke is read back, and more strokes change what is read", async ({ page }) => {
  await open(page);
  await go(page, "draw");
  await expect(page.locator("#hint")).toContainText("Draw a stroke");
  await answered(page, () =>
    drawStroke(page, [
      [0.3, 0.5],
      [0.5, 0.5],
      [0.7, 0.5],
    ]),
  );
  const line = await estimates(page);
  expect(Object.keys(line)).toEqual(FACTORS);
  await expect.poll(() => coloursOn(page, "#picture")).toBeGreaterThan(20);
  await answered(page, () => drawStroke(page, CIRCLE));
  const circle = await estimates(page);
  for (const factor of FACTORS) expect(Number.isFinite(circle[factor])).toBe(true);
  expect(Math.abs(circle["m"]! - line["m"]!)).toBeGreaterThan(0.05);
});

test("undo takes a stroke back and clear empties the canvas", async ({ page }) => {
  await open(page);
  await go(page, "draw");
  await answered(page, () =>
    drawStroke(page, [
      [0.3, 0.5],
      [0.7, 0.5],
    ]),
  );
  const line = await estimates(page);
  await answered(page, () => drawStroke(page, CIRCLE));
  await answered(page, () => page.getByRole("button", { name: "Undo" }).click());
  expect(await estimates(page)).toEqual(line);
  await page.getByRole("button", { name: "Clear" }).click();
  await expect(page.locator("#hint")).toContainText("Draw a stroke");
  // What was read in the strokes that are gone is not on show any more.
  await expect(page.locator("#estimates")).toBeHidden();
  await expect(page.locator(".error")).toHaveCount(0);
  await expect.poll(() => coloursOn(page, "#pad")).toBe(1);
});

test("the keyboard draws too", async ({ page }) => {
  await open(page);
  await go(page, "draw");
  await page.locator("#pad").focus();
  await answered(page, async () => {
    await page.keyboard.press("Space");
    for (let step = 0; step < 8; step++) await page.keyboard.press("ArrowRight");
  });
  expect(Object.keys(await estimates(page))).toEqual(FACTORS);
});

test("a Spirograph's true and read-back factors stand side by side and agree", async ({ page }) => {
  await open(page);
  await answered(page, () => setSlider(page, 'input[data-factor="m"]', 4.6));
  await expect(page.locator('.estimate[data-factor="m"] .estimate-truth')).toHaveText("true 4.600");
  const high = await estimates(page);
  expect(Math.abs(high["m"]! - 4.6)).toBeLessThan(0.5);
  await answered(page, () => setSlider(page, 'input[data-factor="m"]', 2.6));
  const low = await estimates(page);
  expect(Math.abs(low["m"]! - 2.6)).toBeLessThan(0.5);
});

test("every step of the slider is another number of views", async ({ page }) => {
  await open(page);
  const seen: string[] = [];
  for (let step = 0; step < VIEW_COUNTS.length; step++) {
    await setSlider(page, "#view-count", step);
    seen.push(await page.locator("#view-count-value").innerText());
  }
  expect(seen).toEqual(VIEW_COUNTS.map(String));
  expect([seen[0], seen.at(-1), new Set(seen).size]).toEqual(["1", "128", seen.length]);
});

test("the number of views sets the pictures, the intervals and the charts", async ({ page }) => {
  await open(page);
  await answered(page, () => setViews(page, 64));
  await expect(page.locator("#views")).toHaveAttribute("data-views", "64");
  await expect(page.locator("#charts .chart")).toHaveCount(4);
  // 1, 2, 4, … 64 views.
  for (const chart of await page.locator("#charts .chart").all()) await expect(chart).toHaveAttribute("data-points", "7");
  await answered(page, () => setViews(page, 1));
  await expect(page.locator("#views")).toHaveAttribute("data-views", "1");
  await expect(page.locator(".estimate-interval").first()).not.toHaveAttribute("title", /Standard error/);
});

test("on the CPU an answer at M = 16 comes within 150 ms of the stroke", async ({ page }) => {
  await open(page);
  await settled(page);
  await go(page, "draw");
  const box = await padOnScreen(page);
  const times: number[] = [];
  // One stroke that goes on: what is measured is the way from a move of the pointer to the answer on the page.
  for (let index = 0; index <= 20; index++) {
    const [x, y] = [box.x + box.width * (0.2 + 0.03 * index), box.y + box.height * (0.5 + 0.3 * Math.sin(index))];
    await answered(page, async () => {
      await page.mouse.move(x, y);
      if (index === 0) await page.mouse.down();
    });
    times.push(Number(await page.locator("#status").getAttribute("data-answer-ms")));
  }
  await page.mouse.up();
  times.sort((a, b) => a - b);
  const median = times[10]!;
  console.log(`answer at M = 16 on the CPU device: median ${median.toFixed(1)} ms, slowest ${times.at(-1)!.toFixed(1)} ms`);
  expect(median).toBeLessThan(150);
});

test("on WebGPU the same page answers", async ({ page }) => {
  test.setTimeout(420_000);
  await open(page, "?device=webgpu");
  await expect(page.locator("#status")).toHaveAttribute("data-device", "webgpu");
  await expect(page.locator("#device")).toContainText("WebGPU");
  await answered(page, () => setViews(page, 2));
  await expect(page.locator("#views")).toHaveAttribute("data-views", "2");
  const gpu = await estimates(page);
  await open(page, "?device=cpu");
  await answered(page, () => setViews(page, 2));
  await expect(page.locator("#views")).toHaveAttribute("data-views", "2");
  const cpu = await estimates(page);
  for (const factor of FACTORS) expect(Math.abs(gpu[factor]! - cpu[factor]!)).toBeLessThan(0.005);
});
