// What the specs do with the page.

import { expect, type Page } from "@playwright/test";

/** Opens the page and waits until its engine is ready. */
export async function open(page: Page, query = "?device=cpu") {
  await page.goto(`./${query}`);
  await expect(page.locator("#status")).toHaveAttribute("data-state", "ready", { timeout: 240_000 });
}

/** How many answers have come. */
export async function answers(page: Page): Promise<number> {
  return Number((await page.locator("#status").getAttribute("data-answers")) ?? 0);
}

/** Waits for an answer to what `act` does. */
export async function answered(page: Page, act: () => Promise<unknown>) {
  const before = await answers(page);
  await act();
  await expect.poll(() => answers(page), { timeout: 180_000 }).toBeGreaterThan(before);
}

/** The factors as they stand read back on the page. */
export async function estimates(page: Page): Promise<Record<string, number>> {
  return page.locator(".estimate").evaluateAll((rows) =>
    Object.fromEntries(
      rows.map((row) => {
        const value = row.querySelector(".estimate-value")?.textContent ?? "";
        return [(row as HTMLElement).dataset["factor"], Number(value.replace("−", "-"))];
      }),
    ),
  );
}

/** Waits until nothing is being asked any more: the estimates stand still. */
export async function settled(page: Page) {
  let last = -1;
  await expect
    .poll(async () => {
      const now = await answers(page);
      const isSame = now === last;
      last = now;
      return isSame;
    }, { intervals: [700] })
    .toBe(true);
}

/** Draws a stroke with the mouse through points given as shares of the canvas. */
export async function drawStroke(page: Page, points: [number, number][]) {
  const box = await page.locator("#pad").boundingBox();
  if (!box) throw new Error("the canvas is not on the page");
  for (const [index, [x, y]] of points.entries()) {
    await page.mouse.move(box.x + x * box.width, box.y + y * box.height);
    if (index === 0) await page.mouse.down();
  }
  await page.mouse.up();
}

/** Sets a slider as a person does who drags it. */
export async function setSlider(page: Page, selector: string, value: number) {
  await page.locator(selector).evaluate((slider, value) => {
    (slider as HTMLInputElement).value = String(value);
    slider.dispatchEvent(new Event("input", { bubbles: true }));
  }, value);
}

/** Numbers of different colours on a canvas: one for an empty one. */
export async function coloursOn(page: Page, selector: string): Promise<number> {
  return page.locator(selector).evaluate((canvas) => {
    const { width, height } = canvas as HTMLCanvasElement;
    const pixels = (canvas as HTMLCanvasElement).getContext("2d")!.getImageData(0, 0, width, height).data;
    return new Set(new Uint32Array(pixels.buffer)).size;
  });
}
