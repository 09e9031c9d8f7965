// The pixels of a decoded picture, scaled, and laid on white where it is transparent.

import type { Size } from "./limits";

/** Red, green and blue of each pixel, row by row from the top. The picture is given up. */
export function pixelsOf(bitmap: ImageBitmap, { width, height }: Size): Uint8Array<ArrayBuffer> {
  const context = contextOf({ width, height });
  context.fillStyle = "white";
  context.fillRect(0, 0, width, height);
  context.imageSmoothingQuality = "high";
  context.drawImage(bitmap, 0, 0, width, height);
  // Hundreds of megabytes, where the picture is a large one.
  bitmap.close();
  const { data } = context.getImageData(0, 0, width, height);
  const rgb = new Uint8Array(3 * width * height);
  for (let from = 0, to = 0; to < rgb.length; from++) {
    // Every fourth is how opaque the pixel is: all are, on white.
    if (from % 4 < 3) rgb[to++] = data[from] ?? 0;
  }
  return rgb;
}

type Context = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D;

/** Of a canvas that is not on the page; a worker has no other one than that. */
function contextOf({ width, height }: Size): Context {
  const canvas = hasOffscreenCanvas()
    ? new OffscreenCanvas(width, height)
    : Object.assign(document.createElement("canvas"), { width, height });
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (!context) throw new Error("this browser has no canvas");
  return context as Context;
}

/** Older browsers can paint on the page alone. */
export function hasOffscreenCanvas(): boolean {
  return typeof OffscreenCanvas !== "undefined";
}
