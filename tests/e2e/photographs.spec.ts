// Photographs in the place of Spirographs: how they are chosen, painted and kept, and what engines are given.

import { readFileSync } from "node:fs";

import { expect, test } from "@playwright/test";

import { addressNow, crash, go, lookAt, open, setSlider } from "./page";
import { choose, colourful, expectNear, painted, shown } from "./photographs";

test("photographs are chosen in the head and on the step, painted under the sliders, and held by the address", async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await open(page);
  await page.locator("main .source-choice:visible select").selectOption("photographs");
  await painted(page, "cat");
  await page.setViewportSize({ width: 1280, height: 900 });
  await expect(page.locator("#source-choice")).toHaveValue("photographs");
  await expect(page.locator("#encoder-choice")).toHaveValue("crops-base");
  await expect(page.locator("#encoder-choice option:not([hidden])")).toHaveCount(2);
  for (const hidden of ["#reading", "#curve", "#view-count"]) await expect(page.locator(hidden)).toBeHidden();
  await expect(page.locator("#crops-words")).toHaveText(/^\d+ crops of 32 × 32 pixels to learn from, and \d+ at the right/);

  await page.locator("#photo-choice").selectOption("coffee");
  await painted(page, "coffee");
  const before = (await shown(page, [0.5, 0.5])).colours;
  await setSlider(page, '#photo-factors [data-factor="brightness"]', 0.7);
  await expect.poll(async () => (await shown(page, [0.5, 0.5])).colours).not.toEqual(before);
  expectNear(
    (await shown(page, [0.5, 0.5])).colours,
    before.map((colour) => colour.map((level) => 0.7 * level)),
    3,
  );
  await setSlider(page, '#photo-factors [data-factor="hue"]', -0.05);
  expect(await addressNow(page)).toContain("source=photographs&photo=coffee&colours=brightness(0.7),hue(-0.05)");

  for (const factor of ["brightness", "contrast", "saturation", "hue"]) {
    await page.locator(`#photo-factors [data-factor="${factor}"]`).hover();
    await expect(page.locator("#photo-derivative")).toHaveAttribute("data-factor", factor);
    await expect(page.locator("#photo-derivative")).toBeVisible();
    await expect(page.locator("#photo-derivative-caption")).toContainText(`∂photo/∂${factor}: lighter`);
  }

  await page.reload();
  await painted(page, "coffee");
  await expect(page.locator('#photo-factors [data-factor="brightness"]')).toHaveValue("0.7");
  await page.locator("#reset-colours").click();
  expect(await addressNow(page)).not.toContain("colours");
  await page.locator("#draw-colours").click();
  expect(await addressNow(page)).toMatch(/colours=.*brightness\(/);
  await expect(page.locator("#errors")).toBeEmpty();
});

test("the browser finds the same bytes in the page's photographs as any other decoder", async ({ page }) => {
  const digest = /digest of their crops is `([0-9a-f]{16})`/.exec(readFileSync("www/assets/photographs/README.md", "utf8"))?.[1];
  await open(page, "?device=cpu#source=photographs");
  await expect(page.locator("#crops-pictures")).toHaveAttribute("data-digest", String(digest));
});

test("back, presets and a reset lead from photographs to where they should", async ({ page }) => {
  await open(page);
  await lookAt(page, "photographs");
  await painted(page, "cat");
  await page.goBack();
  await expect(page.locator("#source-choice")).toHaveValue("spirographs");
  await expect(page.locator("#encoder-choice")).toHaveValue("base");
  await expect(page.locator("#curve")).toBeVisible();
  await page.goForward();
  await painted(page, "cat");
  await expect(page.locator("#preset-choice")).toHaveValue("");
  await page.locator("#preset-choice").selectOption("Rose");
  await expect(page.locator("#source-choice")).toHaveValue("spirographs");
  await expect(page.locator("#curve")).toBeVisible();
  await page.goBack();
  await expect(page.locator("#source-choice")).toHaveValue("photographs");
  await page.locator("#reset-page").click();
  await expect(page.locator("#source-choice")).toHaveValue("spirographs");
  expect(await addressNow(page)).toBe("");
  await expect(page.locator("#errors")).toBeEmpty();
});

test("whoever goes back and forth between sources quickly sees no error, and the last one counts", async ({ page }) => {
  await open(page);
  for (const step of ["make", "look", "draw"] as const) {
    await go(page, step);
    for (const source of ["photographs", "spirographs", "photographs", "spirographs", "photographs"]) {
      await lookAt(page, source);
      await page.waitForTimeout(120);
    }
    for (const source of ["mine", "spirographs", "photographs", "mine", "photographs", "spirographs"]) await lookAt(page, source);
    await expect(page.locator("#encoder-choice")).toHaveValue("base");
    await expect(page.locator("#reading")).toHaveAttribute("aria-busy", "false", { timeout: 60_000 });
    await expect(page.locator("#errors, #page-errors")).toHaveText(["", ""]);
  }
  await go(page, "make");
  await lookAt(page, "photographs");
  await painted(page, "cat");
  await expect(page.locator("#errors, #page-errors")).toHaveText(["", ""]);
});

test("an encoder from a file brings its pictures along, whichever they are", async ({ page }) => {
  const loaded = (name: string) => page.locator("#load-weights").setInputFiles(`www/assets/weights/${name}.safetensors`);
  await open(page);
  await go(page, "train");
  await loaded("crops-invariant");
  await expect(page.locator("#source-choice")).toHaveValue("photographs");
  await expect(page.locator("#encoder-choice")).toHaveValue("file");
  await go(page, "make");
  await painted(page, "cat");
  // An address cannot name it: going back to photographs keeps it, and to Spirographs does not.
  await page.goBack();
  await expect(page.locator("#encoder-choice")).toHaveValue("file");
  await loaded("other");
  await expect(page.locator("#source-choice")).toHaveValue("spirographs");
  await expect(page.locator("#encoder-choice")).toHaveValue("file");
  await expect(page.locator("#encoder")).toContainText("other");
  await lookAt(page, "photographs");
  await expect(page.locator("#encoder-choice")).toHaveValue("crops-base");
  await page.locator("#load-weights").setInputFiles({ name: "broken.safetensors", mimeType: "", buffer: Buffer.from("nothing") });
  await expect(page.locator("#errors")).not.toBeEmpty();
  await expect(page.locator("#source-choice")).toHaveValue("photographs");
  await expect(page.locator("#encoder-choice")).toHaveValue("crops-base");
});

test("photographs that cannot be downloaded are told, and asked for again", async ({ page }) => {
  await page.route("**/coffee.webp", (route) => route.abort());
  await open(page);
  await lookAt(page, "photographs");
  await expect(page.locator("#photo-words")).toHaveText("The photograph “coffee” could not be downloaded: the connection failed.");
  await page.unroute("**/coffee.webp");
  await page.locator("#photo-again").click();
  await painted(page, "cat");
  await expect(page.locator("#photo-again")).toBeHidden();
  await expect(page.locator("#errors")).toBeEmpty();
});

test("an engine that is started again has one's own photo, and those of the page", async ({ page }) => {
  await open(page);
  await lookAt(page, "mine");
  await choose(page, colourful("mine.png"));
  await painted(page, "mine.png");
  await crash(page);
  await page.getByRole("button", { name: "Restart the engine" }).click();
  await expect(page.locator("#encoder")).toContainText("parameters");
  const before = (await shown(page, [0.5, 0.5])).colours;
  await setSlider(page, '#photo-factors [data-factor="brightness"]', 0.6);
  await expect.poll(async () => (await shown(page, [0.5, 0.5])).colours).not.toEqual(before);
  await lookAt(page, "photographs");
  await painted(page, "cat");
  await lookAt(page, "mine");
  await painted(page, "mine.png");
  await expect(page.locator("#errors")).toBeEmpty();
});

test("another engine is given the photographs before it reads them", async ({ page }) => {
  await open(page, "?device=cpu#source=photographs");
  await painted(page, "cat");
  // A device that is chosen anew starts another engine, or lets one take over.
  await page.locator("#device-choice").selectOption("webgpu");
  await expect(page.locator("#status")).toHaveAttribute("data-device", "webgpu", { timeout: 240_000 });
  await setSlider(page, '#photo-factors [data-factor="hue"]', 0.1);
  await expect(page.locator("#errors")).toBeEmpty();
  await page.locator("#device-choice").selectOption("cpu");
  await expect(page.locator("#status")).toHaveAttribute("data-device", "cpu", { timeout: 240_000 });
  await page.locator("#photo-choice").selectOption("rocket");
  await painted(page, "rocket");
  await expect(page.locator("#errors")).toBeEmpty();
});
