// Long use: whether memory stays as it is, and runs survive reloads and lost devices over and over. `./dev soak` makes it long,
// and keeps what was measured in docs/soak/; among the tests stands a short form of it.

import { mkdirSync, writeFileSync } from "node:fs";
import { expect, type Page, test } from "@playwright/test";

import { loseDevice } from "./gpu";
import { type Memory, MemoryWatch } from "./memory";
import { answered, go, onWebgpu } from "./page";
import { choose, openTraining, panel, QUICK, reached, SLOW_DEVICE, start } from "./training";

const IS_LONG = process.env["SOAK"] === "long";
const { cpuSteps, gpuSteps, cycles, reloads } = IS_LONG
  ? { cpuSteps: 5000, gpuSteps: 300, cycles: 200, reloads: 50 }
  : { cpuSteps: 150, gpuSteps: 24, cycles: 12, reloads: 3 };
/** Among the tests a single loss is training.spec.ts's. */
const LOSSES = IS_LONG ? [4] : [];

/** Small steps, so that there can be many. */
const SMALL = { ...QUICK, batch: 2, runs: "single", measure_every: 1000, held_out: 8 };
/** By how much the last quarter of a soak may lie above its second one: a share, and megabytes. The first is warming up. */
const GROWTH = { share: 0.05, megabytes: 1 };
/** Megabytes that the memory of the engine and of its device may take before it stays as it is: the short form sees them fill up. */
const WORKING_SET = IS_LONG ? 0 : 120;
const FOLDER = "docs/soak";

interface Sample extends Memory {
  /** The step, cycle or reload that was reached. */
  at: number;
}

const step = async (page: Page) => Number((await panel(page).getAttribute("data-step")) ?? 0);

/** Asserts that memory does not grow, and keeps the samples of a long soak. */
function isFlat(name: string, samples: Sample[]) {
  const quarter = (index: number) => samples.slice((index * samples.length) / 4, ((index + 1) * samples.length) / 4);
  const kinds = ["wasm", "page", "worker", "gpu"] as const;
  for (const kind of kinds) {
    const median = (part: Sample[]) => part.map((sample) => sample[kind]).sort((a, b) => a - b)[Math.floor(part.length / 2)] ?? 0;
    const [early, late] = [median(quarter(1)), median(quarter(3))];
    console.log(`${name}, ${kind}: ${early.toFixed(1)} MB, then ${late.toFixed(1)} MB`);
    const limit = early * (1 + GROWTH.share) + GROWTH.megabytes;
    const fillsUp = kind === "wasm" || kind === "gpu";
    expect(late, `${kind} of ${name}`).toBeLessThanOrEqual(fillsUp ? Math.max(limit, WORKING_SET) : limit);
  }
  if (!IS_LONG) return;
  mkdirSync(FOLDER, { recursive: true });
  const lines = samples.flatMap(({ at, ...memory }) => kinds.map((kind) => `${at},${kind},${memory[kind].toFixed(3)}`));
  writeFileSync(`${FOLDER}/${name}.csv`, `at,kind,megabytes\n${lines.join("\n")}\n`);
}

/** Draws a stroke that leads somewhere else each time, and waits for its reading. */
async function drawStroke(page: Page, index: number) {
  const box = (await page.locator("#pad").boundingBox())!;
  const at = (share: number) => [box.x + box.width * share, box.y + box.height * ((0.15 + 0.7 * share * (1 + (index % 7))) % 1)] as const;
  await answered(page, async () => {
    await page.mouse.move(...at(0.2));
    await page.mouse.down();
    await page.mouse.move(...at(0.5), { steps: 8 });
    await page.mouse.move(...at(0.8), { steps: 8 });
    await page.mouse.up();
  });
}

/** A sample for each quarter at least. */
const LEAST_DRAWINGS = 4;

/** Lets a run train for so many steps, and for as many more as it takes to read the least drawings, which are read all the while. */
async function trainAndDraw(page: Page, name: string, query: string, settings: Record<string, string | number>, steps: number) {
  test.setTimeout(3 * 3_600_000);
  const memory = await MemoryWatch.of(page);
  await openTraining(page, query);
  await choose(page, { ...settings, steps: 100 * steps });
  await start(page);
  await reached(page, 1);
  await go(page, "draw");
  const samples: Sample[] = [];
  for (let drawings = 0; (await step(page)) < steps || samples.length < LEAST_DRAWINGS; drawings++) {
    await expect(panel(page)).toHaveAttribute("data-state", "running");
    if (drawings % 8 === 7) await page.locator("#clear").click();
    await drawStroke(page, drawings);
    samples.push({ at: await step(page), ...(await memory.now()) });
    await page.waitForTimeout(IS_LONG ? 1000 : 100);
  }
  await expect(page.locator("#errors .error")).toHaveCount(0);
  console.log(`${name}: ${samples.length} drawings were read in ${steps} steps`);
  isFlat(name, samples);
}

test(`${cpuSteps} steps on the CPU with drawings all the while hold no more memory in the end`, async ({ page }) => {
  await trainAndDraw(page, "cpu", "?device=cpu", SMALL, cpuSteps);
});

test(`${gpuSteps} steps on WebGPU with drawings all the while hold no more memory in the end`, { tag: "@alone" }, async ({ page }) => {
  await trainAndDraw(page, "webgpu", "?device=webgpu", { ...SLOW_DEVICE, runs: "single" }, gpuSteps);
});

test(`${cycles} times started, paused and reset, the page holds no more memory in the end`, async ({ page }) => {
  test.setTimeout(3_600_000);
  const memory = await MemoryWatch.of(page);
  await openTraining(page);
  await choose(page, { ...SMALL, steps: 400 });
  const samples: Sample[] = [];
  for (let cycle = 0; cycle < cycles; cycle++) {
    await start(page);
    await reached(page, 1);
    await page.locator("#training-run").click();
    await expect(panel(page)).toHaveAttribute("data-state", "paused");
    await page.locator("#training-reset").click();
    await expect(panel(page)).toHaveAttribute("data-state", "idle");
    samples.push({ at: cycle, ...(await memory.now()) });
  }
  await expect(page.locator("#errors .error")).toHaveCount(0);
  isFlat("cycles", samples);
});

test(`${reloads} reloads in the middle of a run lose at most ten steps each`, async ({ page }) => {
  test.setTimeout(3_600_000);
  await openTraining(page);
  await choose(page, { ...SMALL, steps: 4000 });
  await start(page);
  const lost: number[] = [];
  for (let reload = 0; reload < reloads; reload++) {
    // Somewhere between two checkpoints, each time elsewhere.
    const from = await step(page);
    await reached(page, from + 11 + (reload % 10));
    const before = await step(page);
    await page.reload();
    await page.locator("#training-resume").click();
    await expect(panel(page)).toHaveAttribute("data-state", "paused");
    lost.push(before - (await step(page)));
    await start(page);
  }
  console.log(`lost at a reload: ${lost.join(", ")}`);
  expect(Math.max(...lost)).toBeLessThanOrEqual(10);
  await expect(page.locator("#errors .error")).toHaveCount(0);
});

for (const losses of LOSSES)
  test(`a run survives ${losses} lost devices`, { tag: "@alone" }, async ({ page }) => {
    test.setTimeout(3_600_000);
    await MemoryWatch.of(page);
    await openTraining(page, "?device=webgpu");
    await choose(page, { ...SLOW_DEVICE, steps: 4000, runs: "single" });
    await start(page);
    for (let loss = 0; loss < losses; loss++) {
      // Behind a checkpoint: a run that has none begins again.
      await reached(page, (await step(page)) + 11);
      const before = await step(page);
      await loseDevice(page);
      await expect(page.locator("#errors .error")).toContainText("nothing is lost", { timeout: 120_000 });
      await onWebgpu(page);
      await expect(panel(page)).toHaveAttribute("data-state", "running", { timeout: 240_000 });
      expect(before - (await step(page))).toBeLessThanOrEqual(10);
      await page.getByRole("button", { name: "Dismiss" }).click();
    }
    await reached(page, (await step(page)) + 11);
    await page.locator("#training-run").click();
    await expect(panel(page)).toHaveAttribute("data-state", "paused");
  });
