// Fine-tuning in the page: paired runs, pausing and resuming, faults, responsiveness.

import { expect, test } from "@playwright/test";

import { inWorkers, loseDevice, NO_ADAPTER, WITHIN_REACH } from "./gpu";
import { answered, go, ready } from "./page";
import {
  choose,
  finished,
  history,
  LONGER,
  openTraining,
  outcome,
  panel,
  pausedAt,
  QUICK,
  reached,
  SLOW_DEVICE,
  saved,
  spoilKeptRun,
  start,
  startSaved,
  startUntil,
} from "./training";

test("a paired run of 30 steps on the CPU shows what the regulariser does", async ({ page }) => {
  await openTraining(page);
  await choose(page, { ...QUICK, steps: 30, batch: 8, measure_every: 15, held_out: 64 });
  const paces: string[] = [];
  await page.exposeFunction("told", (words: string) => paces.push(words));
  await page.locator("#training-pace").evaluate((pace) => {
    const tell = () => (window as unknown as { told(words: string): void }).told(pace.textContent ?? "");
    new MutationObserver(tell).observe(pace, { childList: true });
  });
  await start(page);
  await finished(page);
  expect(paces).toContainEqual(
    expect.stringMatching(
      /A step takes .* ms without the regulariser, .* ms with the regulariser · .* images a second · \d+ steps, .* left/,
    ),
  );
  console.log(`pace: ${paces.at(-1)}`);
  const [before, without, regularised] = [
    await outcome(page, "conditional variance", "before"),
    await outcome(page, "conditional variance", "without"),
    await outcome(page, "conditional variance", "with"),
  ];
  console.log(`conditional variance: before ${before}, without ${without}, with ${regularised}`);
  expect(regularised).toBeLessThan(0.8 * without);
  expect(await outcome(page, "gradient penalty", "with")).toBeLessThan(await outcome(page, "gradient penalty", "without"));

  const { arms, settings } = await history(page);
  expect(settings["lambda"]).toBe(1);
  expect(settings["penalty_of"]).toBe("plain");
  expect(arms.map(({ name, losses, measurements }) => [name, losses.length, measurements.map(({ step }) => step)])).toEqual([
    ["without", 30, [15, 30]],
    ["with", 30, [15, 30]],
  ]);
  const csv = (await saved(page, "#history-csv")).toString().trim().split("\n");
  expect(csv).toHaveLength(1 + 2 * 31);
  // Three charts of losses, three of invariance, one of sensitivities, four factors at two M.
  await expect(page.locator("#training-charts .chart canvas")).toHaveCount(3 + 3 + 1 + 8);
  await expect(page.locator('#training-charts [data-title="total loss"]')).toHaveAttribute("data-points", "30");
  await expect(page.locator('#training-charts [data-title^="conditional variance"]')).toHaveAttribute("data-points", "3");

  // The weights that were saved can be loaded, and are named.
  const weights = await saved(page, "#save-weights");
  await page.locator("#load-weights").setInputFiles({ name: "mine.safetensors", mimeType: "application/octet-stream", buffer: weights });
  await expect(page.locator("#encoder")).toContainText("fine-tuned with the regulariser");
});

test("a paired run of 3 steps on WebGPU shows what the regulariser does", { tag: "@alone" }, async ({ page }) => {
  test.setTimeout(600_000);
  await openTraining(page, "?device=webgpu");
  await choose(page, { ...SLOW_DEVICE, steps: 3, batch: 4, learning_rate: 0.005 });
  await start(page);
  await finished(page, 500_000);
  const [without, regularised] = [
    await outcome(page, "conditional variance", "without"),
    await outcome(page, "conditional variance", "with"),
  ];
  console.log(`conditional variance: without ${without}, with ${regularised}`);
  expect(regularised).toBeLessThan(0.8 * without);
});

test("paused, reloaded and resumed, a run has the history of an unbroken one", async ({ page }) => {
  await openTraining(page);
  await choose(page, LONGER);
  await start(page);
  await finished(page);
  const unbroken = await history(page);
  await page.locator("#training-reset").click();
  await expect(panel(page)).toHaveAttribute("data-state", "idle");

  await pausedAt(page, 2);
  const step = 1 + Number(await panel(page).getAttribute("data-step"));
  await page.locator("#training-step").click();
  await expect(panel(page)).toHaveAttribute("data-step", String(step));
  await expect(panel(page)).toHaveAttribute("data-state", "paused");
  await expect(panel(page)).toHaveAttribute("data-saved-step", String(step));
  await openTraining(page);
  await expect(page.locator("#training-offer-words")).toContainText(`at step ${step} of ${LONGER.steps}`);
  await page.locator("#training-resume").click();
  await expect(panel(page)).toHaveAttribute("data-state", "paused");
  await expect(page.locator('#training-form [name="steps"]')).toHaveValue(String(LONGER.steps));
  await start(page);
  await finished(page);
  expect(await history(page)).toEqual(unbroken);
});

test("a lost GPU is replaced, and the run goes on", { tag: "@alone" }, async ({ page }) => {
  test.setTimeout(600_000);
  await inWorkers(page, () => WITHIN_REACH);
  await openTraining(page, "?device=webgpu");
  await choose(page, { ...SLOW_DEVICE, steps: 4, runs: "single" });
  await startSaved(page);
  await reached(page, 2);
  await loseDevice(page);
  await expect(page.locator("#errors .error")).toContainText("nothing is lost", { timeout: 120_000 });
  await finished(page, 500_000);
  await expect(page.locator("#status")).toHaveAttribute("data-device", "webgpu");
  const { arms } = await history(page);
  expect(arms[0]!.losses.map(({ step }) => step)).toEqual(Array.from({ length: 4 }, (_, index) => index + 1));
});

test("where no GPU is left the run goes on on the CPU", { tag: "@alone" }, async ({ page }) => {
  test.setTimeout(600_000);
  let isTaken = false;
  await inWorkers(page, () => (isTaken ? NO_ADAPTER : WITHIN_REACH));
  await openTraining(page, "?device=webgpu");
  await choose(page, { ...SLOW_DEVICE, steps: 12, runs: "single" });
  await startSaved(page);
  isTaken = true;
  await loseDevice(page);
  await expect(page.locator("#status")).toHaveAttribute("data-device", "cpu", { timeout: 240_000 });
  await finished(page);
  expect((await history(page)).arms[0]!.losses.map(({ step }) => step)).toEqual(Array.from({ length: 12 }, (_, index) => index + 1));
});

test("a loss that is no number ends an arm at its last good weights and names the setting", async ({ page }) => {
  await openTraining(page);
  // The largest rate allowed makes the weights of a deep encoder explode within steps.
  await page.locator("#load-weights").setInputFiles("tests/fixtures/deep.safetensors");
  await expect(page.locator("#encoder")).toContainText("“deep”");
  await choose(page, { ...QUICK, steps: 60, learning_rate: 1, lambda: 0.001 });
  await start(page);
  await expect(page.locator("#errors .error")).toContainText(/no longer a number at step \d+.*Lower (learning_rate|lambda)/, {
    timeout: 200_000,
  });
  // No arm is left that could go on.
  await finished(page);
  await expect(page.locator("#training-verdict")).toHaveAttribute("data-verdict", "undecided");
  await expect(page.locator("#training-form [aria-invalid]")).toHaveCount(1);
  // The engine still reads, with finite numbers.
  await go(page, "make");
  await answered(page, () => page.locator("#new-views").click());
  await expect(page.locator(".estimate-value").first()).toHaveText(/\d/);
  // With another rate it runs to its end.
  await go(page, "train");
  await page.locator("#training-reset").click();
  await choose(page, { ...QUICK, learning_rate: 0.0005 });
  await start(page);
  await finished(page);
});

test("a training step that does not fit into memory suggests a batch that does", async ({ page }) => {
  await openTraining(page);
  await choose(page, { ...QUICK, batch: 512 });
  // What a failed allocation does: a trap without a panic.
  await page
    .workers()
    .at(-1)!
    .evaluate(async () => {
      const { Engine } = (await import(new URL("./engine.js", self.location.href).href)) as {
        Engine: { prototype: { advanceTraining(): never } };
      };
      Engine.prototype.advanceTraining = () => {
        throw new WebAssembly.RuntimeError("unreachable");
      };
    });
  await start(page);
  await expect(page.locator("#errors .error")).toContainText("A batch of 512 pairs does not fit");
  await page.getByRole("button", { name: "Restart the engine" }).click();
  await ready(page);
  await expect(page.locator('#training-form [name="batch"]')).toHaveValue("256");
  await expect(panel(page)).toHaveAttribute("data-state", "idle");
});

test("a stored run that is broken is set aside, and everything else works", async ({ page }) => {
  await openTraining(page);
  await choose(page, LONGER);
  await pausedAt(page, 1);
  await expect(panel(page)).toHaveAttribute("data-saved-step", (await panel(page).getAttribute("data-step"))!);
  await spoilKeptRun(page);
  await openTraining(page);
  await page.locator("#training-resume").click();
  await expect(page.locator("#errors .error")).toContainText("checksum is wrong. It has been set aside");
  await expect(page.locator("#training-offer")).toBeHidden();
  await choose(page, { ...QUICK, steps: 2 });
  await start(page);
  await finished(page);
});

test("bad settings are refused by name, and nothing is lost", async ({ page }) => {
  await openTraining(page);
  await choose(page, { ...QUICK, batch: 1 });
  await start(page);
  await expect(page.locator("#errors .error")).toContainText("batch is 1, but must lie between 2 and 4096");
  await expect(page.locator('#training-form [name="batch"]')).toHaveAttribute("aria-invalid", "true");
  await choose(page, { batch: 2.5 });
  await start(page);
  await expect(page.locator("#errors .error")).toContainText("batch size must be a whole number, not 2.5");
  await choose(page, { batch: 4 });
  for (const factor of ["m", "b", "sigma", "fore.r"]) await page.locator(`[name="role-${factor}"]`).selectOption("nuisance");
  await start(page);
  await expect(page.locator("#errors .error")).toContainText("at least one factor must be of interest");
  await page.locator('[name="role-b"]').selectOption("interest");
  await start(page);
  await finished(page);
  await expect(page.locator('#training-outcome tr[data-quantity="error of b, M = 16"]')).toBeVisible();
});

test("a range that is none is refused by its factor's name, and shown where it is folded away", async ({ page }) => {
  await openTraining(page);
  await choose(page, { ...QUICK, steps: 2, measure_every: 2 });
  const end = (name: string) => page.locator(`#training-form [name="${name}"]`);
  await expect(end("m-from")).toBeHidden();
  await page.getByText("Ranges of the factors").click();
  await expect(end("turn-from")).toBeHidden();
  await end("m-to").fill("7");
  await page.getByText("Ranges of the factors").click();
  await start(page);
  await expect(page.locator("#errors .error")).toContainText("The range of m must have its ends between 2 and 5.");
  await expect(end("m-from")).toBeVisible();
  await expect(end("m-from")).toHaveAttribute("aria-invalid", "true");
  await end("m-from").fill("4.5");
  await end("m-to").fill("4");
  await start(page);
  await expect(page.locator("#errors .error")).toContainText("The range of m must not end, at 4, before it begins, at 4.5.");
  await end("m-to").fill("5");
  await expect(page).toHaveURL(new RegExp(encodeURIComponent('"ranges":{"m":[4.5,5]}').replaceAll("%2C", ",")));
  await start(page);
  await finished(page);
  expect((await history(page)).settings["ranges"]).toEqual({ m: [4.5, 5] });
  await expect(end("m-from")).toHaveValue("4.5");
});

test("in the drawing's split the hand is nuisance: in the form, in the sensitivities and on the map", async ({ page }) => {
  await openTraining(page);
  await choose(page, { ...QUICK, steps: 2, measure_every: 2, runs: "single", split: "drawing" });
  const role = (name: string) => page.locator(`#training-form [name="role-${name}"]`);
  await expect(role("turn")).toHaveValue("nuisance");
  await page.locator(".setting-factors summary").click();
  await role("pace").selectOption("fixed");
  await start(page);
  await finished(page);
  expect((await history(page)).settings).toMatchObject({ split: "drawing", roles: { pace: "fixed" } });
  await go(page, "look");
  await page.locator("#sensitivity-now summary").click();
  const rows = page.locator("#sensitivity-now tbody th");
  // All but gaps, which have no derivative, and the pace.
  await expect(rows).toHaveCount(15, { timeout: 120_000 });
  await expect(rows.last()).toHaveText("uneven (nuisance)");
  await page.locator("#representation-map").scrollIntoViewIfNeeded();
  await expect(page.getByLabel("colour by").locator("option")).toHaveCount(16);
});

test("a hidden tab pauses the run where that was chosen, and it goes on afterwards", async ({ page }) => {
  await openTraining(page);
  await choose(page, { ...LONGER, runs: "single" });
  await page.locator("#training-hidden").selectOption("pause");
  const hide = await page.evaluateHandle(() => () => {
    Object.defineProperty(document, "hidden", { configurable: true, get: () => true });
    document.dispatchEvent(new Event("visibilitychange"));
  });
  await startUntil(page, 1, hide);
  await expect(panel(page)).toHaveAttribute("data-state", "paused");
  await page.evaluate(() => {
    Reflect.deleteProperty(document, "hidden");
    document.dispatchEvent(new Event("visibilitychange"));
  });
  await expect(panel(page)).toHaveAttribute("data-state", /running|finished/);
  await finished(page);
});

test("while a run trains the page answers within 50 ms, and reads with the newest weights", { tag: "@alone" }, async ({ page }) => {
  await openTraining(page);
  // Of as many pairs as the page offers: with fewer a step is shorter, and the run is stored more often than a visitor's.
  await choose(page, { ...QUICK, steps: 200, batch: 16, measure_every: 1000 });
  await start(page);
  await reached(page, 1);
  // The delay of an event is the time from its dispatch in the browser to the start of its handler.
  await page.evaluate(() => {
    const delays: number[] = ((window as unknown as { delays: number[] }).delays = []);
    document.addEventListener("pointermove", (event) => delays.push(performance.now() - event.timeStamp));
  });
  const from = Number(await panel(page).getAttribute("data-step"));
  for (let index = 0; index < 60; index++) {
    await page.mouse.move(200 + 3 * index, 300);
    await page.waitForTimeout(50);
  }
  const delays = (await page.evaluate(() => (window as unknown as { delays: number[] }).delays)).sort((a, b) => a - b);
  console.log(
    `input delay while training: median ${delays[30]?.toFixed(1)} ms, largest ${delays.at(-1)?.toFixed(1)} ms of ${delays.length}`,
  );
  expect(delays.length).toBeGreaterThan(50);
  expect(delays[Math.floor(0.95 * delays.length)]).toBeLessThan(50);
  expect(Number(await panel(page).getAttribute("data-step"))).toBeGreaterThan(from);
  // At most ten steps would be lost with the engine.
  await reached(page, 22);
  const [step, savedStep] = [await panel(page).getAttribute("data-step"), await panel(page).getAttribute("data-saved-step")];
  expect(Number(step) - Number(savedStep)).toBeLessThanOrEqual(10);
  // The answers come from the run with the regulariser, and move with it although nothing else does.
  await expect(page.locator("#read-with")).toBeChecked();
  const estimate = () => page.locator(".estimate-value").first().textContent();
  const first = await estimate();
  await expect.poll(estimate).not.toBe(first);
});
