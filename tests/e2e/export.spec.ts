// Files of what is on show: the SVG looks like the PNG, a plot keeps its title and its card, JSON keeps every number.

import { readFileSync } from "node:fs";
import { expect, type Page, test } from "@playwright/test";
import { build } from "esbuild";

import { glow } from "../../www/src/canvas/plane";
import type { Curve } from "../../www/src/canvas/spirograph";

/** Puts the module itself on an empty page: what it makes does not depend on the rest. */
async function openExport(page: Page) {
  const { outputFiles } = await build({
    entryPoints: ["www/src/files/export.ts"],
    bundle: true,
    format: "iife",
    globalName: "exporting",
    write: false,
  });
  await page.setContent("<!doctype html><html lang='en' style='--card: #fffefb; --text: #1d2226'><body></body></html>");
  await page.addScriptTag({ content: `${outputFiles[0]!.text}; window.exporting = exporting;` });
}

type Exporting = { exporting: typeof import("../../www/src/files/export") };

const CURVE: Curve = {
  points: Array.from({ length: 600 }, (_, index) => {
    const angle = (index / 599) * 2 * Math.PI;
    return [2.5 * (Math.cos(angle) + Math.cos(5 * angle)) - 0.4, 2.5 * (Math.sin(angle) - Math.sin(5 * angle)) + 0.8];
  }),
  sigma: 0.3,
  foreground: "#ff9a5c",
  background: "#1a1038",
};

test("the SVG of a curve looks like what the page draws", async ({ page }) => {
  await openExport(page);
  const { difference, shifted } = await page.evaluate(async (curve) => {
    const { exporting } = window as unknown as Exporting;
    const side = 400;
    const image = new Image(side, side);
    image.src = `data:image/svg+xml,${encodeURIComponent(exporting.curveSvg(curve))}`;
    await image.decode();
    const drawn = document.createElement("canvas");
    drawn.width = drawn.height = side;
    drawn.getContext("2d")!.drawImage(image, 0, 0, side, side);
    const pixels = (canvas: HTMLCanvasElement) => canvas.getContext("2d")!.getImageData(0, 0, side, side).data;
    const [svg, png] = [pixels(drawn), pixels(exporting.curveCanvas(curve, side))];
    const differenceAt = (offset: number) =>
      svg.reduce((sum, value, index) => sum + Math.abs(value - (png[index + offset] ?? value)), 0) / svg.length;
    return { difference: differenceAt(0), shifted: differenceAt(4) };
  }, CURVE);
  // In levels of 256; a pixel to the side the two differ several times as much.
  expect(difference).toBeLessThan(0.3);
  expect(shifted).toBeGreaterThan(4 * difference);
});

test("a curve is saved as SVG and as PNG", async ({ page }) => {
  await openExport(page);
  const saved = async (act: (curve: Curve) => void) => {
    const [download] = await Promise.all([page.waitForEvent("download"), page.evaluate(act, CURVE)]);
    return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) };
  };
  const svg = await saved((curve) => (window as unknown as Exporting).exporting.saveCurveSvg("rose", curve));
  expect(svg.name).toBe("rose.svg");
  const { size, strokes, references, numbers } = await page.evaluate((text) => {
    const svg = new DOMParser().parseFromString(text, "image/svg+xml").documentElement;
    const paths = [...svg.querySelectorAll("g > path")];
    return {
      size: [svg.getAttribute("width"), svg.getAttribute("height"), svg.getAttribute("viewBox")],
      strokes: paths.filter((path) => (path.getAttribute("d") ?? "").length > 1000).length,
      references: svg.querySelectorAll("use, [href], style, script").length,
      numbers: paths.map((path) => path.getAttribute("d")).join(""),
    };
  }, svg.bytes.toString("utf8"));
  expect(size).toEqual(["1024", "1024", "-6 -6 12 12"]);
  expect(strokes).toBe(glow(CURVE.sigma).length);
  // Other programs do not follow references, nor style sheets; and none reads what is no number.
  expect(references).toBe(0);
  expect(numbers).toMatch(/^[-ML\d. ]+$/);
  const png = await saved((curve) => void (window as unknown as Exporting).exporting.saveCurvePng("rose", curve));
  expect(png.name).toBe("rose.png");
  // A PNG's head: its signature, and its width and height.
  expect(png.bytes.subarray(1, 4).toString()).toBe("PNG");
  expect([png.bytes.readUInt32BE(16), png.bytes.readUInt32BE(20)]).toEqual([2048, 2048]);
});

test("a plot is saved on its card's background, under its title", async ({ page }) => {
  await openExport(page);
  const { size, corner, plotted, hasTitle } = await page.evaluate(() => {
    const plot = document.createElement("canvas");
    [plot.width, plot.height] = [200, 100];
    const pen = plot.getContext("2d")!;
    pen.fillStyle = "#08707f";
    pen.fillRect(0, 0, 10, 10);
    const canvas = (window as unknown as Exporting).exporting.plotCanvas("Conditional variance", plot);
    const context = canvas.getContext("2d")!;
    const at = (x: number, y: number) => [...context.getImageData(x, y, 1, 1).data];
    const title = context.getImageData(16, 16, 200, 16).data;
    return {
      size: [canvas.width, canvas.height],
      corner: at(0, 0),
      plotted: [at(20, 52), at(100, 100)],
      hasTitle: title.some((value, index) => index % 4 === 0 && value < 0x40),
    };
  });
  expect(size).toEqual([232, 164]);
  const card = [0xff, 0xfe, 0xfb, 0xff];
  expect(corner).toEqual(card);
  // Where the plot is transparent the card shows.
  expect(plotted).toEqual([[0x08, 0x70, 0x7f, 0xff], card]);
  expect(hasTitle).toBe(true);
});

test("JSON keeps every number, of arrays of any type", async ({ page }) => {
  await openExport(page);
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.evaluate(() =>
      (window as unknown as Exporting).exporting.saveJson("everything", {
        factors: [4, 0.6],
        curve: Float32Array.of(0.5, -2),
        picture: Uint8Array.of(1, 255),
        nested: { words: "m" },
      }),
    ),
  ]);
  expect(download.suggestedFilename()).toBe("everything.json");
  expect(JSON.parse(readFileSync(await download.path(), "utf8"))).toEqual({
    factors: [4, 0.6],
    curve: [0.5, -2],
    picture: [1, 255],
    nested: { words: "m" },
  });
});
