// Look inside: how blind an encoder is to what.

import { expect, type Page, test } from "@playwright/test";

import { askForLess, go, open } from "./page";
import { choose, QUICK, reached, start } from "./training";

/** The panel on a page whose sweeps are small: of 16 samples under 2 values, where a visitor's are of 64 under 6. */
async function openSmall(page: Page) {
  await askForLess(page, "beginSweep", { samples: 16, values: 2, clean: 128 });
  await openPanel(page);
}

async function openPanel(page: Page) {
  await open(page, "?device=cpu#step=look");
  await page.locator("#blindness").scrollIntoViewIfNeeded();
}

const sweep = (page: Page) => page.locator("#blindness").getByRole("button", { name: "Sweep it" });

/** The figures of a factor as the table has them. */
async function figuresOf(page: Page, factor: string): Promise<number[]> {
  const row = page.locator("#blindness tbody tr", { has: page.locator("th", { hasText: new RegExp(`^${factor} `) }) });
  return (await row.locator("td").allTextContents()).map((words) => Number(words.replace("−", "-")));
}

test("an encoder is blind to what it was to forget, and beside it stands the one before", async ({ page }) => {
  await openSmall(page);
  await sweep(page).click();
  await expect(page.locator("#blindness")).toHaveAttribute("data-shown", "reading");
  await expect(page.locator("#blindness")).toContainText(/Whitening kept 16 of 576 dimensions, by 128 clean pictures/);
  await expect(page.locator(".blindness-finding")).toContainText(/^Blind: the representation hardly moves with .*back\.g/);
  await page.locator("#blindness .as-table summary").click();
  await expect(page.locator("#blindness tbody tr")).toHaveCount(17);
  const [m, green] = [await figuresOf(page, "m"), await figuresOf(page, "back\\.g")];
  // The share of the variance, the whitened cosine, and firing, with what luck makes of it.
  expect(m[0]).toBeGreaterThan(10 * green[0]!);
  expect(m[1]).toBeLessThan(green[1]! - 0.1);
  expect(green[2]).toBeGreaterThanOrEqual(m[2]!);
  expect(green[2]).toBeGreaterThan(green[3]!);

  await page.locator("#blindness select").selectOption("invariant");
  await expect(page.locator("#blindness .legend-before")).toBeHidden();
  await sweep(page).click();
  await expect(page.locator("#blindness")).toHaveAttribute("data-shown", "invariant");
  await expect(page.locator("#blindness .legend-before")).toHaveText("what reads now");
  expect(await figuresOf(page, "m")).not.toEqual(m);
  await expect(page).toHaveURL(/swept=invariant/);
});

test("a sweep is stopped, and says what it could not have", async ({ page }) => {
  await openPanel(page);
  await sweep(page).click();
  await expect(page.locator("#blindness progress")).toBeVisible();
  await page.locator("#blindness").getByRole("button", { name: "Stop" }).click();
  await expect(page.locator("#blindness progress")).toBeHidden();
  await expect(page.locator("#blindness")).not.toHaveAttribute("data-shown");

  await page.route("**/invariant-row.safetensors", (route) => route.fulfill({ status: 404 }));
  await page.locator("#blindness select").selectOption("invariant-row");
  await sweep(page).click();
  await expect(page.locator("#errors")).toContainText("could not be downloaded");
  await expect(sweep(page)).toBeEnabled();
});

test("a run that trains is swept as it was, and what another encoder makes stale is given up with a word", async ({ page }) => {
  await openSmall(page);
  await go(page, "train");
  await choose(page, { ...QUICK, steps: 2000, measure_every: 2000, runs: "single" });
  await start(page);
  await reached(page, 1);
  await go(page, "look");
  await sweep(page).click();
  await expect(page.locator("#blindness")).toHaveAttribute("data-shown", "reading");
  await expect(page.locator("#blindness")).toContainText(/As it was at step \d+\. A small sample/);
  await sweep(page).evaluate((button) => {
    (button as HTMLButtonElement).click();
    document.getElementById("read-loaded")!.click();
  });
  await expect(page.locator("#blindness")).toContainText("The sweep of what read before was given up: another encoder reads now.");
  await expect(page.locator(".blindness-results")).toBeHidden();
});
