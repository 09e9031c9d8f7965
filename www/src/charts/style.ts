// What all charts share: colours from the style sheet, axes, type.

import type uPlot from "uplot";

export interface ChartStyle {
  /** A custom property of the style sheet. */
  colour(name: string): string;
  axis: uPlot.Axis;
}

/** As the style sheet has it now: charts are made again when the colour scheme changes. */
export function chartStyle(): ChartStyle {
  const style = getComputedStyle(document.documentElement);
  const colour = (name: string) => style.getPropertyValue(name).trim();
  const grid = { stroke: colour("--line"), width: 1 };
  return { colour, axis: { stroke: colour("--muted"), grid, ticks: { show: false }, font: `11px ${style.fontFamily}` } };
}
