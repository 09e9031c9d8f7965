// Choosing many things at once (a preset, an address, the way back, Reset): one change to one new state, and no more than that.

import { expect, type Page, test } from "@playwright/test";

import { addressNow, answered, drawStroke, drawTriangle, go, open, setSlider, settled, withoutGpu } from "./page";

const encoder = (page: Page) => page.locator("#encoder-choice");

/** What is read with M and the seed; the factors of a Spirograph in the engine's order. */
type Request = { subject: { factors?: Record<string, number> | number[] }; views: number; seed: number };

/** Writes down in the page what its worker is asked to read. */
async function recordRequests(page: Page) {
  await page.addInitScript(() => {
    const requests: unknown[] = ((window as unknown as { requests: unknown[] }).requests = []);
    const post = Worker.prototype.postMessage;
    Worker.prototype.postMessage = function (this: Worker, message: { name?: string; asked?: unknown }, ...rest: []) {
      if (message.name === "readBack") requests.push([message.asked].flat()[0]);
      return post.call(this, message, ...rest);
    };
  });
}

/** What was asked since the last look, as text: factors, M and seed. */
async function requests(page: Page): Promise<string[]> {
  const asked = await page.evaluate(() => (window as unknown as { requests: Request[] }).requests.splice(0));
  return asked.map(({ subject, views, seed }) => `${Object.values(subject.factors ?? {}).join(",")} M=${views} seed=${seed}`);
}

/** Opens the page where there is no GPU: Reset, which chooses the best there is, is as quick as the rest. */
async function openWithoutGpu(page: Page) {
  await withoutGpu(page);
  await open(page, "");
}

/** A hand without flaws, which an address does not name. */
const NO_FLAWS = ",0,0,0,0,0,0,0";
const FIRST = `4,0.6,1.4,0.4,0.95,0.1,0.75,0.12,0.45,0.3${NO_FLAWS} M=16 seed=1`;
const ROSE = `5,0.5,2.5,0.3,1,0.16,0.55,0.05,0.62,0.14${NO_FLAWS} M=16 seed=1`;
const OTHER = "2.5,0.3,1,0.5,0.9,0.2,0.8,0.1,0.5,0.4";

test("a preset, an address, the way back and Reset ask the engine once each, and for the very state that was chosen", async ({ page }) => {
  await recordRequests(page);
  await openWithoutGpu(page);
  await settled(page);
  expect(await requests(page)).toEqual([FIRST]);
  await answered(page, () => page.locator("#preset-choice").selectOption("Rose"));
  expect(await requests(page)).toEqual([ROSE]);
  await expect(page).toHaveURL(/factors=5,/);
  await answered(page, () => page.evaluate((factors) => void (location.hash = `factors=${factors}&views=4&seed=7`), OTHER));
  expect(await requests(page)).toEqual([`${OTHER}${NO_FLAWS} M=4 seed=7`]);
  await answered(page, () => page.goBack());
  expect(await requests(page)).toEqual([ROSE]);
  await answered(page, () => page.goForward());
  expect(await requests(page)).toEqual([`${OTHER}${NO_FLAWS} M=4 seed=7`]);
  await answered(page, () => page.getByRole("button", { name: "Reset", exact: true }).click());
  expect(await requests(page)).toEqual([FIRST]);
});

test("a visitor's own encoder stays with a preset and on the way back; Reset, and an address that names another, choose that", async ({
  page,
}) => {
  await openWithoutGpu(page);
  await encoder(page).selectOption("invariant");
  await expect(page.locator("#encoder")).toContainText("“invariant”");
  await expect(page).toHaveURL(/encoder=invariant/);
  await go(page, "train");
  await page.locator("#load-weights").setInputFiles("tests/fixtures/deep.safetensors");
  await expect(page.locator("#encoder")).toContainText("“deep”");
  await expect(encoder(page)).toHaveValue("file");
  const isOwn = async () => {
    await expect(encoder(page)).toHaveValue("file");
    await answered(page, () => page.locator("#new-views").click());
    await expect(page.locator("#encoder")).toContainText("“deep”");
  };

  await go(page, "make");
  await page.locator("#preset-choice").selectOption("Rose");
  await isOwn();
  await go(page, "draw");
  await page.goBack();
  await expect(page.locator("#content")).toHaveAttribute("data-step", "make");
  await isOwn();
  // Another device is chosen: the encoder stays.
  await page.locator("#device-choice").selectOption("cpu");
  await isOwn();

  // Before the file the address had named an encoder: the way back leads to that.
  for (let steps = 0; steps < 3; steps++) await page.goBack();
  await expect(encoder(page)).toHaveValue("invariant");
  await expect(page.locator("#encoder")).toContainText("“invariant”");

  await go(page, "train");
  await page.locator("#load-weights").setInputFiles("tests/fixtures/deep.safetensors");
  await expect(page.locator("#encoder")).toContainText("“deep”");
  await page.getByRole("button", { name: "Reset", exact: true }).click();
  await expect(encoder(page)).toHaveValue("base");
  await expect(page.locator("#encoder")).toContainText("“base”", { timeout: 120_000 });
});

test("a file that is no encoder leaves the one that reads", async ({ page }) => {
  await open(page, "?device=cpu#step=train");
  await page
    .locator("#load-weights")
    .setInputFiles({ name: "no.safetensors", mimeType: "application/octet-stream", buffer: Buffer.from("no") });
  await expect(page.locator("#errors")).toContainText("weights file cannot be used");
  await expect(encoder(page)).toHaveValue("base");
  await expect(page.locator("#encoder")).toContainText("“base”");
});

test("what was found in the strokes stays while they do", async ({ page }) => {
  await page.emulateMedia({ reducedMotion: "reduce" });
  await open(page);
  await drawTriangle(page);
  await page.locator("#find-tools").getByRole("button", { name: "Find the Spirograph in it" }).click();
  const isFound = () => expect(page.locator("#find-tools")).toHaveAttribute("data-state", "found");
  await isFound();
  await page.locator("#preset-choice").selectOption("Rose");
  await isFound();
  await go(page, "make");
  await setSlider(page, 'input[data-factor="m"]', 2.5);
  await page.goBack();
  await expect(page.locator("#content")).toHaveAttribute("data-step", "draw");
  await isFound();
  await page.goBack();
  await expect(page).not.toHaveURL(/factors=/);
  await isFound();
  // Other strokes, or another colour of theirs: it is not in them.
  await page.locator("#paper-colour").fill("#102030");
  await expect(page.locator("#find-tools")).toHaveAttribute("data-state", "nothing");
});

test("a stroke ends when it is undone while the button is down", async ({ page }) => {
  await open(page);
  await go(page, "draw");
  await drawStroke(page, [
    [0.2, 0.2],
    [0.2, 0.8],
  ]);
  const strokes = async () => new URLSearchParams((await addressNow(page)).slice(1)).get("drawing") ?? "";
  const first = await strokes();
  expect(first).not.toBe("");
  const box = (await page.locator("#pad").boundingBox())!;
  await page.mouse.move(box.x + 0.5 * box.width, box.y + 0.5 * box.height);
  await page.mouse.down();
  await page.mouse.move(box.x + 0.6 * box.width, box.y + 0.5 * box.height);
  await page.locator("#undo").evaluate((undo) => (undo as HTMLButtonElement).click());
  await page.mouse.move(box.x + 0.8 * box.width, box.y + 0.8 * box.height);
  await page.mouse.up();
  expect(await strokes()).toBe(first);
});
