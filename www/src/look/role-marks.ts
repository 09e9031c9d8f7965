// How a factor's role is told apart where there is no room for words: by shape, and by colour as well.

import type { Role } from "engine";

import type { ChartStyle } from "../charts/style";

const RADIUS = 4.5;

/** What stands beside a factor's name. */
export const MARKS: Record<Role, string> = { interest: "●", nuisance: "○", equivariant: "◐", fixed: "◌" };

const COLOURS: Record<Role, string> = {
  interest: "--interest",
  nuisance: "--nuisance",
  equivariant: "--equivariant",
  fixed: "--muted",
};

/** A filled dot for interest, a half-filled one for what is to be followed, rings for the others; in pixels of the device. */
export function paintMark(context: CanvasRenderingContext2D, { colour }: ChartStyle, [x, y]: readonly [number, number], role: Role) {
  const ink = colour(COLOURS[role]);
  const disc = (from = 0, to = 2 * Math.PI) => {
    context.beginPath();
    context.arc(x, y, RADIUS * devicePixelRatio, from, to);
  };
  disc();
  context.fillStyle = role === "interest" ? ink : colour("--card");
  context.fill();
  if (role === "equivariant") {
    disc(Math.PI / 2, (3 * Math.PI) / 2);
    context.fillStyle = ink;
    context.fill();
  }
  disc();
  context.lineWidth = 2.5 * devicePixelRatio;
  context.strokeStyle = ink;
  // Rings are told apart by more than their colour.
  context.setLineDash(role === "fixed" ? [2 * devicePixelRatio, 2 * devicePixelRatio] : []);
  context.stroke();
  context.setLineDash([]);
}
