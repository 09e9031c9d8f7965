// RGBA pictures onto canvases.

const SIDE = 32;
/** Length of one picture. */
const PICTURE_BYTES = SIDE * SIDE * 4;

/** Shows one picture. */
export function showPicture(canvas: HTMLCanvasElement, rgba: Uint8Array) {
  canvas.width = SIDE;
  canvas.height = SIDE;
  canvas.getContext("2d")?.putImageData(toImageData(rgba, SIDE), 0, 0);
}

/** Shows pictures that lie one after the other as a grid twice as wide as high, so that the page stands still when their number changes. */
export function showGrid(canvas: HTMLCanvasElement, rgba: Uint8Array) {
  const count = rgba.length / PICTURE_BYTES;
  // The fewest rows of twice as many columns that hold them all; at least two, or a single picture would be huge.
  const rows = Math.max(2, Math.ceil(Math.sqrt(count / 2)));
  paintGrid(canvas, rgba, { side: SIDE, rows, columns: 2 * rows });
}

/** Paints square pictures that lie one after the other, row by row, a pixel apart. */
export function paintGrid(
  canvas: HTMLCanvasElement,
  rgba: Uint8Array,
  { side, rows, columns }: { side: number; rows: number; columns: number },
) {
  const bytes = side * side * 4;
  const step = side + 1;
  canvas.width = columns * step - 1;
  canvas.height = rows * step - 1;
  const context = canvas.getContext("2d");
  for (let index = 0; index < rgba.length / bytes; index++) {
    const picture = toImageData(rgba.subarray(index * bytes, (index + 1) * bytes), side);
    context?.putImageData(picture, (index % columns) * step, Math.floor(index / columns) * step);
  }
}

/** Shows a picture of any size. */
export function showWhole(canvas: HTMLCanvasElement, { width, height, picture }: { width: number; height: number; picture: Uint8Array }) {
  canvas.width = width;
  canvas.height = height;
  canvas.getContext("2d")?.putImageData(new ImageData(new Uint8ClampedArray(picture), width, height), 0, 0);
}

function toImageData(rgba: Uint8Array, side: number): ImageData {
  return new ImageData(new Uint8ClampedArray(rgba), side, side);
}
