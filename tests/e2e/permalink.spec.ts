// Permalinks: any state of the page survives its own address, and no address breaks the page. No browser is needed.

import { readdirSync } from "node:fs";
import { isDeepStrictEqual } from "node:util";
import { expect, test } from "@playwright/test";
import type { Stroke } from "engine";
import fc from "fast-check";

import { ENCODERS, encodersOf } from "../../www/src/engine/encoders";
import { OWN_EXPERIMENT, QUANTITIES, TRAINING_EXPERIMENTS } from "../../www/src/engine/experiments";
import { FACTOR_NAMES, FACTORS, type Factors, FIRST_FACTORS, named, PAPERS_TEN, PHOTOGRAPH_FACTORS } from "../../www/src/engine/factors";
import { SHIPPED_PHOTOGRAPHS } from "../../www/src/engine/shipped-photographs";
import { SIGN_READERS } from "../../www/src/engine/sign-readers";
import { SOURCES } from "../../www/src/engine/sources";
import { ANCHOR_COUNTS, TRANSLATIONS } from "../../www/src/engine/translations";
import { DIRECTIONS } from "../../www/src/state/expectation-codec";
import { initialState, type PageState, SIXTEENTHS, STEPS, VIEW_COUNTS } from "../../www/src/state/page-state";
import { decode as decodeParts, encode, link, normalise } from "../../www/src/state/permalink";
import { PRESETS } from "../../www/src/state/presets";
import type { SettingValue } from "../../www/src/state/settings-codec";
import { tidied, troubleWithName } from "../../www/src/state/signs";

const within = (lower: number, upper: number) => fc.double({ min: lower, max: upper, noNaN: true });
const colour = fc.stringMatching(/^#[0-9a-f]{6}$/);
const factors = fc.tuple(...FACTORS.map(({ lower, upper }) => within(lower, upper))).map(named);
const stroke: fc.Arbitrary<Stroke> = fc.record({
  points: fc.array(fc.tuple(within(-6, 6), within(-6, 6)), { minLength: 1, maxLength: 60 }),
  width: within(0.25, 1),
});
const shortStroke = stroke.map(({ points, width }) => ({ points: points.slice(0, 12), width }));
/** Names in any script, emoji among them, as the page keeps them. */
const signName = fc
  .oneof(fc.string({ unit: "grapheme", minLength: 1, maxLength: 8 }), fc.string({ unit: "binary", minLength: 1, maxLength: 8 }))
  .map(tidied)
  .filter((name) => troubleWithName(name) === undefined);
const signs = fc.uniqueArray(
  fc.record({
    name: signName,
    examples: fc.array(fc.array(shortStroke, { minLength: 1, maxLength: 2 }), { minLength: 1, maxLength: 3 }),
  }),
  { maxLength: 4, selector: ({ name }) => name.toLowerCase() },
);
const roles = fc.dictionary(fc.constantFrom(...FACTOR_NAMES), fc.constantFrom("interest" as const, "nuisance" as const, "fixed" as const), {
  noNullPrototype: true,
});
const number = fc.double({ noNaN: true, noDefaultInfinity: true });
const ranges = fc.dictionary(fc.constantFrom(...FACTOR_NAMES), fc.tuple(number, number), { noNullPrototype: true });
const setting: fc.Arbitrary<SettingValue> = fc.oneof(number, fc.integer(), fc.string({ unit: "binary" }), roles, ranges);

const colours: fc.Arbitrary<Factors> = fc
  .tuple(...PHOTOGRAPH_FACTORS.map(({ lower, upper }) => within(lower, upper)))
  .map((values) => Object.fromEntries(PHOTOGRAPH_FACTORS.map(({ name }, index) => [name, values[index] ?? 0])));

const stateParts = {
  step: fc.constantFrom(...STEPS),
  source: fc.constantFrom(...SOURCES.map(({ name }) => name)),
  photo: fc.constantFrom(...SHIPPED_PHOTOGRAPHS.map(({ name }) => name)),
  colours,
  factors,
  views: fc.constantFrom(...VIEW_COUNTS),
  seed: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
  crop: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
  drawing: fc.array(stroke, { maxLength: 12 }),
  signs,
  signReaders: fc.constantFrom(...SIGN_READERS.map(({ name }) => name)),
  brushWidth: within(0.25, 1),
  brushColour: colour,
  paperColour: colour,
  ghost: fc.option(fc.integer({ min: 0, max: 2 ** 32 - 1 })),
  encoder: fc.constantFrom(...ENCODERS.map(({ name }) => name)),
  device: fc.constantFrom("auto", "webgpu", "cpu"),
  settings: fc.dictionary(fc.stringMatching(/^[a-z][a-z_]{0,20}$/), setting, { noNullPrototype: true }),
  experiment: fc.constantFrom(...TRAINING_EXPERIMENTS.map(({ name }) => name), OWN_EXPERIMENT),
  arm: fc.dictionary(fc.stringMatching(/^[a-z][a-z_]{0,20}$/), setting, { noNullPrototype: true }),
  expected: fc.record({ direction: fc.constantFrom(...DIRECTIONS), quantity: fc.constantFrom(...QUANTITIES) }),
  hiddenTab: fc.constantFrom("go on", "pause"),
  colourBy: fc.constantFrom(...FACTOR_NAMES),
  swept: fc.constantFrom("reading", ...encodersOf("spirographs").map(({ name }) => name)),
  turned: fc.constantFrom(...SIXTEENTHS),
  finish: fc.constantFrom("off", "on"),
  other: fc.constantFrom(...encodersOf("spirographs").map(({ name }) => name)),
  translation: fc.constantFrom(...TRANSLATIONS.map(({ name }) => name)),
  anchors: fc.constantFrom(...ANCHOR_COUNTS),
};
const anyState: fc.Arbitrary<PageState> = fc.record(stateParts);

/** The whole state that an address asks for. */
function decode(fragment: string, query?: string): { state: PageState; ignored: string[] } {
  const { named, ignored } = decodeParts(fragment, query);
  return { state: { ...initialState(), ...named }, ignored };
}

/** The largest difference between the numbers of two values; infinite where they are not of one shape. */
function distance(one: unknown, other: unknown): number {
  if (typeof one === "number" && typeof other === "number") return Math.abs(one - other);
  if (one === null || other === null) return one === other ? 0 : Infinity;
  const [ones, others] = [Object.entries(one as object), new Map(Object.entries(other as object))];
  if (ones.length !== others.size) return Infinity;
  return Math.max(0, ...ones.map(([key, value]) => (others.has(key) ? distance(value, others.get(key)) : Infinity)));
}

/** Half a step, and what single bits of a double add to it. */
const THOUSANDTH = 0.000501;
const HUNDREDTH = 0.00501;

test("any whole state survives its address", () => {
  fc.assert(
    fc.property(anyState, (state) => {
      const held = normalise(state);
      expect(decode(`#${encode(held)}`)).toEqual({ state: held, ignored: [] });
    }),
    { numRuns: 500 },
  );
});

test("what a visitor's own experiment is expected to show at first is one of the quantities that there are", () => {
  expect(QUANTITIES).toContain(initialState().expected.quantity);
});

test("an address rounds what is finer than the page shows, and changes nothing else", () => {
  fc.assert(
    fc.property(anyState, (state) => {
      const { factors, colours, drawing, signs, brushWidth, ...held } = normalise(state);
      const near = { factors, colours, drawing, signs, brushWidth };
      // JSON has no −0.
      expect({ ...near, ...held }).toEqual({
        ...state,
        ...near,
        settings: JSON.parse(JSON.stringify(state.settings)),
        arm: JSON.parse(JSON.stringify(state.arm)),
      });
      expect(distance(factors, state.factors)).toBeLessThan(THOUSANDTH);
      expect(distance(colours, state.colours)).toBeLessThan(THOUSANDTH);
      expect(Math.max(distance(drawing, state.drawing), distance(brushWidth, state.brushWidth))).toBeLessThan(HUNDREDTH);
      expect(signs.map(({ name }) => name)).toEqual(state.signs.map(({ name }) => name));
      const drawn = (all: typeof signs) => all.map(({ examples }) => examples);
      expect(distance(drawn(signs), drawn(state.signs))).toBeLessThan(HUNDREDTH);
    }),
    { numRuns: 500 },
  );
});

/** Text that looks more like an address than random text does. */
const addressLike = fc
  .array(
    fc.tuple(
      fc.oneof(fc.constantFrom(...Object.keys(initialState()), "__proto__", "toString"), fc.string()),
      fc.string({ unit: "binary" }),
    ),
  )
  .map((parts) => parts.map(([name, text]) => `${name}=${text}`).join("&"));

test("no text breaks it: what means nothing is named, and what is left is a state that an address can hold", () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: "binary" }), addressLike), addressLike, (fragment, query) => {
      const { state } = decode(fragment, query);
      expect(decode(encode(state))).toEqual({ state, ignored: [] });
    }),
    { numRuns: 2000 },
  );
});

/** What is wrong about a cut of an address: nothing where it is named, and what is left is as it was sent. */
function wrongAbout(address: string, end: number, sent: PageState): string[] {
  const { named, ignored, missing } = decodeParts(`#${address.slice(0, end)}`);
  // Within its first part it is told by that.
  const isNamed = missing > 0 || (ignored.length === 1 && "length".startsWith(ignored[0]!));
  const other = Object.entries(named).filter(([name, value]) => !isDeepStrictEqual(value, sent[name as keyof PageState]));
  return [...(isNamed ? [] : [`${end}: not named`]), ...other.map(([name]) => `${end}: another ${name}`)];
}

const TWO_SIGNS = [
  { name: "魚 🐟", examples: [[{ points: [[1, 2] as [number, number], [2, 1] as [number, number]], width: 0.4 }]] },
  { name: "“A”, b", examples: [[{ points: [[0, 0] as [number, number]], width: 1 }]] },
];

test("a link that is cut anywhere is told as such, and what is left of it is as it was sent", () => {
  const short = fc.record({ ...stateParts, drawing: fc.array(stroke, { maxLength: 1 }), signs: fc.constantFrom([], TWO_SIGNS) });
  fc.assert(
    fc.property(short, (state) => {
      const held = normalise(state);
      const address = encode(held);
      const ends = Array.from({ length: address.length }, (_, index) => index + 1).slice(0, -1);
      expect(ends.flatMap((end) => wrongAbout(address, end, held))).toEqual([]);
      expect(decodeParts(`#${address}`)).toMatchObject({ ignored: [], missing: 0 });
    }),
    // Letters that need several in an address.
    { numRuns: 20, examples: ["a", "é", "漢", "😀", "\uFFFD"].map((name) => [{ ...initialState(), settings: { [name]: {} } }]) },
  );
});

test("a link whose letters a program has written otherwise is whole", () => {
  const state = {
    ...initialState(),
    factors: { ...FIRST_FACTORS, m: 2.5 },
    drawing: [{ points: [[1, 2] as [number, number]], width: 0.4 }],
  };
  const address = encode(state);
  expect(address).toContain(",");
  const { named, ignored, missing } = decodeParts(`#${address.replaceAll(",", "%2C").replaceAll("%2B", "+")}`);
  expect({ ...initialState(), ...named }).toEqual(normalise(state));
  expect({ ignored, missing }).toEqual({ ignored: [], missing: 0 });
});

test("the beginning has an empty address", () => {
  expect(encode(initialState())).toBe("");
  expect(decode("")).toEqual({ state: initialState(), ignored: [] });
});

test("an older link's normalisation and split are the pictures and the roles that they were", () => {
  const split = PAPERS_TEN.map(({ name, role }) => (name === "b" ? "nuisance" : name === "h" ? "interest" : role));
  const old = (normalisation: string) => decode(`#settings=${encodeURIComponent(JSON.stringify({ normalisation, split, steps: 8 }))}`);
  expect(old("image")).toEqual({
    state: { ...initialState(), settings: { pictures: "spirographs", roles: { b: "nuisance", h: "interest" }, steps: 8 } },
    ignored: [],
  });
  expect(old("row").state.settings["pictures"]).toBe("published spirographs");
  expect(old("column").ignored).toEqual(["settings"]);
});

test("the ten factors of an older link are those of a hand without flaws, and are written as then", () => {
  const ten = "2.5,0.3,1,0.5,0.9,0.2,0.8,0.1,0.5,0.4";
  const { factors } = decode(`#factors=${ten}`).state;
  expect(factors).toMatchObject({ m: 2.5, "back.b": 0.4, "offset.x": 0, tremble: 0, pace: 0 });
  expect(encode({ ...initialState(), factors })).toBe(`length=${7 + ten.length}&factors=${ten}`);
  const flawed = { ...FIRST_FACTORS, "offset.x": -0.25, turn: 0.5 };
  const address = encode({ ...initialState(), factors: flawed });
  expect(address).toMatch(/,-0.25,0,0.5,0,0,0,0$/);
  expect(decode(`#${address}`)).toEqual({ state: { ...initialState(), factors: flawed }, ignored: [] });
  // Half of a hand is none.
  expect(decode(`#factors=${ten},0.5`).ignored).toEqual(["factors"]);
});

test("a range that is no pair of numbers is no setting", () => {
  for (const range of [[1], [1, 2, 3], [1, "2"], [null, 2], "fixed too"]) {
    expect(decode(`#settings=${encodeURIComponent(JSON.stringify({ ranges: { m: range } }))}`).ignored).toEqual(["settings"]);
  }
});

test("bad and unknown parts are named, and the rest holds", () => {
  const { state, ignored } = decode("#step=look&views=17&factors=4,0.6&seed=-1&brushColour=red&drawing=zzz&mood=good&colourBy=b");
  expect(ignored).toEqual(["views", "factors", "seed", "brushColour", "drawing", "mood"]);
  expect(state).toEqual({ ...initialState(), step: "look", colourBy: "b" });
});

test("the query may ask for a device and an encoder, the fragment has the last word, and a link has only a fragment", () => {
  expect(decode("", "?device=cpu&encoder=invariant&step=look&utm_source=x")).toEqual({
    state: { ...initialState(), device: "cpu", encoder: "invariant" },
    ignored: [],
  });
  expect(decode("#device=webgpu", "?device=cpu").state.device).toBe("webgpu");
  expect(decode("", "?device=abacus").ignored).toEqual(["device"]);
  const state: PageState = { ...initialState(), device: "cpu", step: "draw" };
  expect(link(state, "https://a.example/lab/?device=webgpu&theme=dark#step=look")).toBe(
    "https://a.example/lab/?theme=dark#length=17&step=draw&device=cpu",
  );
});

test("a drawing of 2,000 points is an address of less than 8 kB", () => {
  // Four strokes as a hand draws them: smooth, and a pixel of a large canvas off here and there.
  const jitter = (index: number) => 0.02 * Math.sin(index * index * 12.9898);
  const drawing = [0, 1, 2, 3].map(
    (number): Stroke => ({
      width: 0.4,
      points: Array.from({ length: 500 }, (_, index) => {
        const angle = (index / 500) * 12 + number;
        const x = 4 * Math.cos(angle) + 1.5 * Math.cos(3.1 * angle) + jitter(index);
        return [x, 4 * Math.sin(angle) - 1.5 * Math.sin(2.7 * angle) + jitter(index + 500)];
      }),
    }),
  );
  const { length } = encode({ ...initialState(), drawing });
  console.log(`2,000 points: ${length} letters of address`);
  expect(length).toBeLessThan(8_000);
  expect(distance(drawing, decode(encode({ ...initialState(), drawing })).state.drawing)).toBeLessThan(HUNDREDTH);
});

test("the factors of a photograph stand in an address by name; what is neutral does not, and nothing else is read", () => {
  const colours = { brightness: 0.8, contrast: 1, saturation: 1, hue: -0.05 };
  expect(encode({ ...initialState(), colours })).toBe("length=33&colours=brightness(0.8),hue(-0.05)");
  expect(decode("#colours=hue(-0.05),brightness(0.8)").state.colours).toEqual(colours);
  expect(decode("#colours=").state.colours).toEqual(initialState().colours);
  for (const wrong of ["hue", "hue()", "hue(0.2)", "m(4)", "hue(0),hue(0)", "brightness(0.8),", "0.8,1,1,0", "hue(1e-2)"]) {
    expect(decode(`#colours=${wrong}`)).toEqual({ state: initialState(), ignored: ["colours"] });
  }
});

test("every preset is a state that an address holds, and none is like another", () => {
  const states = PRESETS.map(({ factors }) => ({ ...initialState(), factors }));
  for (const state of states) expect(normalise(state)).toEqual(state);
  expect(new Set(states.map(encode)).size).toBe(PRESETS.length);
});

test("the page knows the encoders that come with it", () => {
  // What finishes strokes is no encoder.
  const shipped = readdirSync("www/assets/weights").filter((name) => name.endsWith(".safetensors") && name !== "strokes.safetensors");
  expect(shipped.sort()).toEqual(ENCODERS.map(({ name }) => `${name}.safetensors`).sort());
});
