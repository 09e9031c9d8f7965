// Looking inside: the map of the representation, what moves it, the first filters.

import { expect, test, type Page } from "@playwright/test";

import { coloursAt, coloursOn, go, open } from "./page";
import { choose, QUICK, start } from "./training";

const map = (page: Page) => page.locator("#representation-map");

async function openLook(page: Page, query = "?device=cpu") {
  await open(page, `${query}#step=look`);
  await expect(map(page)).toHaveAttribute("data-points", "300", { timeout: 120_000 });
}

test("the map shows its samples, in other colours for another factor, and one of them closely", async ({ page }) => {
  await openLook(page);
  await expect.poll(() => coloursOn(page, "#representation-map .map-canvas")).toBeGreaterThan(100);
  const byRadius = await coloursAt(page, "#representation-map .map-canvas");
  await page.getByRole("button", { name: "Colour them by the background" }).click();
  await expect(page.getByLabel("colour by")).toHaveValue("back.r");
  expect(await coloursAt(page, "#representation-map .map-canvas")).not.toEqual(byRadius);
  await expect(page).toHaveURL(/colourBy=back\.r/);

  // By the keyboard, from the leftmost sample on.
  await page.locator(".map-canvas").focus();
  await page.keyboard.press("ArrowRight");
  await expect(page.locator(".sample-factors dd")).toHaveCount(10);
  const first = await page.locator(".sample-factors").innerText();
  await page.keyboard.press("ArrowRight");
  await expect.poll(() => page.locator(".sample-factors").innerText()).not.toBe(first);

  await map(page).locator("summary").click();
  await expect(map(page).locator("tbody tr")).toHaveCount(10);
});

test("the first filters and ten sensitivities are those of the encoder that reads", async ({ page }) => {
  await openLook(page);
  await page.locator("#first-filters").scrollIntoViewIfNeeded();
  await expect(page.locator("#first-filters")).toHaveAttribute("data-filters", "64");
  expect(await coloursOn(page, "#first-filters canvas")).toBeGreaterThan(500);
  await page.locator("#sensitivity-now").scrollIntoViewIfNeeded();
  await expect(page.locator("#sensitivity-now")).toHaveAttribute("data-shown", "now");
  await page.locator("#sensitivity-now summary").click();
  const figures = async () => {
    const cells = await page.locator("#sensitivity-now tbody td").allInnerTexts();
    return cells.map(Number);
  };
  const base = await figures();
  expect(base).toHaveLength(10);
  for (const figure of base) expect(figure).toBeGreaterThan(0);
  await page.getByRole("button", { name: "Read with the invariant encoder" }).click();
  await expect(page.locator("#encoder")).toContainText("“invariant”");
  // The regulariser was made to lower it: here for the red of the background, by far.
  await expect.poll(async () => (await figures())[5]! / base[5]!, { timeout: 60_000 }).toBeLessThan(0.5);
});

test("the map moves while a run trains", async ({ page }) => {
  test.setTimeout(240_000);
  await open(page, "?device=cpu#step=train");
  await choose(page, { ...QUICK, steps: 60, runs: "single" });
  await start(page);
  await go(page, "look");
  await expect.poll(async () => Number(await map(page).getAttribute("data-maps")), { timeout: 120_000 }).toBeGreaterThanOrEqual(2);
  const moving = await coloursAt(page, ".map-canvas");
  await expect.poll(() => coloursAt(page, ".map-canvas"), { timeout: 120_000 }).not.toEqual(moving);
  await expect(page.locator("#sensitivity-now")).toHaveAttribute("data-shown", "before and now", { timeout: 120_000 });
});
