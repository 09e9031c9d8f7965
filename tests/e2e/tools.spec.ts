// The page as a whole: its link, presets, the way back, reset, files.

import { readFile } from "node:fs/promises";
import { expect, type Page, test } from "@playwright/test";

import { answered, coloursAt, drawStroke, estimates, go, open, ready, setSlider, settled, setViews } from "./page";
import { choose } from "./training";

const factor = (page: Page, name: string) => page.locator(`input[data-factor="${name}"]`);

/** What an entry of the menu saves. */
async function saved(page: Page, entry: string): Promise<{ name: string; bytes: Buffer }> {
  await page.locator("#save-menu summary").click();
  const waiting = page.waitForEvent("download");
  await page.getByRole("button", { name: entry }).click();
  const download = await waiting;
  return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
}

test("a copied link opens the page as it stands, strokes and settings included", async ({ page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await open(page);
  await setSlider(page, 'input[data-factor="m"]', 2.5);
  await setViews(page, 28);
  await go(page, "draw");
  await answered(page, () =>
    drawStroke(page, [
      [0.2, 0.3],
      [0.5, 0.7],
      [0.8, 0.3],
    ]),
  );
  await answered(page, () => page.locator("#new-views").click());
  const read = await estimates(page);
  await go(page, "train");
  await choose(page, { lambda: 0.02, batch: 12 });
  await go(page, "draw");
  const strokes = await coloursAt(page, "#pad");
  // The button says it for a moment only.
  const said = page.locator("#copy-link").evaluate(
    (button) =>
      new Promise((resolve) => {
        new MutationObserver(() => resolve(button.textContent)).observe(button, { childList: true });
      }),
  );
  await page.getByRole("button", { name: "Copy link" }).click();
  expect(await said).toBe("Copied");
  await expect(page.locator("#announcements")).toContainText("Copied");
  const link = await page.evaluate(() => navigator.clipboard.readText());

  const other = await context.newPage();
  await other.goto(link);
  await ready(other);
  await settled(other);
  await expect(other.locator("#content")).toHaveAttribute("data-step", "draw");
  await expect(other.locator("#view-count-value")).toHaveText("28");
  // Points are on a grid of hundredths: what is read hardly differs.
  const again = await estimates(other);
  for (const name of Object.keys(read)) expect(Math.abs(again[name]! - read[name]!)).toBeLessThan(0.02);
  const same = (await coloursAt(other, "#pad")).filter((colour, index) => colour === strokes[index]).length;
  expect(same).toBeGreaterThan(0.95 * strokes.length);
  await go(other, "train");
  await expect(other.locator('#training-form [name="batch"]')).toHaveValue("12");
  await expect(other.locator('#training-form [name="lambda"]:not([type="range"])')).toHaveValue("0.02");
  await go(other, "make");
  await expect(factor(other, "m")).toHaveValue("2.5");
});

test("a preset, a step and a reset can be taken back", async ({ page }) => {
  await open(page);
  await page.locator("#preset-choice").selectOption("Rose");
  await expect(factor(page, "m")).toHaveValue("5");
  await expect(page).toHaveURL(/factors=5,/);
  await go(page, "look");
  await page.goBack();
  await expect(page.locator("#content")).toHaveAttribute("data-step", "make");
  await expect(factor(page, "m")).toHaveValue("5");
  await page.getByRole("button", { name: "Reset", exact: true }).click();
  await expect(factor(page, "m")).toHaveValue("4");
  await expect(page).toHaveURL(/^[^#]*#?$/);
  await page.goBack();
  await expect(factor(page, "m")).toHaveValue("5");
});

test("unknown parts of an address are reported, and the rest is used", async ({ page }) => {
  await open(page, "?device=cpu#step=look&views=3.5&colour=red");
  await expect(page.locator("#content")).toHaveAttribute("data-step", "look");
  await expect(page.locator("#notices")).toContainText("left out: views, colour");
  await page.locator("#notices").getByRole("button", { name: "Dismiss" }).click();
  await expect(page.locator("#notices .notice")).toHaveCount(0);
});

test("the curve, the plots and all numbers on show are saved", async ({ page }) => {
  await open(page);
  await settled(page);
  const svg = await saved(page, "The curve (SVG)");
  expect(svg.bytes.toString()).toContain("<path");
  const curve = await saved(page, "The curve (PNG)");
  const plots = await saved(page, "The plots on show (PNG)");
  for (const { name, bytes } of [curve, plots]) {
    expect(name).toMatch(/\.png$/);
    expect(bytes.subarray(1, 4).toString()).toBe("PNG");
  }
  // Four plots, one below the other: higher than wide. A PNG's size stands at its byte 16.
  expect(plots.bytes.readUInt32BE(20)).toBeGreaterThan(plots.bytes.readUInt32BE(16));
  const { choices, reading } = JSON.parse((await saved(page, "Everything on show (JSON)")).bytes.toString()) as {
    choices: { views: number };
    reading: { estimates: { estimate: number }[]; by_views: unknown[] };
  };
  expect(choices.views).toBe(16);
  expect(reading.by_views).toHaveLength(5);
  expect(reading.estimates.map(({ estimate }) => estimate.toFixed(3))).toEqual(
    Object.values(await estimates(page)).map((value) => value.toFixed(3)),
  );
});
