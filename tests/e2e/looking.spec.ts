// Look inside: the map of the representation, the sensitivities, the first filters.

import { expect, type Page, test } from "@playwright/test";

import { coloursAt, coloursOn, go, open, settled } from "./page";
import { choose, panel, QUICK } from "./training";

const CANVAS = "#representation-map .map-canvas";

/** Opens the last step, and waits for its map. */
async function openMap(page: Page) {
  await open(page);
  await go(page, "look");
  await page.locator(CANVAS).scrollIntoViewIfNeeded();
  await expect(page.locator("#representation-map")).toHaveAttribute("data-points", "300");
}

test("the map shows 300 samples, coloured by any factor, and each of them to the keyboard", async ({ page }) => {
  await openMap(page);
  await expect.poll(() => coloursOn(page, CANVAS)).toBeGreaterThan(200);
  const byM = await coloursAt(page, CANVAS);
  await page.getByLabel("colour by").selectOption("back.g");
  await expect.poll(() => coloursAt(page, CANVAS)).not.toEqual(byM);
  await expect(page.locator(CANVAS)).toHaveAccessibleName(/Coloured by back.g, from 0 to 0.6/);

  await page.locator(CANVAS).focus();
  await page.keyboard.press("Home");
  await expect(page.locator(".sample-card")).toHaveAttribute("data-sample", /\d/);
  const first = await page.locator(".sample-card").getAttribute("data-sample");
  await page.keyboard.press("ArrowRight");
  await expect(page.locator(".sample-card")).not.toHaveAttribute("data-sample", first!);
  // As many as the menu has: those that are fixed are the same in all samples.
  const factors = await page.getByLabel("colour by").locator("option").count();
  await expect(page.locator(".sample-factors dt")).toHaveCount(factors);
  await expect.poll(() => coloursOn(page, ".sample-curve")).toBeGreaterThan(10);

  await page.locator("#representation-map summary").click();
  // The table is filled after the click, when the browser tells that it has opened.
  const cells = page.locator("#representation-map tbody td");
  await expect(cells).toHaveCount(2 * factors);
  const correlations = (await cells.allTextContents()).map((words) => Number(words.replace("−", "-")));
  for (const value of correlations) expect(Math.abs(value)).toBeLessThanOrEqual(1);
  // The largest directions of what was learned follow what is of interest more than any of the colours to be forgotten.
  const [ofInterest, ofColours] = [
    [0, 1, 3, 4],
    [5, 6, 7, 8, 9],
  ].map((rows) => Math.max(...rows.flatMap((row) => correlations.slice(2 * row, 2 * row + 2).map(Math.abs))));
  expect(ofInterest).toBeGreaterThan(ofColours!);
});

test("the pointer picks a sample, too", async ({ page }) => {
  await openMap(page);
  const box = (await page.locator(CANVAS).boundingBox())!;
  for (let share = 0.2; share < 0.8; share += 0.05) await page.mouse.move(box.x + share * box.width, box.y + 0.5 * box.height);
  await expect(page.locator(".sample-title")).toHaveText(/^Sample \d+$/);
});

test("nothing is computed out of sight; a step of training moves the samples and the sensitivities", async ({ page }) => {
  await open(page);
  await settled(page);
  await expect(page.locator("#representation-map")).not.toHaveAttribute("data-points");
  await go(page, "look");
  await page.locator(CANVAS).scrollIntoViewIfNeeded();
  await expect(page.locator("#representation-map")).toHaveAttribute("data-maps", "1");
  await page.locator("#sensitivity-now").scrollIntoViewIfNeeded();
  await expect(page.locator("#sensitivity-now")).toHaveAttribute("data-shown", "now");
  const before = await coloursAt(page, CANVAS);

  await go(page, "train");
  await choose(page, { ...QUICK, learning_rate: 0.005 });
  await page.locator("#training-step").click();
  await expect(panel(page)).toHaveAttribute("data-state", "paused");
  await expect(page.locator("#representation-map")).toHaveAttribute("data-maps", "1");
  await go(page, "look");
  await page.locator(CANVAS).scrollIntoViewIfNeeded();
  await expect(page.locator("#representation-map")).toHaveAttribute("data-maps", "2");
  await expect.poll(() => coloursAt(page, CANVAS)).not.toEqual(before);
  await page.locator("#sensitivity-now").scrollIntoViewIfNeeded();
  await expect(page.locator("#sensitivity-now")).toHaveAttribute("data-shown", "before and now");
  await page.locator("#sensitivity-now summary").click();
  // One for each factor that varies; gaps have no derivative.
  const options = page.getByLabel("colour by").locator('option:not([value="gaps"])');
  await expect(page.locator("#sensitivity-now tbody tr")).toHaveCount(await options.count());
  for (const value of await page.locator("#sensitivity-now tbody td").allTextContents()) expect(Number(value)).toBeGreaterThan(0);
});

test("the first layer's filters are on show", async ({ page }) => {
  await open(page);
  await go(page, "look");
  await page.locator("#first-filters").scrollIntoViewIfNeeded();
  await expect(page.locator("#first-filters figcaption")).toHaveText("64 filters of 5 × 5 pixels in three colours");
  await expect.poll(() => coloursOn(page, "#first-filters canvas")).toBeGreaterThan(500);
});
