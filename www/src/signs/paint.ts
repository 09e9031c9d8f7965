// The paint of signs: one for all, because no sign is another one in other colours.

import { BACKGROUND_RANGE, FOREGROUND_RANGE, fromHex } from "../canvas/colours";
import { clearPlane, drawLine, planeContextOf } from "../canvas/plane";
import { initialState } from "../state/page-state";
import type { Strokes } from "../state/strokes";

const { brushColour: BRUSH, paperColour: PAPER } = initialState();

/** As the engine takes it. */
export const PAINT = { foreground: fromHex(BRUSH, FOREGROUND_RANGE), background: fromHex(PAPER, BACKGROUND_RANGE) };

/** Paints a drawing on a small canvas, `side` points high and wide. */
export function paintSmall(canvas: HTMLCanvasElement, drawing: Strokes, side: number) {
  const context = planeContextOf(canvas, Math.round(side * devicePixelRatio));
  if (!context) return;
  clearPlane(context, PAPER);
  for (const { points, width } of drawing) drawLine(context, points, width, BRUSH);
}
