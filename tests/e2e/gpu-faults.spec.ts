// What GPUs and their drivers do wrong: the page goes on, and says what has happened.

import { expect, type Page, test } from "@playwright/test";

import { disguise, inWorkers, loseDevice, NO_ADAPTER, readsOn, runOutOfMemory, SMALLEST_LIMITS, WITHIN_REACH } from "./gpu";
import { answered, onWebgpu, open, recordWaits, setSlider, setViews, waits } from "./page";
import { choose, openTraining, panel, reached, SLOW_DEVICE, startSaved } from "./training";

const device = (page: Page) => page.locator("#device");
const error = (page: Page) => page.locator("#errors .error");
const reads = (page: Page) => answered(page, () => setSlider(page, 'input[data-factor="m"]', 2.2));

test("an adapter that is software is not the best there is; whoever asks for it has it in the middle of the work, and can leave it again", {
  tag: "@alone",
}, async ({ page }) => {
  const files: string[] = [];
  page.on("request", (request) => files.push(new URL(request.url()).pathname));
  await open(page, "");
  await expect(device(page)).toContainText("is software: it would compute on the processor as well");
  await reads(page);
  await expect(error(page)).toHaveCount(0);
  expect(files.filter((file) => file.includes("webgpu"))).toEqual([]);
  // A request is under way: it is answered all the same.
  await setViews(page, 128);
  await page.locator("#device-choice").selectOption("webgpu");
  await onWebgpu(page);
  await recordWaits(page);
  await page.locator("#device-choice").selectOption("cpu");
  // The engine for the CPU is opened anew.
  await expect.poll(() => waits(page)).toContain("status");
  await readsOn(page, "cpu");
  await expect(page.locator("#views")).toHaveAttribute("data-views", "128");
  await expect(error(page)).toHaveCount(0);
});

test("an adapter that reads more slowly than the processor is not the best there is", { tag: "@alone" }, async ({ page }) => {
  await disguise(page);
  await open(page, "");
  await expect(device(page)).toContainText(/WebGPU reads more slowly here: in \d+ ms, where the processor takes \d+/, { timeout: 240_000 });
  await expect(page.locator("#status")).toHaveAttribute("data-device", "cpu");
  await expect(error(page)).toHaveCount(0);
  await reads(page);
});

test("an adapter that reads faster takes over by itself", { tag: "@alone" }, async ({ page }) => {
  await disguise(page);
  // A processor that is slower than any adapter: its answers to the trial come late.
  await inWorkers(
    page,
    () => `if (self.name === "engine") {
      const send = self.postMessage.bind(self);
      self.postMessage = (message, options) =>
        message.kind === "answer" && message.answer === undefined ? setTimeout(() => send(message, options), 3000) : send(message, options);
    }`,
  );
  await open(page, "");
  await onWebgpu(page);
  await reads(page);
});

for (const { what, script } of [
  { what: "refused", script: "navigator.gpu.requestAdapter = () => Promise.reject(new DOMException('refused', 'OperationError'));" },
  { what: "absent", script: NO_ADAPTER },
]) {
  test(`an adapter that is ${what} leaves the CPU at work`, async ({ page }) => {
    await inWorkers(page, () => script);
    await open(page, "#device=webgpu");
    await expect(error(page)).toContainText("WebGPU");
    await readsOn(page, "cpu");
    await reads(page);
  });
}

test("limits at the specification's minimum, without optional features, are enough to read and to train", { tag: "@alone" }, async ({
  page,
}) => {
  test.setTimeout(600_000);
  await inWorkers(page, () => SMALLEST_LIMITS);
  await openTraining(page, "?device=webgpu");
  await answered(page, () => setViews(page, 128));
  await choose(page, { ...SLOW_DEVICE, steps: 1, batch: 16, runs: "single" });
  await page.locator("#training-run").click();
  await expect(panel(page)).toHaveAttribute("data-state", "finished", { timeout: 400_000 });
  await expect(page.locator("#status")).toHaveAttribute("data-device", "webgpu");
  await expect(error(page)).toHaveCount(0);
});

test("a device that is lost while it gets ready leaves the CPU at work", { tag: "@alone" }, async ({ page }) => {
  await inWorkers(
    page,
    () => `const request = GPUAdapter.prototype.requestDevice;
      GPUAdapter.prototype.requestDevice = async function (...asked) {
        const device = await request.apply(this, asked);
        setTimeout(() => device.destroy(), 300);
        return device;
      };`,
  );
  await open(page, "#device=webgpu");
  await expect(error(page)).toHaveCount(1, { timeout: 240_000 });
  await readsOn(page, "cpu");
  await reads(page);
});

test("a device that is lost while a drawing is read is replaced, and the reading comes", { tag: "@alone" }, async ({ page }) => {
  test.setTimeout(400_000);
  await inWorkers(page, () => WITHIN_REACH);
  await open(page, "?device=webgpu");
  await setViews(page, 128);
  await loseDevice(page);
  await expect(error(page)).toContainText("nothing is lost", { timeout: 120_000 });
  await readsOn(page, "webgpu");
  await reads(page);
});

test("a GPU process that crashes in a run is replaced, and the run goes on", { tag: "@alone" }, async ({ page, browser }) => {
  test.setTimeout(600_000);
  await openTraining(page, "?device=webgpu");
  await choose(page, { ...SLOW_DEVICE, steps: 4, runs: "single" });
  await startSaved(page);
  await reached(page, 2);
  const browserItself = await browser.newBrowserCDPSession();
  // The answer does not come: the process is gone.
  void browserItself.send("Browser.crashGpuProcess").catch(() => undefined);
  await expect(panel(page)).toHaveAttribute("data-state", "finished", { timeout: 500_000 });
  await expect(page.locator("#status")).toHaveAttribute("data-state", "ready");
});

test("a step that finds no memory on the GPU halves the batch and offers to start again", { tag: "@alone" }, async ({ page }) => {
  test.setTimeout(600_000);
  await inWorkers(page, () => WITHIN_REACH);
  await openTraining(page, "?device=webgpu");
  await choose(page, { ...SLOW_DEVICE, steps: 30, batch: 8, runs: "single" });
  await startSaved(page);
  await runOutOfMemory(page);
  await expect(error(page)).toContainText("A batch of 8 pairs does not fit into this device's memory. 4 should fit", { timeout: 120_000 });
  await expect(page.locator('#training-form [name="batch"]')).toHaveValue("4");
  // In software the GPU first finishes what it was at, and the page waits for its adapter for ten seconds only.
  await page.evaluate(() => navigator.gpu.requestAdapter().then(() => undefined));
  await page.getByRole("button", { name: "Restart the engine" }).click();
  await readsOn(page, "webgpu");
});
