// The plane that pictures show, and canvases that show it: x to the right, y up, from −6 to 6 both ways.

export const EXTENT = 6;

export type Point = [x: number, y: number];

/** Points of coordinates given as x₀, y₀, x₁, y₁, … */
export function toPoints(coordinates: ArrayLike<number>): Point[] {
  return Array.from(
    { length: coordinates.length / 2 },
    (_, index): Point => [coordinates[2 * index] ?? 0, coordinates[2 * index + 1] ?? 0],
  );
}

/** A canvas's context scaled to the plane, sharp on any screen. Returns undefined while the canvas has no size. */
export function planeContext(canvas: HTMLCanvasElement): CanvasRenderingContext2D | undefined {
  const side = Math.round(canvas.clientWidth * devicePixelRatio);
  return side === 0 ? undefined : planeContextOf(canvas, side);
}

/** A canvas's context scaled to the plane, the canvas being `side` pixels high and wide. */
export function planeContextOf(canvas: HTMLCanvasElement, side: number): CanvasRenderingContext2D | undefined {
  if (canvas.width !== side || canvas.height !== side) canvas.width = canvas.height = side;
  const context = canvas.getContext("2d") ?? undefined;
  const scale = side / (2 * EXTENT);
  context?.setTransform(scale, 0, 0, -scale, side / 2, side / 2);
  return context;
}

/** Where on the plane a pointer is, the plane being shown in a box; no number where the box has no size. */
export function toPlane(box: DOMRect, event: { clientX: number; clientY: number }): Point {
  const x = ((event.clientX - box.left) / box.width) * 2 - 1;
  const y = 1 - ((event.clientY - box.top) / box.height) * 2;
  return [x * EXTENT, y * EXTENT];
}

export function clearPlane(context: CanvasRenderingContext2D, colour: string) {
  context.fillStyle = colour;
  context.fillRect(-EXTENT, -EXTENT, 2 * EXTENT, 2 * EXTENT);
}

/** Levels of the glow: as few as the eye does not tell apart. */
const LEVEL_COUNT = 24;
/** How much of the colour each level brings it to, closer where it fades out. */
const LEVELS = Array.from({ length: LEVEL_COUNT }, (_, index) => ((index + 1) / LEVEL_COUNT) ** 1.5);

/**
 * The strokes that, over each other, look like the generator's kernel: exp(−d²/sigma) at the distance d from the line. Each is
 * so opaque that it brings those below it to its level.
 */
export function glow(sigma: number): { width: number; level: number; opacity: number }[] {
  return LEVELS.map((level, index) => {
    const before = LEVELS[index - 1] ?? 0;
    // As wide as the kernel is half-way between two levels.
    return { width: 2 * Math.sqrt(-sigma * Math.log((before + level) / 2)), level, opacity: 1 - (1 - level) / (1 - before) };
  });
}

/** Lines through points. */
export function pathThrough(lines: readonly (readonly Point[])[]): Path2D {
  const path = new Path2D();
  for (const points of lines) {
    const [first] = points;
    if (first) path.moveTo(...first);
    // A line to where it begins as well, so that a single point leaves a dot.
    for (const point of points) path.lineTo(...point);
  }
  return path;
}

/** Draws a line through points with the glow of the generator's kernel. */
export function drawLine(context: CanvasRenderingContext2D, points: readonly Point[], sigma: number, colour: string) {
  if (points.length === 0) return;
  context.strokeStyle = colour;
  context.lineCap = context.lineJoin = "round";
  const path = pathThrough([points]);
  for (const { width, opacity } of glow(sigma)) {
    context.lineWidth = width;
    context.globalAlpha = opacity;
    context.stroke(path);
  }
  context.globalAlpha = 1;
}

/** Adds a line without glow, `width` wide, to the picture. */
export function strokeLine(context: CanvasRenderingContext2D, points: readonly Point[], width: number, colour: string) {
  context.beginPath();
  for (const point of points) context.lineTo(...point);
  context.lineWidth = width;
  context.strokeStyle = colour;
  context.lineJoin = "round";
  context.stroke();
}
