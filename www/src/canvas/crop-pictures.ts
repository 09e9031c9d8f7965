// The crops that photographs are cut into, as small pictures to be painted wherever one is shown.

import type { CropsReport } from "engine";

import { paintGrid } from "./picture";

/** Pixels of a crop's side. */
export const CROP_SIDE = 32;
/** On the sheet that all of them lie on: few enough for any canvas. */
const COLUMNS = 64;

export class CropPictures {
  /** All crops, row by row, a pixel apart. */
  readonly #sheet = document.createElement("canvas");

  constructor({ places, pictures }: Pick<CropsReport, "places" | "pictures">) {
    const rows = Math.ceil(places.length / COLUMNS);
    paintGrid(this.#sheet, pictures, { side: CROP_SIDE, rows, columns: COLUMNS });
  }

  /** Paints a crop with its upper left corner at a place, so many units wide and high. */
  paint(context: CanvasRenderingContext2D, crop: number, [left, top]: readonly [number, number], side: number) {
    const at = [crop % COLUMNS, Math.floor(crop / COLUMNS)].map((place) => place * (CROP_SIDE + 1)) as [number, number];
    context.drawImage(this.#sheet, ...at, CROP_SIDE, CROP_SIDE, left, top, side, side);
  }

  /** Shows a crop on a canvas of its own, pixel by pixel: the style sheet enlarges it. */
  show(canvas: HTMLCanvasElement, crop: number) {
    canvas.width = canvas.height = CROP_SIDE;
    const context = canvas.getContext("2d");
    if (context) this.paint(context, crop, [0, 0], CROP_SIDE);
  }
}
