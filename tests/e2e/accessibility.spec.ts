// What axe finds, in every step, in both colour schemes, on a narrow and on a wide screen.

import AxeBuilder from "@axe-core/playwright";
import { expect, type Page, test } from "@playwright/test";

import { STEPS } from "../../www/src/state/page-state";
import { drawTriangle, go, hold, open, ready } from "./page";
import { choose, finished, QUICK, start } from "./training";

/** The rules that look at colours; of the others none finds more in another scheme. */
const CONTRAST = ["color-contrast", "link-in-text-block"];

/** Screens on which it looks, and the rules by which, where not by all. */
const SCREENS = [
  [390, "light", undefined],
  [1280, "dark", CONTRAST],
  [1280, "light", undefined],
] as const;

async function show(page: Page, width: number, colorScheme: "light" | "dark") {
  await page.setViewportSize({ width, height: 900 });
  await page.emulateMedia({ colorScheme });
}

/** What axe finds: by all of its rules, unless some are named. */
async function violations(page: Page, rules?: string[]): Promise<string[]> {
  const axe = new AxeBuilder({ page });
  const { violations } = await (rules ? axe.withRules(rules) : axe).analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(" ")).join(", ")}`);
}

test("axe finds nothing in any step, on a wide and on a narrow screen, in light and in dark", async ({ page }) => {
  await open(page);
  for (const step of STEPS) {
    await go(page, step);
    if (step === "draw") await drawTriangle(page);
    for (const [width, colorScheme, rules] of SCREENS) {
      await show(page, width, colorScheme);
      // In some of them there are others.
      const closed = page.locator("main details:not([open]) > summary:visible");
      while ((await closed.count()) > 0) await closed.first().click();
      expect(await violations(page, rules), `${step}, ${width} pixels, ${colorScheme}`).toEqual([]);
    }
  }
});

test("axe finds nothing where photographs are made, where one is invited, and in the camera's dialog", async ({ page }) => {
  await page.addInitScript(() => {
    navigator.mediaDevices.getUserMedia = async () => document.createElement("canvas").captureStream();
  });
  await open(page, "?device=cpu#source=photographs");
  await expect(page.locator("#photo-derivative")).toBeVisible();
  for (const [width, colorScheme, rules] of SCREENS) {
    await show(page, width, colorScheme);
    expect(await violations(page, rules), `${width} pixels, ${colorScheme}`).toEqual([]);
  }
  await page.locator("main .source-choice:visible select").selectOption("mine");
  await expect(page.locator("#photo-invitation")).toBeVisible();
  expect(await violations(page)).toEqual([]);
  await page.locator("#photo-camera").click();
  await expect(page.locator("#camera")).toBeVisible();
  expect(await violations(page)).toEqual([]);
});

test("axe finds nothing where a crop is found again, and in the other steps of photographs", async ({ page }) => {
  await open(page, "?device=cpu#source=photographs&step=draw");
  await expect(page.locator("#finding")).toHaveAttribute("data-crop", /\d/);
  for (const step of ["draw", "train", "look"] as const) {
    await go(page, step);
    for (const [width, colorScheme, rules] of [
      [390, "light", undefined],
      [1280, "dark", CONTRAST],
    ] as const) {
      await page.setViewportSize({ width, height: 900 });
      await page.emulateMedia({ colorScheme });
      expect(await violations(page, rules), `${step}, ${width} pixels, ${colorScheme}`).toEqual([]);
    }
  }
});

test("axe finds nothing while the engine loads, in the menu, and in the results of a run", async ({ page }) => {
  const release = await hold(page, "engine_bg.wasm");
  await page.goto("./?device=cpu");
  await expect(page.locator(".estimate")).toHaveCount(4);
  expect(await violations(page)).toEqual([]);
  release();
  await ready(page);
  await page.locator("#save-menu summary").click();
  expect(await violations(page)).toEqual([]);
  await go(page, "train");
  await choose(page, { ...QUICK, steps: 2, measure_every: 2 });
  await start(page);
  await finished(page);
  for (const table of await page.locator("#training-charts summary").all()) await table.click();
  expect(await violations(page)).toEqual([]);
});
