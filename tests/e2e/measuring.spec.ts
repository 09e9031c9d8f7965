// The encoders that come with the page, and what it measures of them.

import { readFileSync } from "node:fs";
import { expect, type Page, test } from "@playwright/test";

import { askForLess, go, open } from "./page";
import { choose, finished, QUICK, start } from "./training";

/** What `spiro eval --training-samples 600 --test-samples 200 --out …` wrote of an encoder. */
function evaluated(name: string): {
  read_back: { views: number; errors: Record<string, number> }[];
  conditional_variance: number;
  nuisance_share: number;
} {
  return JSON.parse(readFileSync(`tests/fixtures/evaluation-${name}.json`, "utf8")).evaluation;
}

/** Single precision in another order of summation, and three figures on the page. */
function expectNearly(found: number, expected: number) {
  expect(Math.abs(found / expected - 1)).toBeLessThan(0.01);
}

async function measured(page: Page, views: number): Promise<number> {
  const row = page.locator(`#measure-table tr[data-views="${views}"]`);
  await expect(row).toBeVisible({ timeout: 500_000 });
  return Number(await row.getAttribute("data-mean"));
}

for (const name of ["base", "invariant"]) {
  test(`the page measures of ${name} what spiro eval does`, async ({ page }) => {
    test.setTimeout(600_000);
    await open(page, `?device=cpu&encoder=${name}`);
    await expect(page.locator("#encoder")).toContainText(`“${name}”`);
    await go(page, "look");
    await page.getByRole("button", { name: "Measure it here" }).click();
    const { read_back, conditional_variance, nuisance_share } = evaluated(name);
    for (const { views, errors } of read_back) {
      const values = Object.values(errors);
      expectNearly(await measured(page, views), values.reduce((sum, error) => sum + error, 0) / values.length);
    }
    const words = (await page.locator("#measure-words").textContent()) ?? "";
    const figures = [...words.matchAll(/: (\d\S*\d)/g)].map(([, figure]) => Number(figure));
    expect(figures).toHaveLength(2);
    expectNearly(figures[0]!, conditional_variance);
    expectNearly(figures[1]!, nuisance_share);
  });
}

test("another encoder reads as soon as it is chosen, and one that cannot be had leaves the old one", async ({ page }) => {
  await open(page, "?device=cpu");
  await expect(page.locator("#encoder")).toContainText("“base”");
  await page.locator("#encoder-choice").selectOption("invariant");
  await expect(page.locator("#encoder")).toContainText("“invariant”");
  await page.route("**/base-row.safetensors", (route) => route.fulfill({ status: 404 }));
  await page.locator("#encoder-choice").selectOption("base-row");
  await expect(page.locator("#errors")).toContainText("could not be downloaded");
  await expect(page.locator("#encoder-choice")).toHaveValue("invariant");
  await expect(page.locator("#encoder")).toContainText("“invariant”");
});

test("a run that has learned other roles is measured and shown by these", async ({ page }) => {
  await askForLess(page, "evaluate", { training_samples: 60, test_samples: 20 });
  await open(page, "?device=cpu#step=train");
  await choose(page, { ...QUICK, steps: 2, measure_every: 2 });
  await page.locator('[name="role-b"]').selectOption("nuisance");
  await page.locator('[name="role-h"]').selectOption("interest");
  await start(page);
  await finished(page);
  await go(page, "look");
  await page.getByRole("button", { name: "Measure it here" }).click();
  await expect(page.locator("#measure-table thead th")).toHaveText(["error", "m", "h", "sigma", "fore.r", "mean"], { timeout: 240_000 });
  await page.locator("#sensitivity-now summary").click();
  await expect(page.locator("#sensitivity-now tbody th", { hasText: /^[bh] / })).toHaveText(["b (nuisance)", "h (interest)"]);
  await go(page, "make");
  const labels = (id: string) => page.locator(`#${id} .factor-name`).allTextContents();
  expect(await labels("interest-factors")).toEqual(["m", "h", "sigma", "fore.r"]);
  // The encoder as it was loaded has its own roles.
  await go(page, "train");
  await page.locator("#read-loaded").check();
  await go(page, "make");
  await expect(page.locator("#interest-factors .factor-name")).toHaveText(["m", "b", "sigma", "fore.r"]);
});
