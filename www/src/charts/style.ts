// What all charts share: colours from the style sheet, axes, type.

import type uPlot from "uplot";

export type ChartStyle = ReturnType<typeof chartStyle>;

/** As the style sheet has it now: charts are made again when the colour scheme changes. */
export function chartStyle() {
  const style = getComputedStyle(document.documentElement);
  /** The value of a custom property. */
  const colour = (name: string) => style.getPropertyValue(name).trim();
  const grid = { stroke: colour("--line"), width: 1 };
  const axis: uPlot.Axis = { stroke: colour("--muted"), grid, ticks: { show: false }, font: `11px ${style.fontFamily}` };
  return { colour, axis };
}
