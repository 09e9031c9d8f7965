// What a visitor's own experiment is expected to show: which quantity changes, and which way.

import type { Direction } from "engine";

import { QUANTITIES } from "../engine/experiments";
import { type Codec, oneOf } from "./codecs";

export const DIRECTIONS: readonly Direction[] = ["smaller", "larger", "no smaller", "no larger", "equal"];

/** Of the second arm, compared with the first. */
export interface Expectation {
  direction: Direction;
  quantity: string;
}

const directions = oneOf(DIRECTIONS);
const quantities = oneOf(QUANTITIES);

export const expectationCodec: Codec<Expectation> = {
  write: ({ direction, quantity }) => `${direction},${quantity}`,
  read: (text) => {
    // A quantity may have commas in its name.
    const [first = "", ...rest] = text.split(",");
    const [direction, quantity] = [directions.read(first), quantities.read(rest.join(","))];
    return direction !== undefined && quantity !== undefined ? { direction, quantity } : undefined;
  },
};
