// What axe finds, in every step, in both colour schemes, on a narrow and on a wide screen.

import AxeBuilder from "@axe-core/playwright";
import { expect, type Page, test } from "@playwright/test";

import { STEPS } from "../../www/src/state/page-state";
import { drawTriangle, go, open } from "./page";
import { choose, finished, QUICK, start } from "./training";

async function violations(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(" ")).join(", ")}`);
}

for (const [width, colorScheme] of [
  [1280, "light"],
  [1280, "dark"],
  [390, "light"],
] as const) {
  test(`axe finds nothing in any step at ${width} pixels, ${colorScheme}`, async ({ page }) => {
    await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia({ colorScheme });
    await open(page);
    for (const step of STEPS) {
      await go(page, step);
      if (step === "draw") await drawTriangle(page);
      for (const fold of await page.locator("main details:visible > summary:visible").all()) await fold.click();
      expect(await violations(page), step).toEqual([]);
    }
  });
}

test("axe finds nothing while the engine loads, in the menu, and in the results of a run", async ({ page }) => {
  await page.goto("./?device=cpu");
  await expect(page.locator(".estimate")).toHaveCount(4);
  expect(await violations(page)).toEqual([]);
  await open(page);
  await page.locator("#save-menu summary").click();
  expect(await violations(page)).toEqual([]);
  await go(page, "train");
  await choose(page, { ...QUICK, steps: 2, measure_every: 2 });
  await start(page);
  await finished(page);
  for (const table of await page.locator("#training-charts summary").all()) await table.click();
  expect(await violations(page)).toEqual([]);
});
