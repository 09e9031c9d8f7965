// The system's own colours (Windows' contrast themes): what is a background elsewhere is still to be seen.

import { expect, type Page, test } from "@playwright/test";

import { go, open, settled } from "./page";
import { choose, finished, QUICK, start } from "./training";

/** How far the colours of two places lie apart, from 0 to 765. */
async function distance(page: Page, place: string, property: string, other: string, otherProperty: string): Promise<number> {
  return page.evaluate(
    ([place, property, other, otherProperty]) => {
      const channels = (selector: string, name: string) => {
        const [element, pseudo] = selector.split("::");
        const style = getComputedStyle(document.querySelector(element!)!, pseudo ? `::${pseudo}` : undefined);
        const [red = 0, green = 0, blue = 0, alpha = 1] = (style.getPropertyValue(name).match(/[\d.]+/g) ?? []).map(Number);
        return alpha === 0 ? [Number.NaN] : [red, green, blue];
      };
      const [one, two] = [channels(place!, property!), channels(other!, otherProperty!)];
      return one.reduce((sum, value, index) => sum + Math.abs(value - (two[index] ?? 0)), 0);
    },
    [place, property, other, otherProperty],
  );
}

/** Least distance at which an eye tells two colours apart. */
const APART = 90;

for (const colorScheme of ["light", "dark"] as const) {
  test(`with the system's colours, ${colorScheme}, what colour shows is still shown`, async ({ page }) => {
    await page.emulateMedia({ forcedColors: "active", colorScheme });
    await open(page);
    await settled(page);
    for (const [place, property] of [
      ['.path a[aria-current="step"]', "background-color"],
      [".track-range", "background-color"],
      [".track-interval", "border-top-color"],
      [".track-estimate", "background-color"],
      [".track-truth", "background-color"],
      [".legend-estimate::before", "background-color"],
      [".legend-interval::before", "border-top-color"],
      [".legend-truth::before", "background-color"],
      [".legend-range::before", "background-color"],
      [".card", "border-top-color"],
      ["#copy-link", "border-top-color"],
    ] as const) {
      expect(await distance(page, place, property, "body", "background-color"), place).toBeGreaterThan(APART);
    }
    await expect(page.locator('.path a[aria-current="step"]')).toHaveCSS("forced-color-adjust", "none");
    expect(
      await distance(page, '.path a[aria-current="step"]', "color", '.path a[aria-current="step"]', "background-color"),
    ).toBeGreaterThan(APART);
    // Lines of the charts are painted by script, in the same colours.
    await expect.poll(() => paintedShare(page, "#charts canvas")).toBeGreaterThan(0.005);
    expect(await distance(page, "#onward", "color", "#onward", "background-color")).toBeGreaterThan(APART);
    await go(page, "train");
    await choose(page, { ...QUICK, steps: 3, measure_every: 3 });
    await start(page);
    await finished(page);
    await expect.poll(() => paintedShare(page, "#training-charts canvas")).toBeGreaterThan(0.005);
    await expect(page.locator(".legend-arm").first()).toBeVisible();
    for (const arm of [0, 1]) {
      const line = await page
        .locator(".legend-arm")
        .nth(arm)
        .locator("path")
        .evaluate((line) => getComputedStyle(line).stroke);
      const ground = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
      expect(line).not.toBe(ground);
    }
  });
}

/** How much of a canvas differs clearly from the page's ground. */
async function paintedShare(page: Page, canvas: string): Promise<number> {
  return page
    .locator(canvas)
    .first()
    .evaluate((canvas, apart) => {
      const { width, height } = canvas as HTMLCanvasElement;
      const pixels = (canvas as HTMLCanvasElement).getContext("2d")!.getImageData(0, 0, width, height).data;
      const ground = (getComputedStyle(document.body).backgroundColor.match(/\d+/g) ?? []).map(Number);
      let painted = 0;
      for (let at = 0; at < pixels.length; at += 4) {
        const distance = [0, 1, 2].reduce((sum, channel) => sum + Math.abs(pixels[at + channel]! - (ground[channel] ?? 0)), 0);
        if (pixels[at + 3]! > 128 && distance > apart) painted++;
      }
      return painted / (pixels.length / 4);
    }, APART);
}

test("less motion is asked for, and nothing moves by itself", async ({ page }) => {
  await page.emulateMedia({ reducedMotion: "reduce" });
  await open(page);
  const lasting = await page.evaluate(() =>
    document
      .getAnimations()
      .filter((animation) => Number(animation.effect?.getComputedTiming().duration ?? 0) > 10)
      .map(String),
  );
  expect(lasting).toEqual([]);
});

test("paper has the picture and the numbers, and nothing to press", async ({ page }) => {
  await open(page);
  await settled(page);
  await page.emulateMedia({ media: "print" });
  await expect(page.locator("#curve")).toBeVisible();
  await expect(page.locator("#estimates")).toBeVisible();
  for (const place of ["#path", "#menu", "#reset-page", "#onward", 'input[data-factor="m"]'])
    await expect(page.locator(place)).toBeHidden();
});
