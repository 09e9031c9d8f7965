// The page as such: loading, failures, sizes, origins.

import { expect, test } from "@playwright/test";

import { answered, coloursOn, drawStroke, open } from "./page";

test("before the engine is ready there is an example, and the canvas draws", async ({ page }) => {
  let release = () => {};
  const held = new Promise<void>((resolve) => (release = resolve));
  await page.route("**/engine_bg.wasm", async (route) => {
    await held;
    await route.continue();
  });
  await page.goto("./?device=cpu");
  await expect(page.locator("#hint")).toContainText("computed beforehand");
  await expect(page.locator(".estimate")).toHaveCount(4);
  await expect(page.locator("#load-words")).toContainText("Loading the engine");
  expect(await coloursOn(page, "#picture")).toBeGreaterThan(20);
  await page.getByText("Draw", { exact: true }).click();
  await drawStroke(page, [[0.2, 0.2], [0.8, 0.8]]);
  expect(await coloursOn(page, "#pad")).toBeGreaterThan(2);
  release();
  // What was drawn meanwhile is read as soon as the engine is there.
  await expect(page.locator("#status")).toHaveAttribute("data-answers", "1", { timeout: 120_000 });
  await expect(page.locator("#status")).toHaveAttribute("data-state", "ready");
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
  expect(words.some((text) => /Loading the engine: [\d.]+ MB of [\d.]+ MB/.test(text))).toBe(true);
  expect(words.some((text) => text.startsWith("Warming up"))).toBe(true);
});

for (const [name, body] of [
  ["not a weights file", "<!doctype html><title>not found</title>"],
  ["cut short", "\u0010\u0000\u0000\u0000\u0000\u0000\u0000\u0000{"],
] as const) {
  test(`weights that are ${name} are reported in plain words, and the page goes on`, async ({ page }) => {
    await page.route("**/base.safetensors", (route) => route.fulfill({ body }));
    await open(page);
    await expect(page.locator(".error").first()).toContainText(/weights/i);
    await page.locator('input[data-factor="m"]').fill("3");
    expect(await coloursOn(page, "#curve")).toBeGreaterThan(20);
  });
}

test("an engine that cannot be loaded says so and can be restarted", async ({ page }) => {
  await page.route("**/engine_bg.wasm", (route) => route.abort());
  await page.goto("./?device=cpu");
  await expect(page.locator("#status")).toHaveAttribute("data-state", "failed");
  await page.unroute("**/engine_bg.wasm");
  await page.getByRole("button", { name: "Restart the engine" }).click();
  await expect(page.locator("#status")).toHaveAttribute("data-state", "ready", { timeout: 120_000 });
});

test("another device can be chosen in the middle of the work", async ({ page }) => {
  await open(page);
  // A request is under way when the engine is stopped: the new engine must answer all the same.
  await page.locator("#view-count").fill("28");
  await page.locator("#device-choice").selectOption("auto");
  await expect(page.locator("#status")).toHaveAttribute("data-state", "loading");
  await page.locator("#device-choice").selectOption("cpu");
  await expect(page.locator("#status")).toHaveAttribute("data-state", "ready", { timeout: 120_000 });
  await expect(page.locator("#views")).toHaveAttribute("data-views", "128");
  await expect(page.locator(".error")).toHaveCount(0);
});

test("no request leaves the page's own origin", async ({ page, baseURL }) => {
  const origins = new Set<string>();
  page.on("request", (request) => {
    if (!request.url().startsWith("data:")) origins.add(new URL(request.url()).origin);
  });
  await open(page);
  await answered(page, () => page.getByRole("button", { name: "Other views" }).click());
  expect([...origins]).toEqual([new URL(baseURL!).origin]);
});

test("the page itself reports no error on the console", async ({ page }) => {
  const errors: string[] = [];
  page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
  page.on("pageerror", (error) => errors.push(error.message));
  await open(page);
  expect(errors).toEqual([]);
});

for (const width of [360, 390, 768, 1280, 1600]) {
  test(`nothing is wider than the page at ${width} pixels`, async ({ page }) => {
    await page.setViewportSize({ width, height: 900 });
    await open(page);
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect(overflow).toBe(0);
  });
}
