// Where points of a map stand on a canvas: with one unit for both axes, as large as holds all of them.

import type { Point } from "../canvas/plane";

export type Frame = (point: Point) => Point;

/** Room around the points, in CSS pixels. */
export interface Margin {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

export function frameOf(points: readonly Point[], { clientWidth, clientHeight }: HTMLElement, margin: Margin): Frame {
  const range = (values: number[]) => [Math.min(...values), Math.max(...values)] as const;
  const [left, right] = range(points.map(([x]) => x));
  const [bottom, top] = range(points.map(([, y]) => y));
  const room = [clientWidth - margin.left - margin.right, clientHeight - margin.top - margin.bottom] as const;
  const scale = Math.min(room[0] / Math.max(right - left, 1e-9), room[1] / Math.max(top - bottom, 1e-9));
  const centre = [(margin.left + clientWidth - margin.right) / 2, (margin.top + clientHeight - margin.bottom) / 2] as const;
  return ([x, y]) => [centre[0] + scale * (x - (left + right) / 2), centre[1] - scale * (y - (bottom + top) / 2)];
}
