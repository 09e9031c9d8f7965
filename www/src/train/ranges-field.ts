// From where to where each factor is drawn: two numbers, empty where that is its whole range.

import type { Factor } from "engine";

import { create } from "../canvas/dom";
import { createName } from "../canvas/untranslated";
import { FACTORS_OF } from "../engine/factors";
import { Failure } from "../engine/failure";
import type { SettingValue } from "../state/settings-codec";
import { type Field, folded, type OnChoice } from "./field";
import { roleOf } from "./roles";

type Range = [lower: number, upper: number];
type Ranges = Readonly<Record<string, Range>>;

/** A factor's two inputs. */
type Ends = { factor: Factor; row: HTMLElement; inputs: [HTMLInputElement, HTMLInputElement] };

/** The setting's key; an input is blamed under its factor's name beside it. */
const KEY = "ranges";

/** `factors` are those of the pictures that are learned from, with their usual roles. */
export function rangesField(factors: readonly Factor[], choose: OnChoice): Field {
  const all = factors.map(endsOf);
  const words = create("p", "help", "Where a factor is not to be drawn from its whole range, type where that begins and ends.");
  const row = folded("Ranges of the factors", "setting-ranges", words, ...all.map((ends) => ends.row));
  // The value has the factors whose range is not the whole.
  row.addEventListener("input", () => {
    const typed = all.map(({ factor, inputs }): [Factor, Range] => [factor, [at(inputs[0], factor.lower), at(inputs[1], factor.upper)]]);
    const changed = typed.filter(([{ lower, upper }, range]) => range[0] !== lower || range[1] !== upper);
    choose(Object.fromEntries(changed.map(([{ name }, range]) => [name, range])));
  });
  return {
    row,
    inputs: all.flatMap(({ inputs }) => inputs),
    show: (value, settings) => {
      for (const { factor, row, inputs } of all) {
        const range = (value as Ranges)[factor.name];
        // A range that was chosen stays in sight: it may be what an error is about.
        row.hidden = roleOf(factor, settings) === "fixed" && range === undefined;
        showEnd(inputs[0], factor.lower, range?.[0] ?? factor.lower);
        showEnd(inputs[1], factor.upper, range?.[1] ?? factor.upper);
      }
    },
  };
}

/** Throws a Failure that names the factor whose range is none, by the setting's key after `place`. */
export function checkRanges(value: SettingValue, place: string) {
  for (const [name, [from, to]] of Object.entries(value as Ranges)) {
    const { lower, upper } = Object.values(FACTORS_OF)
      .flat()
      .find((factor) => factor.name === name) ?? { lower: 0, upper: 0 };
    const refuse = (what: string) => new Failure("invalid", `${place}${KEY}.${name}`, `The range of ${name} must ${what}.`);
    if (![from, to].every((end) => end >= lower && end <= upper)) {
      throw refuse(`have its ends between ${short(lower)} and ${short(upper)}`);
    }
    if (from > to) throw refuse(`not end, at ${to}, before it begins, at ${from}`);
  }
}

function endsOf(factor: Factor): Ends {
  const { name, meaning, lower, upper } = factor;
  const row = create("div", "setting-range");
  row.title = meaning;
  const input = (end: "from" | "to", bound: number) => {
    const made = create("input", "setting-number");
    made.type = "number";
    made.name = `${name}-${end}`;
    made.step = "any";
    made.placeholder = short(bound);
    made.ariaLabel = `${name} ${end}`;
    made.dataset["field"] = `${KEY}.${name}`;
    return made;
  };
  const inputs: Ends["inputs"] = [input("from", lower), input("to", upper)];
  row.append(createName("span", "factor-name", name), inputs[0], create("span", "", "to"), inputs[1]);
  return { factor, row, inputs };
}

/** What an input says: nothing is the bound, and what is no number NaN. */
function at(input: HTMLInputElement, bound: number): number {
  return input.value === "" && !input.validity.badInput ? bound : input.valueAsNumber;
}

function showEnd(input: HTMLInputElement, bound: number, value: number) {
  // What is being typed stays as it is: 1e-, 0.0 …
  if (!Object.is(at(input, bound), value)) input.value = value === bound || Number.isNaN(value) ? "" : String(value);
}

/** A bound as people read it: that of the turn is an eighth of a turn in radians. */
const short = (bound: number) => String(Number(bound.toFixed(3)));
