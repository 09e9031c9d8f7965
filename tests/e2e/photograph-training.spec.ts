// Training on photographs, and the map of their crops.

import { expect, type Page, test } from "@playwright/test";

import { coloursAt, go, lookAt, open } from "./page";
import { choose, finished, panel, QUICK, start } from "./training";

const CANVAS = "#representation-map .map-canvas";

/** The names of the rows of the form, those that are folded away among them. */
const rows = (page: Page) =>
  page.locator("#training-form [name]").evaluateAll((inputs) => [...new Set(inputs.map((input) => (input as HTMLInputElement).name))]);

const openOn = (page: Page, fragment: string) => open(page, `?device=cpu#source=photographs&${fragment}`);

test("the form has what means something for photographs, and each source its own experiments", async ({ page }) => {
  await open(page, "?device=cpu#step=train&experiment=renyi");
  const experiment = page.locator("#training-experiment");
  await expect(experiment).toHaveValue("renyi");
  await expect.poll(() => rows(page)).toEqual(expect.arrayContaining(["split", "contrasts", "pictures", "role-m", "m-from"]));
  expect(await rows(page)).not.toContain("framing");

  await lookAt(page, "photographs");
  await expect(experiment).toHaveValue("photographs");
  await expect(experiment.locator("option")).toHaveText([/^photographs: /, /^paired: /, /^your own/]);
  await expect.poll(() => rows(page)).toContain("framing");
  const shown = await rows(page);
  for (const key of ["split", "contrasts", "pictures", "role-m", "m-from"]) expect(shown).not.toContain(key);
  expect(shown.filter((name) => name.startsWith("role-"))).toEqual(["role-brightness", "role-contrast", "role-saturation", "role-hue"]);
  expect(shown.filter((name) => name.endsWith("-from"))).toEqual(["brightness-from", "contrast-from", "saturation-from", "hue-from"]);
  await expect(page.locator("#training-comparison")).toContainText("found first");

  await experiment.selectOption("own");
  await expect(page.locator("#own-quantity")).toContainText("share found first, M = 16");
  await expect(page.locator("#own-quantity")).not.toContainText("mean error");
  await lookAt(page, "spirographs");
  await expect(page.locator("#own-quantity")).toContainText("mean error, M = 16");
  await expect(page.locator("#own-quantity")).not.toContainText("found first");
});

test("roles and ranges of the four factors reach the run; a range that is none is named", async ({ page }) => {
  await openOn(page, "step=train&experiment=paired");
  await choose(page, { ...QUICK, steps: 2, measure_every: 2, "role-hue": "fixed" });
  await page.locator("#training-form summary", { hasText: "Ranges of the factors" }).click();
  await page.locator('[name="brightness-from"]').fill("2");
  await start(page);
  await expect(page.locator("#errors")).toContainText("The range of brightness must have its ends between 0.6 and 1.4.");
  await expect(page.locator('[name="brightness-from"]')).toHaveAttribute("aria-invalid", "true");
  await page.locator('[name="brightness-from"]').fill("0.9");
  await start(page);
  await finished(page);
  const quantities = page.locator("#training-outcome tbody tr");
  await expect(quantities.filter({ hasText: "sensitivity to brightness" })).toHaveCount(1);
  // What is the same in all pictures moves nothing.
  await expect(quantities.filter({ hasText: "sensitivity to hue" })).toHaveCount(0);
  await expect(quantities.filter({ hasText: "share found first, M = 16" })).toHaveCount(1);
  await expect(page.locator("#training-charts")).toContainText("Invariance, on held-out crops");
  await expect(page.locator("#training-charts")).not.toContainText(/Spirographs/);
});

test("a run on photographs is kept; where others are open it says what it needs, and goes on where they are the same", async ({ page }) => {
  await openOn(page, "step=train&experiment=paired");
  await choose(page, QUICK);
  await page.locator("#training-step").click();
  await expect(panel(page)).toHaveAttribute("data-saved-step", "1", { timeout: 120_000 });
  await page.goto("./?device=cpu#step=train");
  await page.reload();
  await expect(page.locator("#training-offer-words")).toContainText("on cat, coffee, astronaut, rocket", { timeout: 120_000 });
  await expect(page.locator("#training-resume")).toBeEnabled({ timeout: 120_000 });
  await page.locator("#training-resume").click();
  await expect(page.locator("#errors")).toContainText("learns from photographs that are not open now: open the same ones");
  await expect(page.locator("#training-offer-words")).toContainText("at step 1 of 6");

  await lookAt(page, "photographs");
  await expect(page.locator("#encoder")).toContainText("crops-base", { timeout: 120_000 });
  await page.locator("#training-resume").click();
  await expect(panel(page)).toHaveAttribute("data-state", "paused");
  await expect(page.locator("#training-words")).toHaveText("Step 1 of 6: paused.");
  // A run on photographs reads no Spirographs, and says what it has learned from.
  await lookAt(page, "spirographs");
  await expect(page.locator("#training-elsewhere")).toHaveText("It has learned from crops of cat, coffee, astronaut, rocket.");
  await expect(page.locator("#training-reads")).toBeHidden();
  await go(page, "make");
  await expect(page.locator(".estimate")).toHaveCount(4);
});

test("the map has crops as marks, framed in the colour of a factor, which the card shows by pointer and by keyboard", async ({ page }) => {
  await openOn(page, "step=look&colourBy=m");
  const map = page.locator("#representation-map");
  await expect(map).toHaveAttribute("data-points", "160", { timeout: 120_000 });
  await expect(map).toContainText("Each picture is a crop that nothing was learned from");
  // A factor of Spirographs that was chosen waits for them.
  const colourBy = page.getByLabel("colour by");
  await expect(colourBy).toHaveValue("brightness");
  await expect(colourBy.locator("option")).toHaveText(["brightness", "contrast", "saturation", "hue"]);
  const byBrightness = await coloursAt(page, CANVAS);
  await page.locator('[data-action="colour-by-hue"]').click();
  await expect(colourBy).toHaveValue("hue");
  await expect(page.locator(CANVAS)).toHaveAccessibleName(/^160 crops of photographs as pictures; .* Coloured by hue, from -0.1 to 0.1\.$/);
  await expect.poll(() => coloursAt(page, CANVAS)).not.toEqual(byBrightness);

  await page.locator(CANVAS).focus();
  await page.keyboard.press("Home");
  const card = page.locator(".sample-card");
  await expect(card.locator("canvas")).toHaveAccessibleName("The sample’s crop");
  await expect(card.locator("dt")).toHaveText(["brightness", "contrast", "saturation", "hue"]);
  await expect(page.locator("#announcements")).toContainText(/Sample \d+: brightness \d/);
  const crop = await coloursAt(page, ".sample-card canvas");
  expect(new Set(crop).size).toBeGreaterThan(20);
  await page.keyboard.press("End");
  await expect.poll(() => coloursAt(page, ".sample-card canvas")).not.toEqual(crop);

  await page.locator("#measure-run").click();
  await expect(page.locator("#measure-words")).toContainText(/Conditional variance of the normalised representation: 0\.\d/, {
    timeout: 120_000,
  });
  await expect(page.locator("#measure-table")).toBeHidden();

  await lookAt(page, "spirographs");
  await expect(map).toHaveAttribute("data-points", "300", { timeout: 120_000 });
  await expect(colourBy).toHaveValue("m");
  await expect(map).toContainText("Each point is a Spirograph");
  await expect(card).toHaveText("Point at a sample to see it here.");
});
