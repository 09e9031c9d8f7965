// Two engines: the small one for the CPU reads first, and the one with WebGPU takes its place without a trace.

import { expect, type Page, test } from "@playwright/test";

import { disguise, inWorkers, NO_ADAPTER } from "./gpu";
import {
  answered,
  answers,
  drawTriangle,
  estimates,
  go,
  hold,
  onWebgpu,
  open,
  ready,
  recordWaits,
  setSlider,
  setViews,
  waits,
  withoutGpu,
} from "./page";
import { choose, history, panel, reached, SLOW_DEVICE, start } from "./training";

const WEBGPU = "engine_webgpu_bg.wasm";
const device = (page: Page) => page.locator("#device");

/** The files that the page asks for from here on. */
function asked(page: Page): string[] {
  const files: string[] = [];
  page.on("request", (request) => files.push(new URL(request.url()).pathname.slice(1)));
  return files;
}

test("WebGPU takes over with everything that was chosen, and nobody waits for it", { tag: "@alone" }, async ({ page }) => {
  const release = await hold(page, WEBGPU);
  await page.goto("./?device=webgpu");
  await expect(page.locator("#status")).toHaveAttribute("data-device", "cpu");
  await expect(device(page)).toContainText("WebGPU is being loaded");
  // What is chosen meanwhile is to come along.
  await page.locator("#encoder-choice").selectOption("invariant");
  await expect(page.locator("#encoder")).toContainText("“invariant”");
  await answered(page, () => setViews(page, 2));
  const made = await estimates(page);
  await setViews(page, 16);
  await drawTriangle(page);
  const [before, count] = [await estimates(page), await answers(page)];
  await recordWaits(page);
  release();
  await onWebgpu(page);
  await expect(device(page)).toContainText("WebGPU:");
  expect(await waits(page)).toEqual([]);
  expect([await answers(page), await estimates(page)]).toEqual([count, before]);
  await expect(page.locator("#encoder")).toContainText("“invariant”");
  // The same is asked again, of the GPU.
  await answered(page, () => setViews(page, 2));
  await answered(page, () => setViews(page, 16));
  const after = await estimates(page);
  for (const [name, value] of Object.entries(before)) expect(Math.abs(after[name]! - value)).toBeLessThan(0.005);
  await answered(page, () => go(page, "make"));
  await answered(page, () => setViews(page, 2));
  await expect(page.locator("#views")).toHaveAttribute("data-views", "2");
  const again = await estimates(page);
  expect(Object.keys(again)).toEqual(["m", "b", "sigma", "fore.r"]);
  for (const [name, value] of Object.entries(made)) expect(Math.abs(again[name]! - value)).toBeLessThan(0.005);
  await expect.poll(() => page.workers().length).toBe(1);
});

test("a run is not disturbed: WebGPU takes over when it is paused, and goes on with it", { tag: "@alone" }, async ({ page }) => {
  test.setTimeout(600_000);
  const release = await hold(page, WEBGPU);
  await page.goto("./?device=webgpu#step=train");
  await ready(page);
  // More than are done while WebGPU gets ready, however long that takes.
  await choose(page, { ...SLOW_DEVICE, steps: 4000, runs: "single" });
  await start(page);
  await reached(page, 1);
  release();
  await expect(device(page)).toContainText("WebGPU takes over when the work at hand is done", { timeout: 240_000 });
  await expect(page.locator("#status")).toHaveAttribute("data-device", "cpu");
  await page.locator("#training-run").click();
  await expect(panel(page)).toHaveAttribute("data-state", "paused");
  const { arms } = await history(page);
  await recordWaits(page);
  await onWebgpu(page);
  expect(await waits(page)).toEqual([]);
  await expect(panel(page)).toHaveAttribute("data-state", "paused");
  expect((await history(page)).arms).toEqual(arms);
  const steps = arms[0]!.losses.length;
  await expect(page.locator('#training-charts [data-title="total loss"]')).toHaveAttribute("data-points", String(steps));
  await page.locator("#training-step").click();
  await expect(panel(page)).toHaveAttribute("data-step", String(steps + 1), { timeout: 240_000 });
  await expect(panel(page)).toHaveAttribute("data-state", "paused", { timeout: 240_000 });
  const losses = (await history(page)).arms[0]!.losses;
  expect(losses.slice(0, -1)).toEqual(arms[0]!.losses);
  expect(losses.at(-1)!.step).toBe(steps + 1);
});

test("whoever has no adapter, or has chosen the CPU, downloads one engine only", async ({ page }) => {
  const files = asked(page);
  await open(page, "?device=cpu");
  await answered(page, () => setSlider(page, 'input[data-factor="m"]', 2.2));
  await withoutGpu(page);
  await open(page, "");
  await expect(device(page)).toContainText("CPU: this computer's processor");
  await expect(device(page)).toContainText("This browser offers no WebGPU adapter.");
  await expect(page.locator(".error")).toHaveCount(0);
  expect(files).toContain("engine_bg.wasm");
  expect(files.filter((file) => file.includes("webgpu"))).toEqual([]);
});

test("a WebGPU that does not open leaves the CPU at work and says why, loudly only to whoever asked for it", async ({ page }) => {
  await disguise(page);
  await inWorkers(page, () => NO_ADAPTER);
  await open(page, "");
  await expect(device(page)).toContainText("no WebGPU adapter");
  await expect(page.locator(".error")).toHaveCount(0);
  await page.locator("#device-choice").selectOption("webgpu");
  await expect(page.locator(".error p")).toContainText("no WebGPU adapter");
  await answered(page, () => setSlider(page, 'input[data-factor="m"]', 2.2));
  await expect(page.locator("#status")).toHaveAttribute("data-state", "ready");
});

test("an engine with WebGPU that cannot be downloaded is done without", async ({ page }) => {
  await disguise(page);
  await page.route(`**/${WEBGPU}`, (route) => route.abort());
  await open(page, "");
  await expect(device(page)).toContainText("could not be downloaded: the connection failed");
  await answered(page, () => setSlider(page, 'input[data-factor="m"]', 2.2));
});

test("the program and the weights are asked for at once, before the engine is open", async ({ page }) => {
  const files = asked(page);
  const [program, script] = [await hold(page, "engine_bg.wasm"), await hold(page, "engine.js")];
  await page.goto("./?device=cpu");
  await expect.poll(() => files).toEqual(expect.arrayContaining(["engine_bg.wasm", "engine.js", "assets/weights/base.safetensors"]));
  await expect(page.locator("#status")).toHaveAttribute("data-state", "loading");
  script();
  program();
  await expect(page.locator("#status")).toHaveAttribute("data-answers", "1", { timeout: 120_000 });
  expect(files.filter((file) => file === "engine_bg.wasm")).toHaveLength(1);
});

test("a server that does not know the type of a program is no obstacle", async ({ page }) => {
  await page.route("**/engine_bg.wasm", async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, headers: { ...response.headers(), "content-type": "application/octet-stream" } });
  });
  await open(page);
  await answered(page, () => setSlider(page, 'input[data-factor="m"]', 2.2));
});
