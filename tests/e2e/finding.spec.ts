// Drawing: a ghost to trace, its score, and the Spirograph that is found in the strokes.

import { expect, test, type Page } from "@playwright/test";

import { answered, drawStroke, estimates, go, open } from "./page";

type Ghost = { m: number; b: number; h: number };

/** Shows a ghost, and where its curve runs, as shares of the canvas. */
async function showGhost(page: Page): Promise<{ ghost: Ghost; curve: [number, number][] }> {
  await page.getByRole("button", { name: "trace a ghost" }).click();
  await expect(page.locator("#ghost-tools")).toHaveAttribute("data-truth", /"h"/);
  const ghost = JSON.parse((await page.locator("#ghost-tools").getAttribute("data-truth"))!) as Ghost;
  const { m, b, h } = ghost;
  const curve = Array.from({ length: 240 }, (_, index): [number, number] => {
    const t = (index / 239) * 2 * Math.PI;
    const phase = (t * (m - h)) / b;
    const [x, y] = [(m - h) * Math.cos(t) + h * Math.cos(phase), (m - h) * Math.sin(t) - h * Math.sin(phase)];
    return [(x + 6) / 12, (6 - y) / 12];
  });
  return { ghost, curve };
}

const score = async (page: Page) => Number(await page.locator("#ghost-tools").getAttribute("data-score"));

test("a ghost that is traced scores high, is read with its truth beside it, and is found", async ({ page }) => {
  test.setTimeout(180_000);
  await open(page);
  await go(page, "draw");
  const { ghost, curve } = await showGhost(page);
  expect(await score(page)).toBe(0);
  await answered(page, () => drawStroke(page, curve));
  await expect.poll(() => score(page)).toBeGreaterThan(80);
  await expect(page.locator('.estimate[data-factor="m"] .estimate-truth')).toContainText(ghost.m.toFixed(3));
  expect(Math.abs((await estimates(page))["m"]! - ghost.m)).toBeLessThan(1);

  await page.getByRole("button", { name: "Find the Spirograph in it" }).last().click();
  const found = page.locator("#find-tools");
  await expect(found).toHaveAttribute("data-state", "found", { timeout: 60_000 });
  const [first, last] = [Number(await found.getAttribute("data-first")), Number(await found.getAttribute("data-last"))];
  expect(last).toBeLessThan(0.7 * first);
  await expect(found.locator("[role=status]")).toContainText(/Found after \d+ steps/);
  // A hand moves evenly along the line, the generator evenly by angle: the pictures differ a little even here.
  const cells = await found.locator("tbody tr").first().locator("td").allInnerTexts();
  expect(Math.abs(Number(cells[1]) - ghost.m)).toBeLessThan(0.5);

  // Another stroke: what was found is not in it.
  await answered(page, () => drawStroke(page, [[0.1, 0.1], [0.2, 0.1]]));
  await expect(found).toHaveAttribute("data-state", "nothing");
});

test("a scribble beside the ghost scores low, and an empty pad has nothing to be found", async ({ page }) => {
  await open(page);
  await go(page, "draw");
  await page.getByRole("button", { name: "find the Spirograph in it" }).first().click();
  await expect(page.locator("#find-tools [role=status]")).toContainText("Draw something first");
  await showGhost(page);
  await answered(page, () => drawStroke(page, [[0.02, 0.02], [0.12, 0.02], [0.02, 0.1]]));
  await expect.poll(() => page.locator("#ghost-tools").innerText()).toMatch(/Traced: \d/);
  expect(await score(page)).toBeLessThan(20);
});
