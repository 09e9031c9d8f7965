// The whole path without a pointer.

import { expect, type Page, test } from "@playwright/test";

import { answered, estimates, open, settled } from "./page";

/** More than the page has places for the keyboard. */
const MOST_TABS = 120;

/** Presses Tab until a place has the keyboard; every place on the way must show that it has it. */
async function tabTo(page: Page, selector: string) {
  for (let tabs = 0; tabs < MOST_TABS; tabs++) {
    await page.keyboard.press("Tab");
    const { isThere, outline } = await page.evaluate((selector) => {
      const place = document.activeElement ?? document.body;
      const shown = place.matches("[type=radio]") ? (place.closest("label") ?? place) : place;
      const { outlineStyle, outlineWidth } = getComputedStyle(place);
      return { isThere: place.matches(selector), outline: `${shown.tagName} ${outlineStyle} ${outlineWidth}` };
    }, selector);
    expect(outline).not.toMatch(/none|\b0px/);
    if (isThere) return;
  }
  throw new Error(`Tab does not come to ${selector}`);
}

async function press(page: Page, key: string, times = 1) {
  for (let time = 0; time < times; time++) await page.keyboard.press(key);
}

/** From the step on show to the next, by the page's own way on. */
async function onward(page: Page, step: string) {
  await tabTo(page, "#onward");
  await press(page, "Enter");
  await expect(page.locator("#content")).toHaveAttribute("data-step", step);
  await expect(page.locator("#content")).toBeFocused();
}

test("the keyboard alone goes the whole path", async ({ page }) => {
  await open(page);
  await settled(page);

  // Past the head of the page, to a phrase that does what it says, and to a factor.
  await press(page, "Tab");
  await expect(page.locator(".skip")).toBeFocused();
  await press(page, "Enter");
  await expect(page.locator("#content")).toBeFocused();
  await tabTo(page, '[data-action="larger-circle"]');
  await answered(page, () => press(page, "Enter"));
  await expect(page.locator('[data-factor="m"] .estimate-truth')).toHaveText("true 4.800");
  await tabTo(page, 'input[data-factor="h"]');
  await expect(page.locator("#derivative")).toHaveAttribute("data-factor", "h");
  await answered(page, () => press(page, "ArrowRight", 5));

  await onward(page, "draw");
  await tabTo(page, "#pad");
  await answered(page, async () => {
    await press(page, "Space");
    for (const arrow of ["ArrowRight", "ArrowUp", "ArrowLeft"]) await press(page, arrow, 6);
  });
  expect(Object.keys(await estimates(page))).toHaveLength(4);
  await tabTo(page, "#view-count");
  await answered(page, () => press(page, "End"));
  await expect(page.locator("#views")).toHaveAttribute("data-views", "128");

  await onward(page, "train");
  await tabTo(page, "#training-step");
  await press(page, "Enter");
  await expect(page.locator("#training")).toHaveAttribute("data-state", "paused", { timeout: 120_000 });
  await expect(page.locator("#training")).toHaveAttribute("data-step", "1");

  await onward(page, "look");
  await tabTo(page, "#representation-map select");
  await press(page, "ArrowDown");
  await expect(page).toHaveURL(/colourBy=/);
});
