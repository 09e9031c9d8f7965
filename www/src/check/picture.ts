// A device's card as a picture, for people.

import { create } from "../canvas/dom";
import { chartStyle } from "../charts/style";
import { type DeviceCard, limitsOf, verdict } from "./device-card";
import { wordsOf } from "./words";

const WIDTH = 860;
const MARGIN = 24;
const LINE = 20;
/** Where the columns of the table begin. */
const COLUMNS = [0, 280, 440, 560, 660];

/** A line of the card: one text, or a cell for each column. */
type Line = { cells: string[]; bold?: boolean; wrong?: boolean };

export function cardPicture(card: DeviceCard): HTMLCanvasElement {
  const canvas = create("canvas", "");
  const context = canvas.getContext("2d");
  if (!context) return canvas;
  const { colour } = chartStyle();
  const family = getComputedStyle(document.documentElement).fontFamily;
  context.font = `14px ${family}`;
  const lines = linesOf(card).flatMap((line) => wrapped(context, line));
  const scale = Math.max(2, devicePixelRatio);
  canvas.width = WIDTH * scale;
  canvas.height = (2 * MARGIN + lines.length * LINE) * scale;
  // Another size sets everything back.
  context.scale(scale, scale);
  context.fillStyle = colour("--card");
  context.fillRect(0, 0, WIDTH, canvas.height);
  context.textBaseline = "top";
  for (const [index, { cells, bold, wrong }] of lines.entries()) {
    context.font = `${bold || wrong ? "600 " : ""}14px ${family}`;
    context.fillStyle = colour(wrong ? "--interest" : "--text");
    for (const [column, words] of cells.entries()) context.fillText(words, MARGIN + (COLUMNS[column] ?? 0), MARGIN + index * LINE);
  }
  return canvas;
}

function linesOf(card: DeviceCard): Line[] {
  const { versions, made, browser, adapter } = card;
  return [
    { cells: [`Spirograph Lab ${versions["spirograph-lab"]} on this device, ${made.slice(0, 10)}`], bold: true },
    { cells: [verdict(card)] },
    { cells: [browser.name] },
    { cells: [`${browser.threads} threads; Burn ${versions.burn}, CubeCL ${versions.cubecl}, wgpu ${versions.wgpu}`] },
    { cells: [`WebGPU adapter: ${adapter ? `${adapter.words}; ${limitsOf(adapter)}` : "none"}`] },
    ...card.devices.flatMap(({ device, checks, milliseconds }): Line[] => [
      { cells: [""] },
      { cells: [device.kind === "webgpu" ? `WebGPU: ${device.description}` : `CPU: ${device.description}`], bold: true },
      { cells: ["quantity", "against", "difference", "allowed", "verdict"] },
      ...checks.map((check) => ({ cells: wordsOf(check), wrong: !check.holds })),
      ...Object.entries(milliseconds).map(([what, time]) => ({ cells: [`${what}: ${time.toFixed(0)} ms`] })),
    ]),
  ];
}

/** A text that is too long for a line, in several. */
function wrapped(context: CanvasRenderingContext2D, line: Line): Line[] {
  const [text = "", ...others] = line.cells;
  if (others.length > 0) return [line];
  const lines = [""];
  for (const word of text.split(" ")) {
    const longer = `${lines.at(-1)} ${word}`.trim();
    if (context.measureText(longer).width <= WIDTH - 2 * MARGIN) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines.map((words) => ({ ...line, cells: [words] }));
}
