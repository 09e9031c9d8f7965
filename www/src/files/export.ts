// What is on show, as files: a curve as SVG or PNG, a plot as PNG, numbers as JSON.

import { create } from "../canvas/dom";
import { EXTENT, glow, planeContextOf } from "../canvas/plane";
import { type Curve, paintSpirograph } from "../canvas/spirograph";
import { chartStyle } from "../charts/style";
import { Failure } from "../engine/failure";
import { saveFile } from "./save-file";

/** Pixels of a curve's side: sharp on a printed page. */
const CURVE_SIDE = 2048;
/** Points of an SVG's side, until somebody gives it another size. */
const SVG_SIDE = 1024;

/** Pixels of a title's letters and of the margin around a plot, on a screen of one pixel a point. */
const TITLE_SIZE = 16;
const MARGIN = 16;

export function saveCurveSvg(name: string, curve: Curve) {
  saveFile(`${name}.svg`, "image/svg+xml", curveSvg(curve));
}

export async function saveCurvePng(name: string, curve: Curve) {
  await saveCanvasPng(name, curveCanvas(curve, CURVE_SIDE));
}

/** A plot as the page shows it. */
export interface Plot {
  title: string;
  canvas: HTMLCanvasElement;
}

/** Saves plots, one below the other, each under its title, on the background of their cards. */
export async function savePlotsPng(name: string, plots: readonly Plot[]) {
  if (plots.length === 0) throw new Failure("export", name, "There is no plot on this step to save.");
  await saveCanvasPng(name, stacked(plots.map(({ title, canvas }) => plotCanvas(title, canvas))));
}

/** Saves anything that JSON can hold; arrays of numbers of every type become lists. */
export function saveJson(name: string, content: unknown) {
  const listed = (_key: string, value: unknown) => (isNumbers(value) ? [...value] : value);
  saveFile(`${name}.json`, "application/json", `${JSON.stringify(content, listed, 2)}\n`);
}

/**
 * The curve, stroked as often as the page does, so that its pen fades out in the same way. Every stroke has the path itself:
 * not every program follows a reference to one. Width and height are for programs that take no size from the view.
 */
export function curveSvg({ points, sigma, foreground, background }: Curve): string {
  // The picture's y goes up, and an SVG's down.
  const path = points.map(([x, y]) => `${short(x)} ${short(-y)}`).join("L");
  const strokes = glow(sigma).map(
    ({ width, opacity }) => `<path d="M${path}" stroke-width="${short(width)}" stroke-opacity="${short(opacity)}"/>`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${SVG_SIDE}" height="${SVG_SIDE}" viewBox="${-EXTENT} ${-EXTENT} ${2 * EXTENT} ${2 * EXTENT}">
<title>A Spirograph</title>
<rect x="${-EXTENT}" y="${-EXTENT}" width="${2 * EXTENT}" height="${2 * EXTENT}" fill="${background}"/>
<g fill="none" stroke="${foreground}" stroke-linecap="round" stroke-linejoin="round">
${strokes.join("\n")}
</g>
</svg>
`;
}

/** A canvas with a curve, `side` pixels high and wide. */
export function curveCanvas(curve: Curve, side: number): HTMLCanvasElement {
  const canvas = create("canvas", "");
  paintSpirograph(planeContextOf(canvas, side), curve);
  return canvas;
}

/** A canvas with a plot under its title. The plot's own canvas is transparent, and shows the card behind it. */
export function plotCanvas(title: string, plot: HTMLCanvasElement): HTMLCanvasElement {
  const { colour } = chartStyle();
  const [margin, size] = [MARGIN, TITLE_SIZE].map((length) => Math.round(length * devicePixelRatio)) as [number, number];
  const top = 2 * margin + size;
  const canvas = create("canvas", "");
  canvas.width = plot.width + 2 * margin;
  canvas.height = top + plot.height + margin;
  const context = canvas.getContext("2d");
  if (!context) return canvas;
  context.fillStyle = colour("--card");
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.fillStyle = colour("--text");
  context.font = `600 ${size}px ${getComputedStyle(document.documentElement).fontFamily}`;
  context.textBaseline = "top";
  // A title that is too long is set narrower.
  context.fillText(title, margin, margin, plot.width);
  context.drawImage(plot, margin, top);
  return canvas;
}

/** Pictures one below the other. */
function stacked(pictures: readonly HTMLCanvasElement[]): HTMLCanvasElement {
  const canvas = create("canvas", "");
  canvas.width = Math.max(...pictures.map(({ width }) => width));
  canvas.height = pictures.reduce((sum, { height }) => sum + height, 0);
  const context = canvas.getContext("2d");
  if (!context) return canvas;
  context.fillStyle = chartStyle().colour("--card");
  context.fillRect(0, 0, canvas.width, canvas.height);
  let top = 0;
  for (const picture of pictures) {
    context.drawImage(picture, 0, top);
    top += picture.height;
  }
  return canvas;
}

export async function saveCanvasPng(name: string, canvas: HTMLCanvasElement) {
  const picture = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve));
  // A browser without the memory for it makes none.
  if (!picture) throw new Failure("export", name, "There is not enough memory to make the picture.");
  saveFile(`${name}.png`, "image/png", new Uint8Array(await picture.arrayBuffer()));
}

/** Three decimals: a fraction of a pixel on any screen. */
const short = (value: number) => String(Number(value.toFixed(3)));

function isNumbers(value: unknown): value is Float32Array | Float64Array | Uint8Array {
  return value instanceof Float32Array || value instanceof Float64Array || value instanceof Uint8Array;
}
