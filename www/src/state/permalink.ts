// The page's state in its address: in the fragment, which a browser sends to nobody.

import { initialState, PAGE_STATE, type PageState, STATE_NAMES } from "./page-state";

/** What the query can ask for as well, as older links do. */
const IN_QUERY = ["device", "encoder"];
/** Longer names in an address are nothing that was ever meant: they are cut where they are shown. */
const LONGEST_NAME = 30;

/** What an address says: the choices that it names, and the names of those of its parts that mean nothing. */
export interface Decoded {
  named: Partial<PageState>;
  ignored: string[];
}

/** A state as a fragment without its #; what is as in the beginning is left out. */
export function encode(state: PageState): string {
  return STATE_NAMES.flatMap((name) => {
    const text = write(state, name);
    // No address can hold a visitor's own encoder.
    const isOwn = name === "encoder" && PAGE_STATE[name].codec.read(text) === undefined;
    const isLeftOut = isOwn || text === write(initialState(), name);
    // Commas are allowed in a fragment, and read better.
    return isLeftOut ? [] : [`${name}=${encodeURIComponent(text).replaceAll("%2C", ",")}`];
  }).join("&");
}

export function decode(fragment: string, query = ""): Decoded {
  const named: Partial<PageState> = {};
  const asked = [...parts(query, "?")].filter(([name]) => IN_QUERY.includes(name));
  const ignored = [...asked, ...parts(fragment, "#")].filter(([name, text]) => !(isName(name) && read(named, name, text)));
  return { named, ignored: [...new Set(ignored.map(([name]) => name.slice(0, LONGEST_NAME)))] };
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
  return new URLSearchParams(text.startsWith(mark) ? text.slice(1) : text);
}
