// A ghost to trace, and the Spirograph found in a drawing.

import { expect, type Page, test } from "@playwright/test";

import { ghostFactors } from "../../www/src/draw/ghost-factors";
import { random } from "../../www/src/draw/random";
import { answered, coloursAt, drawStroke, go, intervalOf, offFrom, open, settled, UNSEEN } from "./page";

const SCRIBBLE: [number, number][] = [
  [0.05, 0.05],
  [0.2, 0.1],
  [0.1, 0.2],
  [0.25, 0.25],
];

/** Points of a ghost's curve in each of the forty pieces by which a hand trembles. */
const PIECES = 40;
const LINES = 5;

/**
 * A mild hand's flaws: every end of a piece is off by a normal deviation of 0.1, and all of the curve by 0.3 in a random
 * direction, of a picture that is 12 wide: a fifth and about a seventh of the worst that the encoder has learned from.
 */
const TREMBLE = 0.1;
const OFFSET = 0.3;

/** Shows a ghost. */
async function showGhost(page: Page, query?: string) {
  await open(page, query);
  await go(page, "draw");
  await page.getByRole("button", { name: "Show a ghost to trace" }).click();
  await expect(page.locator(".ghost-score")).toHaveText("Trace the dashed curve.");
}

/** The ghost's curve as shares of the canvas, by the generator's formula from the factors that the page tells. */
async function ghostCurve(page: Page): Promise<[number, number][]> {
  const { m, b, h } = JSON.parse((await page.locator("#ghost-tools").getAttribute("data-shape"))!) as { m: number; b: number; h: number };
  return Array.from({ length: PIECES * LINES + 1 }, (_, index): [number, number] => {
    const t = (2 * Math.PI * index) / (PIECES * LINES);
    const phase = (t * (m - h)) / b;
    const [x, y] = [(m - h) * Math.cos(t) + h * Math.cos(phase), (m - h) * Math.sin(t) - h * Math.sin(phase)];
    return [(x + 6) / 12, (6 - y) / 12];
  });
}

/** The curve as a hand with flaws draws it, the same for the same seed. */
function byHand(curve: [number, number][], seed: number): [number, number][] {
  const next = random(seed);
  // Box and Muller's way from even numbers to a normal pair.
  const pair = (): [number, number] => {
    const [radius, angle] = [Math.sqrt(-2 * Math.log(1 - next())), 2 * Math.PI * next()];
    return [radius * Math.cos(angle), radius * Math.sin(angle)];
  };
  const direction = 2 * Math.PI * next();
  const offset = [OFFSET * Math.cos(direction), OFFSET * Math.sin(direction)];
  const ends = Array.from({ length: PIECES + 1 }, pair);
  return curve.map(([x, y], index) => {
    const [piece, share] = [Math.floor(index / LINES), (index % LINES) / LINES];
    const [from, to] = [ends[piece]!, ends[Math.min(piece + 1, PIECES)]!];
    const off = [0, 1].map((axis) => offset[axis]! + TREMBLE * (from[axis]! + share * (to[axis]! - from[axis]!)));
    return [x + off[0]! / 12, y - off[1]! / 12];
  });
}

const score = async (page: Page) => Number(await page.locator("#ghost-tools").getAttribute("data-score"));

/** Traces the ghost with the mouse, at the top of the screen, where nothing lies over the canvas. */
async function trace(page: Page) {
  await page.locator("#pad").evaluate((pad) => pad.scrollIntoView({ block: "center" }));
  await drawStroke(page, await ghostCurve(page));
}

test("a ghost that is traced scores high and marks the truth, a scribble scores low", async ({ page }) => {
  await showGhost(page);
  await trace(page);
  await expect.poll(() => score(page)).toBeGreaterThan(90);
  await settled(page);
  await expect(page.locator('.estimate[data-factor="m"] .estimate-truth')).toHaveText(/^true \d/);

  const [shape, picture] = [await page.locator("#ghost-tools").getAttribute("data-shape"), await coloursAt(page, "#pad")];
  await page.getByRole("button", { name: "Clear" }).click();
  await expect(page.locator(".ghost-score")).toHaveText("Trace the dashed curve.");
  await drawStroke(page, SCRIBBLE);
  await expect(page.locator(".ghost-score")).toHaveText(/^Traced: \d/);
  expect(await score(page)).toBeLessThan(40);
  // What was drawn is not the ghost: nothing is known of it.
  await settled(page);
  await expect(page.locator(".estimate-truth")).toHaveCount(0);

  await page.getByRole("button", { name: "Another ghost" }).click();
  await expect(page.locator("#ghost-tools")).not.toHaveAttribute("data-shape", shape!);
  await page.getByRole("button", { name: "Hide the ghost" }).click();
  await expect(page.locator("#ghost-tools")).not.toHaveAttribute("data-score");
  await expect.poll(() => coloursAt(page, "#pad")).not.toEqual(picture);
});

test("every true factor of a ghost that a hand has traced with flaws lies within its interval", async ({ page }) => {
  await showGhost(page, "?device=cpu&encoder=invariant");
  for (const ghost of [1, 2]) {
    await expect(page.locator("#ghost-tools")).toHaveAttribute("data-shape", new RegExp(`"m":${ghostFactors(ghost)["m"]},`));
    await answered(page, async () => drawStroke(page, byHand(await ghostCurve(page), ghost)));
    await expect.poll(() => score(page)).toBeGreaterThan(60);
    await expect(page.locator(".estimate-truth")).toHaveCount(4);
    for (const factor of ["m", "b", "sigma", "fore.r"]) {
      const words = await page.locator(`.estimate[data-factor="${factor}"] .estimate-truth`).innerText();
      const { lower, upper } = await intervalOf(page, factor);
      console.log(`ghost ${ghost}: ${factor} ${words}, 90 %: ${lower} to ${upper}`);
      const truth = Number(words.replace("true ", ""));
      expect(truth).toBeGreaterThanOrEqual(lower);
      expect(truth).toBeLessThanOrEqual(upper);
    }
    await page.getByRole("button", { name: "Clear" }).click();
    await page.getByRole("button", { name: "Another ghost" }).click();
  }
});

test("the Spirograph in a drawing is found: the difference falls; it can be removed, and the next stroke clears it", async ({ page }) => {
  await showGhost(page);
  const find = page.locator("#find-tools").getByRole("button", { name: "Find the Spirograph in it" });
  await expect(find).toBeDisabled();
  await trace(page);
  const strokes = await coloursAt(page, "#pad");
  // Animated, and then at once, as less motion has it.
  await find.click();
  await expect(page.locator("#find-tools [role=status]")).toContainText("Found after 60 steps");
  await page.getByRole("button", { name: "Remove it" }).click();
  await expect.poll(() => offFrom(page, "#pad", strokes)).toBeLessThan(UNSEEN);
  await page.emulateMedia({ reducedMotion: "reduce" });
  await find.click();
  await expect(page.locator("#find-tools")).toHaveAttribute("data-state", "found");
  const [first, last] = await page
    .locator("#find-tools")
    .evaluate((tools) => [Number(tools.dataset["first"]), Number(tools.dataset["last"])]);
  console.log(`difference from the drawing: ${first} → ${last}`);
  expect(last).toBeLessThan(0.8 * first!);
  await expect(page.locator("#find-tools [role=status]")).toContainText("Found after 60 steps");
  await expect(page.locator('#find-tools [data-title="difference from the drawing, step by step"]')).toHaveAttribute("data-points", "61");
  // The shape, where it lies, and how it is turned.
  await expect(page.locator(".find-result > .table-frame tbody th")).toHaveText(["m", "b", "h", "sigma", "offset.x", "offset.y", "turn"]);
  await expect.poll(() => coloursAt(page, "#pad")).not.toEqual(strokes);

  await page.locator("#pad").evaluate((pad) => pad.scrollIntoView({ block: "center" }));
  await drawStroke(page, SCRIBBLE);
  await expect(page.locator("#find-tools")).toHaveAttribute("data-state", "nothing");
  await expect(page.locator(".find-result")).toBeHidden();
});
