// What was found about turned pictures, in sentences.

import type { Turned } from "engine";

import { figure, percent } from "../canvas/numbers";
import type { Point } from "../canvas/plane";

export const HELP =
  "Turn the picture by sixteenths, and its representation goes a way on the map: the line with dots. For each turn a rotation of the representation, found on other pictures that are turned alike, predicts from where it begins where it goes: the dashed line with rings.";

export const LOOK_FOR =
  "What to look for: where both go together, the representation turns with the picture. An encoder that has forgotten how pictures are turned has all of them in one spot, and nothing is left to predict.";

/**
 * How much of the way that pictures go when they are turned the rotations explain. What is left of the variance says little by
 * itself: it is small as well for a representation that hardly moves, where to suppose that it stays is as good.
 */
export function turningInWords({ unexplained, without }: Turned): string {
  const explained = unexplained < without ? percent(1 - unexplained / without) : "nothing";
  return `A rotation for each turn explains ${explained} of how far turned pictures go, on pictures that it was not fitted on: it is off by ${percent(unexplained)} of the variance among pictures, and to suppose that they stay where they are by ${percent(without)}.`;
}

/** Where the picture has gone, turned by so many sixteenths. */
export function positionInWords({ turns }: Turned, sixteenths: number): string {
  const [first, now] = [turns[0], turns[sixteenths]];
  if (!first || !now || sixteenths === 0) return "Not turned: both ways begin here.";
  return `Turned by ${degreesInWords(sixteenths)}: on the map it has gone ${figure(distance(first.truth, now.truth))} far, and the prediction is ${figure(distance(now.predicted, now.truth))} off.`;
}

export const degreesInWords = (sixteenths: number) => `${(sixteenths * 360) / 16}°`;

const distance = ([x, y]: Point, [otherX, otherY]: Point) => Math.hypot(otherX - x, otherY - y);
