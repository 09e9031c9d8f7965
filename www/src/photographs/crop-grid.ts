// What the photograph on show is cut into: the crops that are learned from, and those at its right that are held out.

import { effect } from "@preact/signals-core";
import type { CropsReport } from "engine";

import { CROP_SIDE } from "../canvas/crop-pictures";
import { element } from "../canvas/dom";
import { counted } from "../canvas/numbers";
import { paintGrid } from "../canvas/picture";
import type { Lab } from "../state/lab";
import type { PhotographMaker } from "./photograph-maker";

const BYTES = CROP_SIDE * CROP_SIDE * 4;

export function showCrops({ engine }: Lab, maker: PhotographMaker) {
  const learned = element("crops-learned", HTMLCanvasElement);
  const heldOut = element("crops-held-out", HTMLCanvasElement);
  const [pictures, words] = [element("crops-pictures", HTMLElement), element("crops-words", HTMLElement)];
  effect(() => {
    const { value: crops } = engine.photographs;
    pictures.hidden = words.hidden = !crops;
    if (!crops) return;
    pictures.dataset["digest"] = crops.digest;
    const [some, others] = [cropsOf(crops, maker.number.value, false), cropsOf(crops, maker.number.value, true)];
    paint(learned, crops, some);
    paint(heldOut, crops, others);
    // Both as high as each other, and as wide as they have columns.
    pictures.style.gridTemplateColumns = `${columnsOf(crops, some)}fr ${columnsOf(crops, others)}fr`;
    words.textContent = `${counted(some.length, "crop")} of ${CROP_SIDE} × ${CROP_SIDE} pixels to learn from, and ${others.length} at the right that are held out: nothing learns from them, and everything is measured on them.`;
  });
}

/** The numbers of a photograph's crops, row by row. */
function cropsOf({ places, held_out }: CropsReport, photo: number, isHeldOut: boolean): number[] {
  const first = places.length - held_out;
  return places.flatMap((place, crop) => (place.photo === photo && crop >= first === isHeldOut ? [crop] : []));
}

const columnsOf = ({ places }: CropsReport, crops: readonly number[]) => new Set(crops.map((crop) => places[crop]?.left)).size;

function paint(canvas: HTMLCanvasElement, report: CropsReport, crops: readonly number[]) {
  const pictures = new Uint8Array(crops.length * BYTES);
  for (const [index, crop] of crops.entries()) pictures.set(report.pictures.subarray(crop * BYTES, (crop + 1) * BYTES), index * BYTES);
  const columns = columnsOf(report, crops);
  paintGrid(canvas, pictures, { side: CROP_SIDE, rows: Math.ceil(crops.length / Math.max(columns, 1)), columns });
}
