// Which files can be a photo here, and what is said of those that cannot.

import { CROP_SIDE } from "../canvas/crop-pictures";
import { Failure } from "../engine/failure";

/** A picture is scaled down until its longer side has no more pixels. */
const LONGEST_SIDE = 640;
/** A larger picture would take a gigabyte of memory when it is decoded. */
const MOST_PIXELS = 64e6;
/** No photo's file has more bytes. */
const MOST_BYTES = 200e6;
/** As the engine has it: fewest crops to learn from and to find one among, and fewest columns, of which the last is held out. */
const FEWEST_CROPS = 12;
const FEWEST_COLUMNS = 3;

export interface Size {
  width: number;
  height: number;
}

/** What is wrong with a picture, as the sentence that a visitor reads. */
const refused = (message: string) => new Failure("picture", "photograph", message);

/** Refuses what cannot be a photo before anything of it has been decoded. */
export function checkFile({ name, type, size }: Pick<File, "name" | "type" | "size">) {
  if (size === 0) throw refused(`“${name}” is empty.`);
  if (type.startsWith("video/")) throw refused(`“${name}” is a video: choose a single picture.`);
  if (type === "image/svg+xml") throw refused(`“${name}” is an SVG drawing, which has no pixels: save it as PNG first.`);
  if (size > MOST_BYTES) throw refused(`“${name}” has ${Math.round(size / 1e6)} megabytes: no photo needs more than ${MOST_BYTES / 1e6}.`);
}

/** Refuses a picture that has too many pixels to be decoded. */
export function checkPixels(name: string, { width, height }: Size) {
  if (width * height <= MOST_PIXELS) return;
  const megapixels = Math.round((width * height) / 1e6);
  throw refused(
    `“${name}” has ${megapixels} megapixels (${width} × ${height}): at most ${MOST_PIXELS / 1e6} can be opened here. Make it smaller first.`,
  );
}

/** The size that a picture is looked at in; refuses one that makes too few crops. */
export function sizeHere(name: string, { width, height }: Size): Size {
  const scale = Math.min(1, LONGEST_SIDE / Math.max(width, height));
  const here = { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
  const [columns, rows] = [Math.floor(here.width / CROP_SIDE), Math.floor(here.height / CROP_SIDE)];
  if (columns >= FEWEST_COLUMNS && columns * rows >= FEWEST_CROPS) return here;
  const scaled = scale < 1 ? `, and ${here.width} × ${here.height} when its longer side is scaled to ${LONGEST_SIDE}` : "";
  throw refused(
    `“${name}” has ${width} × ${height} pixels${scaled}: too few. A photo is cut into crops of ${CROP_SIDE} × ${CROP_SIDE}, ` +
      `${FEWEST_CROPS} at least and in ${FEWEST_COLUMNS} columns or more: 128 × 96 pixels are enough.`,
  );
}

/** Of a file that the browser makes no picture of. */
export function unreadable(name: string): Failure {
  return refused(
    `“${name}” is not a picture that this browser can read: it may be damaged, or of another format. JPEG, PNG and WebP can be read everywhere.`,
  );
}
