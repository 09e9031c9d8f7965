// A visitor's own photo, in every state that files come in.

import { expect, test } from "@playwright/test";

import { Failure } from "../../www/src/engine/failure";
import { checkFile, checkPixels, sizeHere } from "../../www/src/photographs/limits";
import { addressNow, askForLess, go, lookAt, open, ready } from "./page";
import { choose, colourful, expectNear, hand, painted, shown } from "./photographs";
import { blackPng, jpeg, type PictureFile, png, pngHeader } from "./pictures";

test("what cannot be a photo is refused before it is decoded, by a sentence with its name", () => {
  const words = (refuse: () => unknown) => {
    try {
      refuse();
    } catch (thrown) {
      expect(thrown).toBeInstanceOf(Failure);
      return (thrown as Failure).message;
    }
    return "accepted";
  };
  const file = (name: string, type: string, size = 1000) => words(() => checkFile({ name, type, size }));
  expect(file("a.png", "image/png")).toBe("accepted");
  expect(file("a.png", "image/png", 0)).toBe("“a.png” is empty.");
  expect(file("a.mp4", "video/mp4")).toBe("“a.mp4” is a video: choose a single picture.");
  expect(file("a.svg", "image/svg+xml")).toContain("“a.svg” is an SVG drawing");
  expect(file("a.tiff", "image/tiff", 3e9)).toContain("“a.tiff” has 3000 megabytes");
  expect(words(() => checkPixels("a.png", { width: 8000, height: 8000 }))).toBe("accepted");
  expect(words(() => checkPixels("a.png", { width: 10_000, height: 10_000 }))).toContain("“a.png” has 100 megapixels (10000 × 10000)");
  const here = (width: number, height: number) => sizeHere("a.png", { width, height });
  expect(here(128, 96)).toEqual({ width: 128, height: 96 });
  expect(here(96, 128)).toEqual({ width: 96, height: 128 });
  expect(here(640, 480)).toEqual({ width: 640, height: 480 });
  expect(here(4000, 3000)).toEqual({ width: 640, height: 480 });
  expect(here(3000, 4000)).toEqual({ width: 480, height: 640 });
  for (const [width, height] of [
    [127, 96],
    [128, 95],
    [95, 640],
    [1, 1],
  ] as const) {
    expect(words(() => here(width, height))).toContain(`“a.png” has ${width} × ${height} pixels: too few.`);
  }
  expect(words(() => here(6400, 300))).toContain("640 × 30 when its longer side is scaled to 640: too few.");
});

test("a photo of one's own is chosen, dropped or pasted; it is in no address, and a reload asks for it", async ({ page }) => {
  const asked: string[] = [];
  page.on("request", (request) => request.method() !== "GET" && asked.push(request.url()));
  await open(page);
  await lookAt(page, "mine");
  await expect(page.locator("#photo-invitation")).toBeVisible();
  await expect(page.locator("#photo")).toBeHidden();
  await choose(page, colourful("chosen.png"));
  await painted(page, "chosen.png");
  await expect(page.locator("#photo-invitation")).toBeHidden();
  const { size, colours } = await shown(page, [0.5, 0.5]);
  expect(size).toEqual([200, 120]);
  expectNear(colours, [[(100 * 7) % 256, (60 * 5) % 256, (160 * 3) % 256]], 2);
  // Six columns of three rows, two of them held out.
  await expect(page.locator("#crops-words")).toContainText("12 crops of 32 × 32 pixels to learn from, and 6 at the right");

  await hand(page, "paste", colourful("pasted.png", 128, 96));
  await painted(page, "pasted.png");
  // With a picture of it is copied what a table has: in a field it is the words that are pasted.
  await go(page, "train");
  const isTaken = await page
    .locator("#training input[type=number]")
    .first()
    .evaluate((field) => {
      const clipboardData = new DataTransfer();
      clipboardData.items.add(new File(["cells"], "cells.png", { type: "image/png" }));
      return !field.dispatchEvent(new ClipboardEvent("paste", { bubbles: true, cancelable: true, clipboardData }));
    });
  expect(isTaken).toBe(false);
  await lookAt(page, "spirographs");
  await go(page, "look");
  await hand(page, "drop", colourful("dropped.png"));
  await expect(page.locator("#source-choice")).toHaveValue("mine");
  await go(page, "make");
  await painted(page, "dropped.png");
  await page.goBack();
  await page.goBack();
  await expect(page.locator("#source-choice")).toHaveValue("spirographs");
  await page.goForward();
  await go(page, "make");
  await painted(page, "dropped.png");

  const address = await addressNow(page);
  expect(address).toContain("source=mine&encoder=crops-base");
  expect(address).not.toMatch(/png|dropped/);
  await page.reload();
  await ready(page);
  await expect(page.locator("#photo-invitation")).toBeVisible();
  await expect(page.locator("#source-choice")).toHaveValue("mine");
  await expect(page.locator("#errors")).toBeEmpty();
  expect(asked).toEqual([]);
});

test("a file that is no photo is told by its name, and the photo before stays", async ({ page }) => {
  await open(page);
  await lookAt(page, "mine");
  await choose(page, colourful("good.png"));
  await painted(page, "good.png");
  const good = colourful("cut.png").buffer;
  const other = (name: string, mimeType: string, content: string | Buffer) => ({ name, mimeType, buffer: Buffer.from(content) });
  const bad: [PictureFile, RegExp][] = [
    [other("notes.txt", "text/plain", "words, and no picture"), /“notes.txt” is not a picture/],
    [other("lie.png", "image/png", "words, and no picture"), /“lie.png” is not a picture/],
    [other("cut.png", "image/png", good.subarray(0, 60)), /“cut.png” is not a picture/],
    [other("empty.jpg", "image/jpeg", ""), /“empty.jpg” is empty/],
    [other("drawing.svg", "image/svg+xml", '<svg xmlns="http://www.w3.org/2000/svg"/>'), /“drawing.svg” is an SVG drawing/],
    [other("film.mp4", "video/mp4", "ftyp"), /“film.mp4” is a video/],
    [colourful("small.png", 100, 60), /“small.png” has 100 × 60 pixels: too few/],
    [pngHeader("header.png", 10_000, 10_000), /“header.png” has 100 megapixels/],
    [blackPng("huge.png", 10_000, 10_000), /“huge.png” has 100 megapixels/],
    [pngHeader("wide.png", 2 ** 31 - 1, 2 ** 31 - 1), /“wide.png” has \d+ megapixels/],
    [pngHeader("headless.png", 640, 480), /“headless.png” is not a picture/],
  ];
  for (const [file, words] of bad) {
    await choose(page, file);
    await expect(page.locator("#errors")).toHaveText(words);
    await expect(page.locator("#photo")).toHaveAttribute("data-photo", "good.png");
  }
  await hand(page, "drop", colourful("one.png"), colourful("two.png"));
  await expect(page.locator("#errors")).toHaveText(/“one.png” and 1 more: choose one picture at a time/);
  await expect(page.locator("#photo")).toHaveAttribute("data-photo", "good.png");
  await choose(page, colourful("better.png"));
  await painted(page, "better.png");
  await expect(page.locator("#errors")).toBeEmpty();
});

test("a photo stands as it was held, lies on white, and has its colours in CMYK as well", async ({ page }) => {
  await open(page);
  await lookAt(page, "mine");
  const grey = () => 128;
  const left = (column: number) => (column < 10 ? 40 : 220);
  await choose(page, jpeg("held.jpg", { width: 160, height: 96, components: [left, grey, grey] }));
  await painted(page, "held.jpg");
  const flat = await shown(page, [0.25, 0.5], [0.75, 0.5]);
  expect(flat.size).toEqual([160, 96]);
  expectNear(flat.colours, [Array(3).fill(40), Array(3).fill(220)]);

  // Turned by a quarter, clockwise: what was at the left is at the top.
  await choose(page, jpeg("turned.jpg", { width: 160, height: 96, components: [left, grey, grey], orientation: 6 }));
  await painted(page, "turned.jpg");
  const turned = await shown(page, [0.5, 0.25], [0.5, 0.75]);
  expect(turned.size).toEqual([96, 160]);
  expectNear(turned.colours, [Array(3).fill(40), Array(3).fill(220)]);

  const see = (x: number): [number, number, number, number] => [200, 0, 0, x < 100 ? 0 : 128];
  await choose(page, png("glass.png", 200, 120, see));
  await painted(page, "glass.png");
  expectNear((await shown(page, [0.25, 0.5], [0.75, 0.5])).colours, [
    [255, 255, 255],
    [227, 127, 127],
  ]);

  // Inverted, as Adobe has it: all of cyan, and nothing else.
  const full = () => 255;
  await choose(page, jpeg("ink.jpg", { width: 160, height: 96, components: [() => 0, full, full, full] }));
  await painted(page, "ink.jpg");
  const [[red, green, blue]] = (await shown(page, [0.5, 0.5])).colours as [[number, number, number]];
  expect(red).toBeLessThan(60);
  expect(Math.min(green, blue)).toBeGreaterThan(120);
  await expect(page.locator("#errors")).toBeEmpty();
});

test("figures that were measured on one photo are not shown for another", async ({ page }) => {
  await askForLess(page, "evaluate", { training_samples: 40, test_samples: 20 });
  await open(page);
  await lookAt(page, "mine");
  await choose(page, colourful("one.png"));
  await painted(page, "one.png");
  await go(page, "look");
  await expect(page.locator("#measure-command")).toHaveText(/--photo FILE$/);
  await page.locator("#measure-run").click();
  await expect(page.locator("#measure-words")).toContainText("Conditional variance");
  await hand(page, "drop", colourful("another.png", 160, 128));
  await expect(page.locator("#measure-words")).toBeEmpty();
});

test("a large picture is scaled, and the page goes on while it is decoded", async ({ page }) => {
  await open(page);
  await lookAt(page, "mine");
  await page.evaluate(() => {
    const state = Object.assign(window, { longest: 0 });
    let last = performance.now();
    setInterval(() => {
      state.longest = Math.max(state.longest, performance.now() - last);
      last = performance.now();
    }, 20);
  });
  await choose(page, blackPng("large.png", 10_000, 6_000));
  await painted(page, "large.png");
  expect((await shown(page)).size).toEqual([640, 384]);
  const longest = await page.evaluate(() => (window as unknown as { longest: number }).longest);
  console.log(`60 megapixels: the page stood still for ${Math.round(longest)} ms at most`);
  expect(longest).toBeLessThan(1500);
});

test("a picture from the camera: it is asked for, seen, taken, and off afterwards", async ({ page }) => {
  await page.addInitScript(() => {
    const state = Object.assign(window, { streams: [] as MediaStream[], refusal: "", answer: Promise.resolve() });
    navigator.mediaDevices.getUserMedia = async () => {
      await state.answer;
      if (state.refusal) throw new DOMException("no", state.refusal);
      const canvas = Object.assign(document.createElement("canvas"), { width: 320, height: 240 });
      const context = canvas.getContext("2d")!;
      setInterval(() => {
        context.fillStyle = "rgb(10, 200, 60)";
        context.fillRect(0, 0, 320, 240);
      }, 50);
      const stream = canvas.captureStream(20);
      state.streams.push(stream);
      return stream;
    };
  });
  const tracks = () =>
    page.evaluate(() =>
      (window as unknown as { streams: MediaStream[] }).streams.flatMap((stream) => stream.getTracks().map(({ readyState }) => readyState)),
    );
  await open(page);
  await lookAt(page, "mine");
  await page.locator("#photo-camera").click();
  await expect(page.locator("#camera")).toBeVisible();
  await expect(page.locator("#camera-take")).toBeEnabled();
  expect(await tracks()).toEqual(["live"]);
  await page.locator("#camera-cancel").click();
  await expect(page.locator("#camera")).toBeHidden();
  await expect.poll(tracks).toEqual(["ended"]);
  await page.locator("#photo-camera").click();
  await page.locator("#camera-take").click();
  await painted(page, "the camera’s picture");
  await expect(page.locator("#camera")).toBeHidden();
  await expect.poll(tracks).toEqual(["ended", "ended"]);
  const { size, colours } = await shown(page, [0.5, 0.5]);
  expect(size).toEqual([320, 240]);
  expectNear(colours, [[10, 200, 60]], 12);

  // Closed and opened again before the visitor has been asked: one camera is looked through, and none is left on.
  await page.evaluate(() => {
    const asking = { letGo: () => {} };
    Object.assign(window, { asking, answer: new Promise<void>((resolve) => (asking.letGo = resolve)) });
  });
  await page.locator("#photo-camera").click();
  await page.locator("#camera-cancel").click();
  await page.locator("#photo-camera").click();
  await page.evaluate(() => (window as unknown as { asking: { letGo: () => void } }).asking.letGo());
  await expect(page.locator("#camera-take")).toBeEnabled();
  await expect.poll(tracks).toEqual(["ended", "ended", "ended", "live"]);
  await page.locator("#camera-cancel").click();
  await expect.poll(tracks).toEqual(["ended", "ended", "ended", "ended"]);

  for (const [refusal, words] of [
    ["NotAllowedError", /The camera may not be used/],
    ["NotFoundError", /This device has no camera/],
    ["NotReadableError", /in use by another program/],
  ] as const) {
    await page.evaluate((refusal) => Object.assign(window, { refusal }), refusal);
    await page.locator("#photo-camera").click();
    await expect(page.locator("#errors")).toHaveText(words);
    await expect(page.locator("#camera")).toBeHidden();
  }
  await expect(page.locator("#photo")).toHaveAttribute("data-photo", "the camera’s picture");
});
