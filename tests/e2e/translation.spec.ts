// What a browser's translation must leave: names of factors, symbols, formulas, code and numbers.

import { expect, type Page, test } from "@playwright/test";

import { FACTOR_NAMES } from "../../www/src/engine/factors";
import { STEPS } from "../../www/src/state/page-state";
import { drawTriangle, go, open, settled } from "./page";
import { choose, finished, QUICK, start } from "./training";

/**
 * Does to the page what a translation does: every word of every text that may be translated is another one. The texts of some
 * places, just before and just after it.
 */
async function translate(page: Page, places: string[]) {
  return page.evaluate((places) => {
    const textsOf = () => places.map((place) => [...document.querySelectorAll(place)].map(({ textContent }) => textContent));
    const before = textsOf();
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const texts: Text[] = [];
    while (walker.nextNode()) texts.push(walker.currentNode as Text);
    for (const text of texts) {
      const place = text.parentElement;
      if (!place || ["SCRIPT", "STYLE"].includes(place.tagName)) continue;
      let isKept = false;
      for (let above: HTMLElement | null = place; above; above = above.parentElement) {
        if (above.translate === false) isKept = true;
      }
      if (!isKept) text.data = text.data.replace(/\p{L}[\p{L}.]*/gu, "xxx");
    }
    return { before, after: textsOf() };
  }, places);
}

const texts = (page: Page, selector: string) => page.locator(selector).allTextContents();

test("a translated page still has its factors, formulas and numbers", async ({ page }) => {
  await open(page);
  await settled(page);
  await drawTriangle(page);
  await go(page, "look");
  await expect(page.locator("#representation-map")).toHaveAttribute("data-points", /\d/);
  await expect(page.locator("#sensitivity-now")).toHaveAttribute("data-shown", /now/);
  await page.locator(".map-canvas").focus();
  await page.keyboard.press("ArrowRight");
  await go(page, "train");
  await choose(page, { ...QUICK, steps: 2, measure_every: 2 });
  await start(page);
  await finished(page);
  const places = [
    "#estimates .factor-name",
    "#estimates .estimate-value",
    ".factor-slider .factor-name",
    ".factor-slider .factor-value",
    ".sample-factors dt",
    "#standard-errors td",
    ".setting-role .factor-name",
    ".setting-range .factor-name",
    ".formula-line",
    "code",
    "#training-outcome td",
    "#charts figcaption",
    "#representation-map option",
  ];
  for (const step of STEPS) await go(page, step);
  // What would come later would be written anew, and not be translated.
  await settled(page);
  const { before, after } = await translate(page, places);
  for (const [index, place] of places.entries()) {
    expect(before[index]!.length, place).toBeGreaterThan(0);
    expect(after[index], place).toEqual(before[index]);
  }
  // In running words the names alone stay.
  const errors = await texts(page, "#training-charts figcaption");
  expect(errors).toContainEqual(expect.stringMatching(/^xxx xxx m, M = \d+$/));
  expect(await texts(page, "#trends-table thead th")).toEqual([
    "xxx",
    ...FACTOR_NAMES.filter((name) => ["m", "b", "sigma", "fore.r"].includes(name)),
  ]);
  // It was translated at all.
  await expect(page.locator("h1")).toHaveText("xxx xxx");
});
