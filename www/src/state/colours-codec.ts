// The factors of a photograph in an address, by name, as in "brightness(0.8),hue(0.05)"; what is neutral is left out.

import { type Factors, PHOTOGRAPH_FACTORS } from "../engine/factors";
import { type Codec, decimal } from "./codecs";

const DECIMALS = 3;

const CODECS = new Map(PHOTOGRAPH_FACTORS.map(({ name, lower, upper }) => [name, decimal(lower, upper, DECIMALS)]));

/** A photograph as it is. */
export const NEUTRAL_COLOURS: Factors = Object.fromEntries(PHOTOGRAPH_FACTORS.map(({ name, neutral }) => [name, neutral]));

export const coloursCodec: Codec<Factors> = {
  write: (factors) => {
    const written = PHOTOGRAPH_FACTORS.map(({ name, neutral }) => ({ name, neutral, value: write(name, factors[name] ?? neutral) }));
    const changed = written.filter(({ name, neutral, value }) => value !== write(name, neutral));
    return changed.map(({ name, value }) => `${name}(${value})`).join(",");
  },
  read: (text) => {
    const parts = text === "" ? [] : text.split(",").map((part) => /^([a-z]+)\((.+)\)$/.exec(part));
    const values = parts.map((part) => [part?.[1] ?? "", CODECS.get(part?.[1] ?? "")?.read(part?.[2] ?? "")] as const);
    const isWhole = values.every(([, value]) => value !== undefined) && new Set(values.map(([name]) => name)).size === values.length;
    return isWhole ? { ...NEUTRAL_COLOURS, ...(Object.fromEntries(values) as Factors) } : undefined;
  },
};

function write(name: string, value: number): string {
  return CODECS.get(name)?.write(value) ?? "";
}
