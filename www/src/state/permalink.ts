// The page's state in its address: in the fragment, which a browser sends to nobody.

import { initialState, PAGE_STATE, type PageState, STATE_NAMES } from "./page-state";

/** What the query can ask for as well, as older links do. */
const IN_QUERY = ["device", "encoder"];
/** Longer names in an address are nothing that was ever meant: they are cut where they are shown. */
const LONGEST_NAME = 30;

/** The part that says how many letters the others have, so that a link which was cut is known by it. Older links have none. */
const LENGTH = "length";

/** What an address says: the choices that it names, the names of those of its parts that mean nothing, and how many letters are gone. */
export interface Decoded {
  named: Partial<PageState>;
  ignored: string[];
  missing: number;
}

type Part = readonly [name: string, text: string];

/** A state as a fragment without its #; what is as in the beginning is left out. */
export function encode(state: PageState): string {
  const written = STATE_NAMES.filter((name) => !isLeftOut(state, name)).map((name): Part => [name, write(state, name)]);
  const length: Part = [LENGTH, String(lettersOf(written))];
  // Commas are allowed in a fragment, and read better.
  const texts = [length, ...written].map(([name, text]) => `${name}=${encodeURIComponent(text).replaceAll("%2C", ",")}`);
  return written.length === 0 ? "" : texts.join("&");
}

/** Whether an address cannot hold a choice: a visitor's own encoder, or a drawing that is too long. */
export function isBeyondAddress<Name extends keyof PageState>(state: PageState, name: Name): boolean {
  return PAGE_STATE[name].codec.read(write(state, name)) === undefined;
}

export function decode(fragment: string, query = ""): Decoded {
  const named: Partial<PageState> = {};
  const asked = [...parts(query, "?")].filter(([name]) => IN_QUERY.includes(name));
  const { said, missing } = withoutCut([...parts(fragment, "#")]);
  const ignored = [...asked, ...said].filter(([name, text]) => !(isName(name) && read(named, name, text)));
  return { named, ignored: [...new Set(ignored.map(([name]) => name.slice(0, LONGEST_NAME)))], missing };
}

/** Parts that can be trusted: where some are cut off, the last that is left may have been longer. */
function withoutCut(all: Part[]): { said: Part[]; missing: number } {
  const [first, ...rest] = all;
  if (first?.[0] !== LENGTH || !/^\d+$/.test(first[1])) return { said: all, missing: 0 };
  // Of what the parts mean, not of how it is written: programs that pass links on write some letters otherwise.
  const missing = Math.max(Number(first[1]) - lettersOf(rest), 0);
  return { said: missing > 0 ? rest.slice(0, -1) : rest, missing };
}

/** Without the sign for a letter of which only a part came. */
function lettersOf(parts: readonly Part[]): number {
  return parts.reduce((sum, [name, text]) => sum + name.length + text.replaceAll("\uFFFD", "").length, 0);
}

function isLeftOut(state: PageState, name: keyof PageState): boolean {
  return write(state, name) === write(initialState(), name) || isBeyondAddress(state, name);
}

/** The state as an address can hold it: numbers to so many decimals, points on a grid. */
export function normalise(state: PageState): PageState {
  return { ...initialState(), ...decode(encode(state)).named };
}

/** The page's address with a state in it. */
export function link(state: PageState, page: string): string {
  const url = new URL(page);
  for (const name of IN_QUERY) url.searchParams.delete(name);
  url.hash = encode(state);
  return url.href;
}

function write<Name extends keyof PageState>(state: PageState, name: Name): string {
  return PAGE_STATE[name].codec.write(state[name]);
}

/** Takes one part of an address into the state; false where it is no such value. */
function read<Name extends keyof PageState>(state: Partial<PageState>, name: Name, text: string): boolean {
  const value: PageState[Name] | undefined = PAGE_STATE[name].codec.read(text);
  if (value === undefined) return false;
  state[name] = value;
  return true;
}

function isName(name: string): name is keyof PageState {
  return Object.hasOwn(PAGE_STATE, name);
}

function parts(text: string, mark: "?" | "#"): URLSearchParams {
  // A letter that is written as %7D and was cut is none, and not the letters % and 7.
  const whole = text.replace(/%[\dA-Fa-f]?$/, "");
  return new URLSearchParams(whole.startsWith(mark) ? whole.slice(1) : whole);
}
