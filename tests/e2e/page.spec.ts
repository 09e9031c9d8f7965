// The page as such: loading, failures, sizes, origins.

import { expect, test } from "@playwright/test";

import { answered, coloursAt, coloursOn, drawStroke, go, hold, open, ready, setSlider } from "./page";

test("before the engine is ready there is an example, and the canvas draws", async ({ page }) => {
  const release = await hold(page, "engine_bg.wasm");
  await page.goto("./?device=cpu");
  await expect(page.locator("#hint")).toContainText("computed beforehand");
  await expect(page.locator(".estimate")).toHaveCount(4);
  await expect(page.locator("#load-words")).toContainText("Loading the engine");
  await expect.poll(() => coloursOn(page, "#picture")).toBeGreaterThan(20);
  await go(page, "draw");
  await drawStroke(page, [
    [0.2, 0.2],
    [0.8, 0.8],
  ]);
  await expect.poll(() => coloursOn(page, "#pad")).toBeGreaterThan(2);
  release();
  // What was drawn meanwhile is read as soon as the engine is there.
  await expect(page.locator("#status")).toHaveAttribute("data-answers", "1", { timeout: 240_000 });
  await expect(page.locator("#status")).toHaveAttribute("data-state", "ready");
});

test("the first content is there within a second", { tag: "@alone" }, async ({ page }) => {
  await page.route("**/engine_bg.wasm", () => {});
  await page.goto("./?device=cpu");
  const painted = () => page.evaluate(() => performance.getEntriesByName("first-contentful-paint")[0]?.startTime);
  await expect.poll(painted).toBeDefined();
  console.log(`first content after ${Math.round((await painted())!)} ms`);
  expect(await painted()).toBeLessThan(1000);
});

test("progress is shown in bytes", async ({ page }) => {
  const words: string[] = [];
  await page.exposeFunction("heard", (text: string) => words.push(text));
  await page.addInitScript(() => {
    addEventListener("DOMContentLoaded", () => {
      const load = document.getElementById("load-words")!;
      new MutationObserver(() => (window as unknown as { heard(text: string): void }).heard(load.textContent ?? "")).observe(load, {
        childList: true,
      });
    });
  });
  await open(page);
  expect(words.some((text) => /^Loading the engine and the encoder's weights: [\d.]+ MB of [\d.]+ MB$/.test(text))).toBe(true);
});

test("the curve follows the sliders while the weights are still on their way", async ({ page }) => {
  await page.route("**/base.safetensors", () => {});
  await page.goto("./?device=cpu");
  await expect(page.locator("#status")).toHaveAttribute("data-device", "cpu");
  const before = await coloursAt(page, "#curve");
  await setSlider(page, 'input[data-factor="m"]', 2.2);
  await expect.poll(() => coloursAt(page, "#curve")).not.toEqual(before);
  await expect(page.locator("#hint")).toContainText("as soon as the engine is ready");
});

for (const [name, answer, words] of [
  ["not a weights file", { body: "<!doctype html><title>not found</title>" }, /weights file cannot be used/],
  ["cut short", { body: "\u0010\u0000\u0000\u0000\u0000\u0000\u0000\u0000{" }, /weights file cannot be used/],
  ["missing", { status: 404 }, /weights file could not be downloaded: the server answered 404/],
] as const) {
  test(`weights that are ${name} are reported in plain words, and the page goes on`, async ({ page }) => {
    await page.route("**/base.safetensors", (route) => route.fulfill(answer));
    await open(page);
    const before = await coloursAt(page, "#curve");
    await setSlider(page, 'input[data-factor="m"]', 2.2);
    await expect.poll(() => coloursAt(page, "#curve")).not.toEqual(before);
    // What the visitor did since has not put another error in the place of the cause.
    await expect(page.locator(".error p")).toHaveText(words);
    await go(page, "draw");
    await drawStroke(page, [
      [0.2, 0.2],
      [0.8, 0.8],
    ]);
    await expect.poll(() => coloursOn(page, "#pad")).toBeGreaterThan(2);
    await page.getByRole("button", { name: "Dismiss" }).click();
    await expect(page.locator(".error")).toHaveCount(0);
  });
}

// The engine's own code does not panic on request, so these replace one of its methods.
for (const [name, broken] of [
  ["in a call", "throw new WebAssembly.RuntimeError('unreachable')"],
  [
    "in the middle of its work",
    "queueMicrotask(() => { throw new WebAssembly.RuntimeError('unreachable'); }); return new Promise(() => {})",
  ],
] as const) {
  test(`an engine that crashes ${name} says so, and a new one reads the same drawing`, async ({ page }) => {
    await page.route("**/engine.js", async (route) => {
      const code = await (await route.fetch()).text();
      await route.fulfill({
        contentType: "text/javascript",
        body: `${code}\nconst readBack = Engine.prototype.readBack;
          Engine.prototype.readBack = function (request) {
            if (request.subject.kind === "drawing") { ${broken}; }
            return readBack.call(this, request);
          };`,
      });
    });
    await open(page);
    await go(page, "draw");
    await drawStroke(page, [
      [0.2, 0.2],
      [0.8, 0.8],
    ]);
    await expect(page.locator("#status")).toHaveAttribute("data-state", "failed");
    await expect(page.locator('.error[data-code="engine_crashed"]')).toContainText("nothing that you drew is lost");
    await page.unroute("**/engine.js");
    await answered(page, () => page.getByRole("button", { name: "Restart the engine" }).click());
    await expect(page.locator(".error")).toHaveCount(0);
    await expect(page.locator("#estimates")).toBeVisible();
  });
}

test("an engine that cannot be loaded says so and can be restarted", async ({ page }) => {
  await page.route("**/engine_bg.wasm", (route) => route.abort());
  await page.goto("./?device=cpu");
  await expect(page.locator("#status")).toHaveAttribute("data-state", "failed");
  const failure = page.locator(".error p");
  await expect(failure).toHaveText("The engine could not be downloaded: the connection failed.");
  // A lesser error does not take the place of the one that has a way out.
  await go(page, "train");
  await page.locator("#save-menu summary").click();
  await page.getByRole("button", { name: "The plots on show (PNG)" }).click();
  await expect(failure).toHaveText("The engine could not be downloaded: the connection failed.");
  await page.unroute("**/engine_bg.wasm");
  await page.getByRole("button", { name: "Restart the engine" }).click();
  await ready(page);
});

test("no request leaves the page's own origin, and nothing is an error on the console", async ({ page, baseURL }) => {
  const [origins, errors] = [new Set<string>(), [] as string[]];
  page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
  page.on("pageerror", (error) => errors.push(error.message));
  page.on("request", (request) => {
    if (!request.url().startsWith("data:")) origins.add(new URL(request.url()).origin);
  });
  await open(page);
  await answered(page, () => page.getByRole("button", { name: "Other views" }).click());
  expect([...origins]).toEqual([new URL(baseURL!).origin]);
  expect(errors).toEqual([]);
});

test("nothing is wider than the page, on screens of any width", async ({ page }) => {
  await open(page);
  for (const width of [1600, 1280, 768, 390, 360]) {
    await page.setViewportSize({ width, height: 900 });
    const overflow = () => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    // What is as wide as it may be is measured anew in the next frame.
    await expect.poll(overflow, `${width} pixels`).toBe(0);
  }
});
