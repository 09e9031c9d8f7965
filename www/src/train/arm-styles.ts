// How the arms of a session are told apart in every chart and in the legend: each by its colour, and by its dashes for whoever
// does not see colours apart.

import { create } from "../canvas/dom";
import type { LineStyle } from "../charts/line-chart";
import type { Arm } from "./history";

/** Of the last arm, of the one before it, and so on: custom properties of the style sheet, and lengths of dash and gap in pixels. */
const LOOKS: readonly Omit<LineStyle, "label">[] = [
  { colour: "--with" },
  { colour: "--without", dash: [6, 4] },
  { colour: "--nuisance", dash: [2, 3] },
  { colour: "--interest", dash: [12, 4] },
  { colour: "--arm-fifth", dash: [10, 3, 2, 3] },
  { colour: "--arm-sixth", dash: [4, 8] },
];

/** The arm that the question is about usually comes last: it has the whole line. */
export function armStyles(arms: readonly Arm[]): LineStyle[] {
  return arms.map(({ words }, index) => {
    const fromLast = (arms.length - 1 - index) % LOOKS.length;
    return { colour: "--text", ...LOOKS[fromLast], label: words };
  });
}

const SVG = "http://www.w3.org/2000/svg";

/** An arm in the legend, with a piece of its line. */
export function legendEntry({ label, colour, dash }: LineStyle): HTMLElement {
  const entry = create("span", "legend-arm");
  const [picture, line] = [document.createElementNS(SVG, "svg"), document.createElementNS(SVG, "path")];
  picture.setAttribute("viewBox", "0 0 36 4");
  picture.ariaHidden = "true";
  line.setAttribute("d", "M0 2H36");
  line.setAttribute("stroke-dasharray", (dash ?? []).join(" "));
  line.style.stroke = `var(${colour})`;
  picture.append(line);
  entry.append(picture, label);
  return entry;
}
