// What a screen reader is told: milestones, and nothing at every step.

import { expect, type Page, test } from "@playwright/test";

import { Milestones } from "../../www/src/train/milestones";
import { go, open, setSlider, settled } from "./page";
import { choose, openTraining, QUICK, reached, start } from "./training";

type Heard = { heard: string[] };

/** Writes down every sentence that comes into a live region, whenever that region was made. */
async function listen(page: Page) {
  await page.addInitScript(() => {
    const LIVE = "[role=status], [role=alert], [role=log], [aria-live]:not([aria-live=off]), output";
    const heard: string[] = ((window as unknown as Heard).heard = []);
    new MutationObserver((records) => {
      for (const { target, addedNodes } of records) {
        const place = target instanceof Element ? target : target.parentElement;
        const words = addedNodes.length > 0 ? [...addedNodes].map(({ textContent }) => textContent).join("") : target.textContent;
        const isVisible = place?.closest("[hidden]") === null;
        if (place?.closest(LIVE) && isVisible && words?.trim()) heard.push(words.trim());
      }
    }).observe(document, { subtree: true, childList: true, characterData: true });
  });
}

/** What was heard since the last time. */
const heard = (page: Page) => page.evaluate(() => (window as unknown as Heard).heard.splice(0));

test("a load is two sentences: that it began, and that the engine is ready", async ({ page }) => {
  await listen(page);
  await open(page);
  await settled(page);
  expect(await heard(page)).toEqual(["The engine is loading.", "The engine is ready."]);
});

test("sliders, presets and many answers are not spoken number by number", async ({ page }) => {
  await listen(page);
  await open(page);
  await settled(page);
  await heard(page);
  for (let value = 2; value < 5; value += 0.1) await setSlider(page, 'input[data-factor="m"]', value);
  await setSlider(page, "#view-count", 3);
  await page.locator("#preset-choice").selectOption("Rose");
  await settled(page);
  // What the preset is, alone; a picture unlike all others would be said once.
  expect((await heard(page)).length).toBeLessThanOrEqual(2);
});

test("a run speaks when it starts and when it pauses, not at its steps", async ({ page }) => {
  await listen(page);
  await openTraining(page);
  await choose(page, { ...QUICK, steps: 2000, measure_every: 2000 });
  await heard(page);
  await start(page);
  await expect(page.locator("#announcements")).toContainText("The training runs.");
  await reached(page, 10 + Number(await page.locator("#training").getAttribute("data-step")));
  expect(await heard(page)).toEqual(["The training runs."]);
  await expect(page.locator("#training-words")).toHaveText(/^Step \d+ of 2000: training/);
  await page.locator("#training-run").click();
  await expect.poll(() => heard(page)).toContainEqual(expect.stringMatching(/^The training is paused at step \d+ of 2000\.$/));
});

test("how far a run is is said at its quarters, and at most every twenty seconds", () => {
  const milestones = new Milestones();
  const said: string[] = [];
  const at = (phase: "idle" | "running" | "paused" | "finished", step: number, seconds: number) => {
    const words = milestones.next(phase, step, 40, 1000 * seconds);
    if (words) said.push(`${seconds} s: ${words}`);
  };
  at("idle", 0, 0);
  for (let step = 0; step <= 30; step++) at("running", step, 3 * step);
  at("paused", 30, 91);
  at("running", 30, 92);
  // Faster than anybody could follow.
  for (let step = 31; step <= 40; step++) at("running", step, 92 + step / 10);
  at("finished", 40, 97);
  expect(said).toEqual([
    "0 s: The training runs.",
    "30 s: Step 10 of 40.",
    "60 s: Step 20 of 40.",
    "90 s: Step 30 of 40.",
    "91 s: The training is paused at step 30 of 40.",
    "92 s: The training runs.",
    "97 s: The training is finished at step 40 of 40.",
  ]);
});

test("a sample is spoken when the keyboard goes to it, not when a pointer passes", async ({ page }) => {
  await listen(page);
  await open(page);
  await go(page, "look");
  await expect(page.locator("#representation-map")).toHaveAttribute("data-points", /\d/);
  await heard(page);
  const map = page.locator(".map-canvas");
  const box = (await map.boundingBox())!;
  for (let step = 0; step < 20; step++) await page.mouse.move(box.x + (box.width * step) / 20, box.y + box.height / 2);
  await page.waitForTimeout(1500);
  expect(await heard(page)).toEqual([]);
  await map.focus();
  // All at once: a sample that stays for a while is spoken.
  await map.evaluate((map) => {
    for (let key = 0; key < 5; key++) map.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowRight", bubbles: true }));
  });
  await expect.poll(() => heard(page)).toEqual([expect.stringMatching(/^Sample \d+: m \d/)]);
});
