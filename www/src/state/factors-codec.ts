// The factors of a picture in an address: their values in the table's order. Those of a hand without flaws are left out, as in
// every link that is older than the hand.

import type { Factor } from "engine";

import { FACTORS, type Factors, FIRST_FACTORS, HAND, named, PAPERS_TEN } from "../engine/factors";
import { type Codec, decimal, tuple } from "./codecs";

const DECIMALS = 3;

const numbersOf = (factors: readonly Factor[]) => tuple(factors.map(({ lower, upper }) => decimal(lower, upper, DECIMALS)));
const ten = numbersOf(PAPERS_TEN);
const hand = numbersOf(HAND);
const all = numbersOf(FACTORS);

const valuesOf = (factors: readonly Factor[], values: Factors) => factors.map(({ name, neutral }) => values[name] ?? neutral);
const NO_FLAWS = hand.write(valuesOf(HAND, FIRST_FACTORS));

export const factorsCodec: Codec<Factors> = {
  write: (factors) => {
    const flaws = hand.write(valuesOf(HAND, factors));
    const written = ten.write(valuesOf(PAPERS_TEN, factors));
    return flaws === NO_FLAWS ? written : `${written},${flaws}`;
  },
  read: (text) => {
    const values = ten.read(text) ?? all.read(text);
    return values && named(values);
  },
};
