// What the specs do with the page.

import { expect, type Page } from "@playwright/test";

import type { ToWorker } from "../../www/src/engine/protocol";
import { type Step, VIEW_COUNTS } from "../../www/src/state/page-state";

/** Opens the page and waits until its engine is ready; on WebGPU where the query, and not the fragment, asks for that. */
export async function open(page: Page, query = "?device=cpu") {
  await page.goto(`./${query}`);
  await ready(page);
  if (query.startsWith("?device=webgpu")) await onWebgpu(page);
}

/** Waits until the page's engine is ready. */
export async function ready(page: Page) {
  await expect(page.locator("#status")).toHaveAttribute("data-state", "ready", { timeout: 240_000 });
}

/** Waits until WebGPU has taken over. */
export async function onWebgpu(page: Page) {
  await expect(page.locator("#status")).toHaveAttribute("data-device", "webgpu", { timeout: 240_000 });
}

/** Takes the page's adapter away. */
export async function withoutGpu(page: Page) {
  await page.addInitScript(() => Object.defineProperty(navigator, "gpu", { value: undefined }));
}

/** Holds the answer for a file until the test lets it go. */
export async function hold(page: Page, file: string): Promise<() => void> {
  let release = () => {};
  const held = new Promise<void>((resolve) => (release = resolve));
  await page.route(`**/${file}`, async (route) => {
    await held;
    await route.continue();
  });
  return release;
}

/** Writes down every state of the page from here on in which a visitor would have to wait. */
export async function recordWaits(page: Page) {
  await page.evaluate(() => {
    const waits: string[] = ((window as unknown as { waits: string[] }).waits = []);
    const [status, reading] = [document.getElementById("status")!, document.getElementById("reading")!];
    new MutationObserver(() => status.dataset["state"] !== "ready" && waits.push("status")).observe(status, {
      attributeFilter: ["data-state"],
    });
    new MutationObserver(() => reading.ariaBusy === "true" && waits.push("reading")).observe(reading, { attributeFilter: ["aria-busy"] });
  });
}

/** What has been written down since. */
export const waits = (page: Page) => page.evaluate(() => (window as unknown as { waits: string[] }).waits);

/** The address of the page as it stands: at once, as where a visitor leaves, and not when nothing has changed for a while. */
export const addressNow = (page: Page) =>
  page.evaluate(() => {
    dispatchEvent(new Event("pagehide"));
    return location.hash;
  });

/** Lets the page ask its engine for less than a visitor's: this much in place of what it asks for by a call. */
export async function askForLess(page: Page, call: string, less: Record<string, number>) {
  await page.addInitScript(
    ({ call, less }) => {
      const isOfIt = (part: unknown) => Object.keys(less).every((key) => key in Object(part));
      const post = Worker.prototype.postMessage;
      Worker.prototype.postMessage = function (message: ToWorker, options?: Transferable[] | StructuredSerializeOptions) {
        const asked =
          message.kind === "call" && message.name.startsWith(call)
            ? { ...message, asked: message.asked.map((part) => (isOfIt(part) ? { ...Object(part), ...less } : part)) }
            : message;
        return post.call(this, asked, options as StructuredSerializeOptions);
      };
    },
    { call, less },
  );
}

/** Goes to a step of the path. */
export async function go(page: Page, step: Step) {
  await page.locator(`#path [data-go="${step}"]`).click();
  await expect(page.locator("#content")).toHaveAttribute("data-step", step);
}

/** Chooses what is looked at, in the page's head. */
export const lookAt = (page: Page, source: string) => page.locator("#source-choice").selectOption(source);

/** How many answers have come. */
export async function answers(page: Page): Promise<number> {
  return Number((await page.locator("#status").getAttribute("data-answers")) ?? 0);
}

/** Waits for the answer to what `act` does: not for one that was on its way before. */
export async function answered(page: Page, act: () => Promise<unknown>) {
  const before = await answers(page);
  await act();
  await expect.poll(() => answers(page), { timeout: 180_000 }).toBeGreaterThan(before);
  await settled(page);
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

/** The 90 % interval of a factor as it stands on the page. */
export async function intervalOf(page: Page, factor: string): Promise<{ lower: number; upper: number }> {
  const words = await page.locator(`.estimate[data-factor="${factor}"] .estimate-interval`).innerText();
  const [lower = Number.NaN, upper = Number.NaN] = words.replace("90 %:", "").replaceAll("−", "-").split(" to ").map(Number);
  return { lower, upper };
}

/** Waits until the newest request has been answered. */
export async function settled(page: Page) {
  await expect(page.locator("#reading")).toHaveAttribute("aria-busy", "false", { timeout: 180_000 });
}

/** Draws a stroke with the mouse through points given as shares of the canvas. */
export async function drawStroke(page: Page, points: [number, number][]) {
  const box = await padOnScreen(page);
  for (const [index, [x, y]] of points.entries()) {
    await page.mouse.move(box.x + x * box.width, box.y + y * box.height);
    if (index === 0) await page.mouse.down();
  }
  await page.mouse.up();
}

/** Draws a triangle in its step, and waits until it has been read. */
export async function drawTriangle(page: Page) {
  await go(page, "draw");
  await answered(page, () =>
    drawStroke(page, [
      [0.3, 0.3],
      [0.7, 0.35],
      [0.6, 0.7],
      [0.3, 0.3],
    ]),
  );
}

/** Where the canvas is, all of it on the screen. */
export async function padOnScreen(page: Page) {
  await page.locator("#pad").evaluate((pad) => pad.scrollIntoView({ block: "center" }));
  const box = await page.locator("#pad").boundingBox();
  if (!box) throw new Error("the canvas is not on the page");
  return box;
}

/** Sets a slider as a person does who drags it. */
export async function setSlider(page: Page, selector: string, value: number) {
  await page.locator(selector).evaluate((slider, value) => {
    (slider as HTMLInputElement).value = String(value);
    slider.dispatchEvent(new Event("input", { bubbles: true }));
  }, value);
}

/** Chooses M. */
export async function setViews(page: Page, views: number) {
  await setSlider(page, "#view-count", VIEW_COUNTS.indexOf(views));
}

/** Numbers of different colours on a canvas: one for an empty one. */
export async function coloursOn(page: Page, selector: string): Promise<number> {
  return page.locator(selector).evaluate((canvas) => {
    const { width, height } = canvas as HTMLCanvasElement;
    const pixels = (canvas as HTMLCanvasElement).getContext("2d")!.getImageData(0, 0, width, height).data;
    return new Set(new Uint32Array(pixels.buffer)).size;
  });
}

/** The colours of a canvas on a coarse grid: they tell whether another picture is on it. */
export async function coloursAt(page: Page, selector: string): Promise<number[]> {
  return page.locator(selector).evaluate((canvas) => {
    const { width, height } = canvas as HTMLCanvasElement;
    const pixels = (canvas as HTMLCanvasElement).getContext("2d")!.getImageData(0, 0, width, height).data;
    const colours = new Uint32Array(pixels.buffer);
    const at = (row: number, column: number) => colours[Math.floor((row * height) / 24) * width + Math.floor((column * width) / 24)]!;
    return Array.from({ length: 24 * 24 }, (_, index) => at(Math.floor(index / 24), index % 24));
  });
}

/**
 * How far the colours of a canvas are from what they were, in levels of 256. Strokes painted at once have other edges than when
 * they grew piece by piece, by some levels, which nobody sees.
 */
export async function offFrom(page: Page, selector: string, colours: number[]): Promise<number> {
  const channels = (colour: number) => [0, 8, 16].map((shift) => (colour >> shift) & 255);
  const before = colours.flatMap(channels);
  return Math.max(...(await coloursAt(page, selector)).flatMap(channels).map((level, index) => Math.abs(level - before[index]!)));
}

/** Less than the eye tells apart, and than any stroke adds. */
export const UNSEEN = 12;

/** What an engine that panics does: its worker throws a trap that nobody has asked for. */
export async function crash(page: Page) {
  await page
    .workers()
    .at(-1)!
    .evaluate(() =>
      setTimeout(() => {
        throw new WebAssembly.RuntimeError("unreachable");
      }),
    );
}
