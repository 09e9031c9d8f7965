// The pad in a browser: what the gestures' own tests cannot see.

import { expect, type Page, test } from "@playwright/test";

import { decode } from "../../www/src/state/permalink";
import { addressNow, coloursAt, coloursOn, drawStroke, offFrom, padOnScreen, UNSEEN } from "./page";

/** The pad without its engine, which it does not need. */
async function openPad(page: Page, address = "") {
  await page.route("**/*.wasm", (route) => route.abort());
  await page.goto(`./?device=cpu#step=draw${address}`);
  await expect(page.locator("#pad")).toBeVisible();
  await padOnScreen(page);
}

/** The drawing as the address has it. */
async function drawing(page: Page) {
  return decode(await addressNow(page)).named.drawing ?? [];
}

const button = (page: Page, name: string) => page.getByRole("button", { name, exact: true });

test("undo, redo and clear can each be taken back, by their buttons and by the keyboard", async ({ page }) => {
  await openPad(page);
  for (const name of ["Undo", "Redo", "Clear"]) await expect(button(page, name)).toBeDisabled();
  await drawStroke(page, [
    [0.2, 0.2],
    [0.8, 0.2],
  ]);
  const one = await coloursAt(page, "#pad");
  await drawStroke(page, [
    [0.2, 0.6],
    [0.8, 0.6],
  ]);
  const two = await coloursAt(page, "#pad");
  await button(page, "Clear").click();
  expect(await coloursOn(page, "#pad")).toBe(1);
  await expect(button(page, "Clear")).toBeDisabled();
  // The button had the keyboard, and cannot keep it.
  await expect(page.locator("#pad")).toBeFocused();
  await button(page, "Undo").click();
  expect(await offFrom(page, "#pad", two)).toBeLessThan(UNSEEN);
  await button(page, "Undo").click();
  expect(await offFrom(page, "#pad", one)).toBeLessThan(UNSEEN);
  await button(page, "Redo").click();
  await button(page, "Redo").click();
  expect(await coloursOn(page, "#pad")).toBe(1);
  await expect(button(page, "Redo")).toBeDisabled();
  await page.keyboard.press("Control+z");
  expect(await offFrom(page, "#pad", two)).toBeLessThan(UNSEEN);
  await page.keyboard.press("Control+Shift+Z");
  expect(await coloursOn(page, "#pad")).toBe(1);
  // As a Russian keyboard has it.
  await page.evaluate(() =>
    document.activeElement?.dispatchEvent(new KeyboardEvent("keydown", { key: "я", code: "KeyZ", ctrlKey: true, bubbles: true })),
  );
  expect(await offFrom(page, "#pad", two)).toBeLessThan(UNSEEN);
});

test("in another step the keys are the browser's", async ({ page }) => {
  await openPad(page);
  await drawStroke(page, [
    [0.2, 0.2],
    [0.8, 0.2],
  ]);
  await page.locator('#path [data-go="make"]').click();
  await page.keyboard.press("Control+z");
  expect(await drawing(page)).toHaveLength(1);
});

test("a stroke that leaves the canvas by far stays in the frame", async ({ page }) => {
  await openPad(page);
  const box = await padOnScreen(page);
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await page.mouse.down();
  await page.mouse.move(5000, -3000);
  await page.mouse.up();
  const [stroke] = await drawing(page);
  expect(stroke?.points.at(-1)).toEqual([6, 6]);
  await expect(page.getByRole("alert").filter({ hasText: "strokes" })).toHaveCount(0);
});

test("a stroke ends with its window, and the right button draws none", async ({ page }) => {
  await openPad(page);
  const box = await padOnScreen(page);
  const to = (x: number, y: number) => page.mouse.move(box.x + x * box.width, box.y + y * box.height);
  await to(0.2, 0.2);
  await page.mouse.down({ button: "right" });
  await to(0.8, 0.2);
  await page.mouse.up({ button: "right" });
  await to(0.3, 0.3);
  await page.mouse.down();
  await to(0.4, 0.4);
  await page.evaluate(() => dispatchEvent(new Event("blur")));
  await to(0.8, 0.8);
  await page.mouse.up();
  const strokes = await drawing(page);
  expect(strokes.map(({ points }) => points.length)).toEqual([2]);
});

test("on another screen the drawing is painted in as many pixels as it has", async ({ page }) => {
  await openPad(page);
  await drawStroke(page, [
    [0.2, 0.2],
    [0.8, 0.2],
  ]);
  const client = await page.context().newCDPSession(page);
  for (const deviceScaleFactor of [2, 1.25, 3]) {
    // Another height as well, which is hardly anything to the pad: the ratio alone reaches no emulated page.
    const height = 900 + Math.round(deviceScaleFactor);
    await client.send("Emulation.setDeviceMetricsOverride", { width: 1280, height, deviceScaleFactor, mobile: false });
    await expect
      .poll(() => page.locator("#pad").evaluate((pad) => (pad as HTMLCanvasElement).width / pad.clientWidth))
      .toBeCloseTo(deviceScaleFactor, 2);
    expect(await coloursOn(page, "#pad")).toBeGreaterThan(2);
  }
});

test.describe("by fingers", () => {
  test.use({ hasTouch: true });

  test("one draws, and two leave no dot", async ({ page }) => {
    await openPad(page);
    const box = await padOnScreen(page);
    const client = await page.context().newCDPSession(page);
    const at = (x: number, y: number, id: number) => ({ x: box.x + x * box.width, y: box.y + y * box.height, id });
    const send = (type: "touchStart" | "touchMove" | "touchEnd", touchPoints: ReturnType<typeof at>[]) =>
      client.send("Input.dispatchTouchEvent", { type, touchPoints });
    await send("touchStart", [at(0.4, 0.4, 0)]);
    await send("touchStart", [at(0.4, 0.4, 0), at(0.6, 0.6, 1)]);
    await send("touchMove", [at(0.3, 0.3, 0), at(0.7, 0.7, 1)]);
    await send("touchEnd", []);
    expect(await drawing(page)).toEqual([]);
    await expect(button(page, "Undo")).toBeDisabled();
    await send("touchStart", [at(0.4, 0.4, 0)]);
    for (const share of [0.5, 0.6, 0.7]) await send("touchMove", [at(share, 0.4, 0)]);
    await send("touchEnd", []);
    const strokes = await drawing(page);
    expect(strokes).toHaveLength(1);
    expect(strokes[0]?.points.length).toBeGreaterThan(1);
  });
});

/** Draws a curve of so many points with the pointer down, all but the last of them at once; the times of frames that add one. */
async function frameTimes(page: Page, points: number): Promise<number[]> {
  return page.locator("#pad").evaluate(async (pad, points) => {
    const canvas = pad as HTMLCanvasElement;
    const box = canvas.getBoundingClientRect();
    const move = (index: number, type = "pointermove", more: PointerEventInit = {}) => {
      const angle = index / 40;
      const clientX = box.left + box.width * (0.5 + 0.4 * Math.cos(angle) * Math.cos(0.31 * angle));
      const clientY = box.top + box.height * (0.5 + 0.4 * Math.sin(angle) * Math.cos(0.31 * angle));
      return new PointerEvent(type, { pointerId: 77, pointerType: "mouse", buttons: 1, bubbles: true, clientX, clientY, ...more });
    };
    // Reading a pixel waits until all is painted.
    const painted = () => canvas.getContext("2d")?.getImageData(0, 0, 1, 1);
    canvas.dispatchEvent(move(0, "pointerdown"));
    const coalescedEvents = Array.from({ length: points }, (_, index) => move(index));
    canvas.dispatchEvent(move(points, "pointermove", { coalescedEvents }));
    // So many at once take some frames.
    for (let frame = 0; frame < points / 250; frame++) await new Promise(requestAnimationFrame);
    painted();
    const times = Array.from({ length: 15 }, (_, index) => {
      const begin = performance.now();
      canvas.dispatchEvent(move(points + index));
      painted();
      return performance.now() - begin;
    });
    canvas.dispatchEvent(move(points, "pointerup", { buttons: 0 }));
    return times.sort((a, b) => a - b);
  }, points);
}

test("a frame of 10,000 points takes no longer than one of 10", { tag: "@alone" }, async ({ page }) => {
  const medians: number[] = [];
  for (const points of [10, 1000, 10_000]) {
    await openPad(page);
    await page.reload();
    await padOnScreen(page);
    medians.push((await frameTimes(page, points))[7] ?? Number.NaN);
  }
  console.log(`a frame at 10, 1,000, 10,000 points: ${medians.map((median) => `${median.toFixed(1)} ms`).join(", ")}`);
  // What they differ by is the machine's noise.
  expect(medians[2]).toBeLessThan(3 * medians[0]!);
});

test("strokes painted piece by piece look as the generator's kernel says, and as if painted at once", async ({ page }) => {
  await openPad(page);
  await frameTimes(page, 40);
  const place = page.locator("#pad");
  /** Red, at every seventh pixel of every seventh row. */
  const reds = () =>
    place.evaluate((pad) => {
      const { width, height } = pad as HTMLCanvasElement;
      const { data } = (pad as HTMLCanvasElement).getContext("2d")!.getImageData(0, 0, width, height);
      const shown: { row: number; column: number; red: number }[] = [];
      for (let row = 2; row < height; row += 7) {
        for (let column = 2; column < width; column += 7) shown.push({ row, column, red: data[4 * (row * width + column)] ?? Number.NaN });
      }
      return shown;
    });
  const side = await place.evaluate((pad) => (pad as HTMLCanvasElement).width);
  const grown = await reds();
  const [stroke] = await drawing(page);
  // Another size and back: all is painted again, at once.
  await page.setViewportSize({ width: 700, height: 900 });
  await expect(place).not.toHaveJSProperty("width", side);
  await page.setViewportSize({ width: 1280, height: 900 });
  await expect(place).toHaveJSProperty("width", side);
  const atOnce = await reds();
  expect(Math.max(...grown.map(({ red }, index) => Math.abs(red - atOnce[index]!.red)))).toBeLessThan(UNSEEN);

  const points = stroke!.points;
  const [brush, paper] = [0xf2, 0x1a];
  const errors = grown.map(({ row, column, red }) => {
    const at: [number, number] = [((column + 0.5) / side) * 12 - 6, 6 - ((row + 0.5) / side) * 12];
    const distance = Math.min(...points.slice(1).map((end, index) => toSegment(at, points[index]!, end)));
    return Math.abs(red - (paper + Math.exp(-(distance ** 2) / stroke!.width) * (brush - paper)));
  });
  const mean = errors.reduce((sum, error) => sum + error, 0) / errors.length;
  console.log(`off the kernel, of 216 levels of red: ${mean.toFixed(2)} in the mean, ${Math.max(...errors).toFixed(1)} at most`);
  // Half a step between two of the 24 levels is 4.5 in the mean, and more where they are wider apart.
  expect(Math.max(...errors)).toBeLessThan(14);
});

function toSegment([x, y]: [number, number], [ax, ay]: [number, number], [bx, by]: [number, number]): number {
  const [dx, dy] = [bx - ax, by - ay];
  const length = dx * dx + dy * dy;
  const share = length === 0 ? 0 : Math.min(Math.max(((x - ax) * dx + (y - ay) * dy) / length, 0), 1);
  return Math.hypot(x - ax - share * dx, y - ay - share * dy);
}
