// The plane that pictures show, and canvases that show it: x to the right, y up, from −6 to 6 both ways.

export const EXTENT = 6;

export type Point = [x: number, y: number];

/** A canvas's context scaled to the plane, sharp on any screen. Returns undefined while the canvas has no size. */
export function planeContext(canvas: HTMLCanvasElement): CanvasRenderingContext2D | undefined {
  const side = Math.round(canvas.clientWidth * devicePixelRatio);
  if (side === 0) return undefined;
  if (canvas.width !== side) canvas.width = canvas.height = side;
  const context = canvas.getContext("2d") ?? undefined;
  const scale = side / (2 * EXTENT);
  context?.setTransform(scale, 0, 0, -scale, side / 2, side / 2);
  return context;
}

/** Where on the plane a pointer is. */
export function toPlane(canvas: HTMLCanvasElement, event: { clientX: number; clientY: number }): Point {
  const box = canvas.getBoundingClientRect();
  const x = ((event.clientX - box.left) / box.width) * 2 - 1;
  const y = 1 - ((event.clientY - box.top) / box.height) * 2;
  return [x * EXTENT, y * EXTENT];
}

export function clearPlane(context: CanvasRenderingContext2D, colour: string) {
  context.fillStyle = colour;
  context.fillRect(-EXTENT, -EXTENT, 2 * EXTENT, 2 * EXTENT);
}

/** Draws a line through points with a glow about as wide as the generator's kernel exp(−d²/sigma). */
export function drawLine(context: CanvasRenderingContext2D, points: readonly Point[], sigma: number, colour: string) {
  const [first] = points;
  if (!first) return;
  context.strokeStyle = colour;
  context.lineCap = context.lineJoin = "round";
  // The kernel falls to one half at √(sigma ln 2) on either side.
  const width = 2 * Math.sqrt(sigma * Math.LN2);
  for (const [share, alpha] of [[1.6, 0.25], [1, 0.5], [0.45, 1]] as const) {
    context.globalAlpha = alpha;
    context.lineWidth = width * share;
    context.beginPath();
    context.moveTo(...first);
    for (const point of points) context.lineTo(...point);
    context.stroke();
  }
  context.globalAlpha = 1;
}
