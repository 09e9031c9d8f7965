// How the arms of a session are told apart, in every chart and in the legend: by colour and by dash.

import type { SessionReport } from "engine";

import type { LineStyle } from "../charts/line-chart";

/** Of the last arm, of the one before it, and so on: custom properties of the style sheet. */
const COLOURS = ["--with", "--without", "--nuisance", "--interest"];

export type Arm = Pick<SessionReport["arms"][number], "name" | "words">;

/** The arms of a session; each may have been trained with several seeds. */
export function armsOf(session: SessionReport): Arm[] {
  return [...new Map(session.arms.map((arm) => [arm.name, arm])).values()];
}

export function armStyles(session: SessionReport): LineStyle[] {
  const arms = armsOf(session);
  return arms.map(({ words }, index) => {
    const fromLast = arms.length - 1 - index;
    return { label: words, colour: COLOURS[fromLast % COLOURS.length] ?? "--text", ...(fromLast > 0 && { dash: [6, 4] }) };
  });
}
