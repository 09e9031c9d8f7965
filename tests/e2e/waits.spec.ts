// Every wait has an end: what never comes is said, with a way on. The clock is the test's.

import { expect, type Page, test } from "@playwright/test";

import type { ToWorker } from "../../www/src/engine/protocol";
import { withEnd } from "../../www/src/engine/with-end";
import { inWorkers } from "./gpu";
import { answered, go, open, ready, setSlider, settled } from "./page";
import { choose, finished, LONGER, openTraining, panel, reached, start } from "./training";

const problem = (page: Page) => page.locator("#errors .error p");
const NEVER = () => {};

async function reads(page: Page) {
  await answered(page, () => setSlider(page, 'input[data-factor="m"]', 2.2));
}

/** Stops the page's clock: from here on it is put forward by the test alone, however long that takes. */
async function stopClock(page: Page) {
  const now = Date.now();
  await page.clock.install({ time: now });
  // A clock is stopped in its future: nearer than the end of what an engine may take to answer, and farther than this takes.
  await page.clock.pauseAt(now + 60_000);
}

/** Lets the page tell that an engine is being opened, from when on it waits for that. */
async function tellOpening(page: Page) {
  await page.addInitScript(() => {
    const post = Worker.prototype.postMessage;
    Worker.prototype.postMessage = function (message: ToWorker, options?: Transferable[] | StructuredSerializeOptions) {
      if (message.kind === "start") document.documentElement.dataset["opening"] = message.device;
      return post.call(this, message, options as StructuredSerializeOptions);
    };
  });
}

test("what comes in time comes, and what does not is an error", async () => {
  const late = new Error("late");
  await expect(withEnd(Promise.resolve(1), 50, late)).resolves.toBe(1);
  await expect(withEnd(2, 50, late)).resolves.toBe(2);
  await expect(withEnd(Promise.reject(new Error("other")), 50, late)).rejects.toThrow("other");
  await expect(withEnd(new Promise(NEVER), 10, late)).rejects.toBe(late);
});

for (const [file, what, way] of [
  ["engine_bg.wasm", "The engine", "Restart the engine"],
  ["base.safetensors", "The weights file", "Load the weights again"],
] as const) {
  test(`where nothing of ${file} comes for 30 seconds, the page says so and tries again when asked`, async ({ page }) => {
    await stopClock(page);
    await page.route(`**/${file}`, NEVER);
    // Both files are asked for at once.
    const asked = page.waitForRequest("**/base.safetensors");
    await page.goto("./?device=cpu");
    await asked;
    if (what === "The weights file") await expect(page.locator("#status")).toHaveAttribute("data-device", "cpu");
    await expect(page.locator("#load")).toBeVisible();
    await page.clock.fastForward(29_000);
    expect(await problem(page).count()).toBe(0);
    await page.clock.fastForward(1000);
    await expect(problem(page)).toHaveText(`${what} could not be downloaded: nothing has come for 30 seconds.`);
    await page.unroute(`**/${file}`);
    await page.getByRole("button", { name: way }).click();
    await expect(problem(page)).toHaveCount(0);
    await expect(page.locator("#encoder")).toContainText("“base”", { timeout: 120_000 });
  });
}

test("an engine that never opens is given up after a minute", async ({ page }) => {
  await stopClock(page);
  await tellOpening(page);
  await inWorkers(page, () => "self.postMessage = () => {};");
  await page.goto("./?device=cpu");
  await expect(page.locator("html")).toHaveAttribute("data-opening", "cpu");
  await page.clock.fastForward(59_000);
  expect(await problem(page).count()).toBe(0);
  await page.clock.fastForward(1000);
  await expect(problem(page)).toHaveText("The engine did not answer within 60 seconds when it was opened.");
  await page.unroute("**/worker.js");
  await page.getByRole("button", { name: "Restart the engine" }).click();
  await ready(page);
});

test("an adapter that never answers the page is given up after ten seconds", async ({ page }) => {
  await page.addInitScript(() => Object.assign(navigator.gpu, { requestAdapter: () => new Promise(() => {}) }));
  await stopClock(page);
  await open(page, "#device=webgpu");
  await reads(page);
  await page.clock.fastForward(9000);
  expect(await problem(page).count()).toBe(0);
  await page.clock.fastForward(1000);
  await expect(problem(page)).toContainText("WebGPU did not answer within 10 seconds when asked for an adapter.");
  await expect(page.locator("#status")).toHaveAttribute("data-device", "cpu");
  await reads(page);
});

test("an adapter that never answers the worker is given up after a minute", async ({ page }) => {
  await inWorkers(page, () => "if (self.name === 'engine_webgpu') navigator.gpu.requestAdapter = () => new Promise(() => {});");
  await stopClock(page);
  await tellOpening(page);
  await open(page, "#device=webgpu");
  await expect(page.locator("html")).toHaveAttribute("data-opening", "webgpu", { timeout: 240_000 });
  await page.clock.fastForward(59_000);
  expect(await problem(page).count()).toBe(0);
  await page.clock.fastForward(1000);
  await expect(problem(page)).toContainText("WebGPU did not answer within 60 seconds when it was opened.");
  await expect(page.locator("#status")).toHaveAttribute("data-device", "cpu");
  await reads(page);
});

test("an engine whose worker the browser has ended is noticed, and a new one reads", async ({ page }) => {
  await open(page);
  await settled(page);
  await stopClock(page);
  await page
    .workers()
    .at(-1)!
    .evaluate(() => self.close());
  await setSlider(page, 'input[data-factor="m"]', 2.2);
  await expect(page.locator("#reading")).toHaveAttribute("aria-busy", "true");
  await page.clock.fastForward(119_000);
  expect(await problem(page).count()).toBe(0);
  await page.clock.fastForward(1000);
  await expect(problem(page)).toContainText("The engine has not answered for 120 seconds.");
  await answered(page, () => page.getByRole("button", { name: "Restart the engine" }).click());
  await expect(problem(page)).toHaveCount(0);
});

test("an engine that answers after all takes back what was said of its silence", async ({ page }) => {
  await open(page);
  await settled(page);
  await stopClock(page);
  const worker = page.workers().at(-1)!;
  await worker.evaluate(() => {
    const send = self.postMessage.bind(self) as (message: unknown, options: unknown) => void;
    const held: [unknown, unknown][] = [];
    Object.assign(self, {
      postMessage: (...sent: [unknown, unknown]) => held.push(sent),
      release: () => {
        Object.assign(self, { postMessage: send });
        for (const sent of held) send(...sent);
      },
    });
  });
  await setSlider(page, 'input[data-factor="m"]', 2.2);
  await expect(page.locator("#reading")).toHaveAttribute("aria-busy", "true");
  await page.clock.fastForward(120_000);
  await expect(problem(page)).toContainText("has not answered");
  await answered(page, () => worker.evaluate(() => (self as unknown as { release(): void }).release()));
  await expect(problem(page)).toHaveCount(0);
});

test("a run whose worker the browser has ended goes on from where it was saved", async ({ page }) => {
  await openTraining(page);
  await choose(page, { ...LONGER, steps: 400 });
  await start(page);
  await reached(page, 11);
  await page
    .workers()
    .at(-1)!
    .evaluate(() => self.close());
  await stopClock(page);
  await page.locator("#training-run").click();
  await page.clock.fastForward(120_000);
  const restart = page.getByRole("button", { name: "Restart the engine" });
  await expect(restart).toBeVisible();
  const step = Number(await panel(page).getAttribute("data-step"));
  await restart.click();
  await expect(panel(page)).toHaveAttribute("data-state", /running|paused/, { timeout: 240_000 });
  await reached(page, step - 10);
  await go(page, "make");
  await reads(page);
});

for (const [what, script] of [
  [
    "opens",
    () => {
      IDBFactory.prototype.open = () => new EventTarget() as IDBOpenDBRequest;
      IDBFactory.prototype.databases = () => new Promise(() => {});
    },
  ],
  [
    "lets anybody have a lock",
    () => {
      LockManager.prototype.request = () => new Promise(() => {});
      LockManager.prototype.query = () => new Promise(() => {});
    },
  ],
  [
    "registers a service worker",
    () => {
      ServiceWorkerContainer.prototype.register = () => new Promise(() => {});
    },
  ],
] as const) {
  test(`a browser that never ${what} lets the page read and train`, async ({ page }) => {
    await page.addInitScript(script);
    await openTraining(page);
    await choose(page, { ...LONGER, steps: 3, measure_every: 3 });
    await start(page);
    await finished(page);
    await expect(problem(page)).toHaveCount(0);
    await expect(page.locator("#page-errors .error")).toHaveCount(0);
  });
}
