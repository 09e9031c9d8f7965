// What was found about turned pictures, in sentences.

import type { Turned } from "engine";

import { figure, percent } from "../canvas/numbers";
import type { Point } from "../canvas/plane";

export const HELP =
  "Turn the picture by sixteenths, and its representation goes a way on the map: the line with dots. One rotation of the representation, found on other pictures and applied once for each sixteenth, predicts that way from where it begins: the dashed line with rings.";

export const LOOK_FOR =
  "What to look for: where both go together, the representation turns with the picture. An encoder that has forgotten how pictures are turned has all of them in one spot, and nothing is left to predict.";

/** How much of where turned pictures go one rotation explains, with what is explained by supposing that they stay where they are. */
export function turningInWords({ unexplained, without }: Turned): string {
  return `One rotation explains ${explained(unexplained)} of where turned pictures go (without it: ${explained(without)}), on pictures that it was not fitted on.`;
}

/** Where the picture has gone, turned by so many sixteenths. */
export function positionInWords({ turns }: Turned, sixteenths: number): string {
  const [first, now] = [turns[0], turns[sixteenths]];
  if (!first || !now || sixteenths === 0) return "Not turned: both ways begin here.";
  return `Turned by ${degreesInWords(sixteenths)}: on the map it has gone ${figure(distance(first.truth, now.truth))} far, and the prediction is ${figure(distance(now.predicted, now.truth))} off.`;
}

export const degreesInWords = (sixteenths: number) => `${(sixteenths * 360) / 16}°`;

/** A prediction can be worse than none. */
const explained = (unexplained: number) => (unexplained >= 1 ? "nothing" : percent(1 - unexplained));

const distance = ([x, y]: Point, [otherX, otherY]: Point) => Math.hypot(otherX - x, otherY - y);
