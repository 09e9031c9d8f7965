// Signs as plain data: what can be done to a set, its file, its address, and the sentences about it. No browser is needed.

import { statSync } from "node:fs";
import { expect, test } from "@playwright/test";
import type { Stroke } from "engine";
import fc from "fast-check";

import { READER_MEGABYTES, SIGN_READERS } from "../../www/src/engine/sign-readers";
import { canBeSorted } from "../../www/src/signs/confusions";
import { read, written } from "../../www/src/signs/file";
import { renamed, withExample, without, withoutExample } from "../../www/src/signs/teaching";
import { namedInWords, nextStepInWords, sortedInWords, spoken } from "../../www/src/signs/words";
import { initialState } from "../../www/src/state/page-state";
import { decode, encode, isBeyondAddress } from "../../www/src/state/permalink";
import { isSameName, MOST_EXAMPLES, MOST_POINTS, MOST_SIGNS, pointsOf, type Signs, signsIn, tidied } from "../../www/src/state/signs";
import { signsCodec } from "../../www/src/state/signs-codec";

const line = (height: number): Stroke[] => [
  {
    points: [
      [-3, height],
      [3, height],
    ],
    width: 0.4,
  },
];

/** A closed curve as a hand draws it, with so many points and a tremble. */
function loop(points: number, tremble: number, seed = 1): Stroke[] {
  let state = seed;
  const random = () => (state = (16807 * state) % 2147483647) / 2147483647 - 0.5;
  const at = (index: number): [number, number] => {
    const angle = (2 * Math.PI * index) / (points - 1);
    return [4 * Math.cos(angle) + tremble * random(), 3 * Math.sin(2 * angle) + tremble * random()];
  };
  return [{ points: Array.from({ length: points }, (_, index) => at(index)), width: 0.4 }];
}

const TWO: Signs = [
  { name: "fish", examples: [line(1), line(2)] },
  { name: "house", examples: [line(3)] },
];

const nth = <Value>(count: number, of: (index: number) => Value) => Array.from({ length: count }, (_, index) => of(index));

test("an example goes to the sign of its name, however that is written, and a new name is a new sign", () => {
  const once = withExample([], "  Fish\n", line(1));
  expect(once).toEqual([{ name: "Fish", examples: [line(1)] }]);
  const twice = withExample(once, "fish", line(2));
  expect(twice).toEqual([{ name: "Fish", examples: [line(1), line(2)] }]);
  expect(withExample(twice, "house", line(3)).map(({ name }) => name)).toEqual(["Fish", "house"]);
  // The set that there was is as it was.
  expect(once[0]?.examples).toHaveLength(1);
});

test("what cannot be taught is said, in words that tell what to do", () => {
  const full = nth(MOST_SIGNS, (index) => ({ name: `sign ${index}`, examples: [line(1)] }));
  const often: Signs = [{ name: "fish", examples: nth(MOST_EXAMPLES, () => line(1)) }];
  for (const [act, words] of [
    [() => withExample(TWO, "", line(1)), "Give the sign a name first."],
    [() => withExample(TWO, "\u200d \u0007", line(1)), "The name must have a letter"],
    [() => withExample(TWO, "x".repeat(25), line(1)), "at most 24 letters, not 25"],
    [() => withExample(TWO, "tree", []), "Draw the sign on the pad first."],
    [() => withExample(TWO, "tree", loop(20_000, 4)), `more than ${MOST_POINTS} points`],
    [() => withExample(full, "tree", line(1)), "There are 10 signs, which is all that there can be"],
    [() => withExample(often, "fish", line(1)), "“fish” has 20 drawings, which is all that it can have"],
    [() => renamed(TWO, 0, "HOUSE"), "There is a sign “HOUSE” already."],
    [() => renamed(TWO, 0, " "), "Give the sign a name first."],
  ] as const) {
    expect(act).toThrow(words);
  }
  expect(withExample(full, "SIGN 3", line(2))[3]?.examples).toHaveLength(2);
});

test("a sign is renamed, also only in how it is written, and is forgotten with its last drawing", () => {
  expect(renamed(TWO, 1, "home").map(({ name }) => name)).toEqual(["fish", "home"]);
  expect(renamed(TWO, 0, "Fish")[0]?.name).toBe("Fish");
  expect(renamed(TWO, 0, "fish")).toBe(TWO);
  expect(without(TWO, 0)).toEqual([TWO[1]]);
  expect(withoutExample(TWO, 0, 0)).toEqual([{ name: "fish", examples: [line(2)] }, TWO[1]]);
  expect(withoutExample(TWO, 1, 0)).toEqual([TWO[0]]);
});

test("an example has as many points as the network can tell, and lies where it was drawn", () => {
  const drawing = loop(1500, 0.01);
  const [sign] = withExample([], "loop", drawing);
  const kept = sign?.examples[0] ?? [];
  expect(pointsOf(kept)).toBeLessThan(200);
  expect([kept[0]?.points[0], kept[0]?.points.at(-1)]).toEqual([drawing[0]?.points[0], drawing[0]?.points.at(-1)]);
});

test("names are one spelling, in any script", () => {
  expect(tidied(" e\u0301t\u0000\u202f\ud800 é ")).toBe("ét é");
  // Nothing turns round the sentence that a name stands in.
  expect(tidied("fi\u202esh\u2066")).toBe("fish");
  expect([tidied("👩‍🚀"), tidied("שלום")]).toEqual(["👩‍🚀", "שלום"]);
  expect(isSameName("É", "e\u0301")).toBe(true);
  fc.assert(fc.property(fc.string({ unit: "binary" }), (name) => expect(tidied(tidied(name))).toBe(tidied(name))));
});

test("a file gives back what was saved", () => {
  expect(read(written(TWO))).toEqual(TWO);
  expect(read(written([]))).toEqual([]);
  const [sign] = read(written([{ name: "loop", examples: [loop(30, 0.1)] }]));
  expect(sign?.examples[0]?.[0]?.points).toHaveLength(30);
});

test("a file that is not right is refused with its first wrong field, what it must be, and what it is", () => {
  /** The file of two signs with one field changed. */
  const changed = (change: (file: { format: unknown; version: unknown; signs: { name: unknown; examples: Stroke[][] }[] }) => void) => {
    const file = JSON.parse(written(TWO));
    change(file);
    return JSON.stringify(file);
  };
  for (const [text, words] of [
    ["{", "it is no JSON"],
    ["null", "“format” must be “Spirograph Lab: signs”; it is missing."],
    [changed((file) => (file.version = 2)), "“version” must be 1, the only one that this page reads; it is 2."],
    [changed((file) => (file.signs = 3 as never)), "“signs” must be a list of signs; it is 3."],
    [changed((file) => (file.signs[1]!.name = 7)), "“signs[1].name” must be a text; it is 7."],
    [changed((file) => (file.signs[1]!.name = "FISH")), "“signs[1].name” must differ from the name of signs[0]"],
    [changed((file) => (file.signs[0]!.examples = [])), "“signs[0].examples” must have one drawing or more"],
    [changed((file) => (file.signs[0]!.examples[1] = [])), "“signs[0].examples[1]” must have one stroke or more"],
    [
      changed((file) => (file.signs[0]!.examples[1]![0]!.width = 7)),
      "“signs[0].examples[1][0].width” must be a number from 0.25 to 1; it is 7.",
    ],
    [
      changed((file) => (file.signs[0]!.examples[1]![0]!.points[1] = [7, 0])),
      "“signs[0].examples[1][0].points[1]” must be two numbers from −6 to 6; it is [7,0].",
    ],
    [
      changed((file) => (file.signs = nth(11, (index) => ({ ...file.signs[0]!, name: `${index}` })))),
      "“signs” must have at most 10 signs, not 11.",
    ],
  ] as const) {
    expect(() => read(text), words).toThrow(words);
  }
});

test("three drawings each of ten signs fit into an address, and come out near to where they were", () => {
  const drawn = nth(MOST_SIGNS, (sign) =>
    nth(3, (example) => ({ name: `the sign “${sign}”`, drawing: loop(60 + 10 * sign, 0.08, 3 * sign + example + 1) })),
  ).flat();
  const signs = drawn.reduce((signs: Signs, { name, drawing }) => withExample(signs, name, drawing), []);
  const address = encode({ ...initialState(), signs });
  console.log(`30 drawings of ten signs: ${address.length} letters of address`);
  expect(address.length).toBeLessThan(12_000);
  const held = decode(address).named.signs ?? [];
  expect(held.map(({ name, examples }) => [name, examples.length])).toEqual(signs.map(({ name }) => [name, 3]));
  for (const [index, { examples }] of held.entries()) {
    const [first, last] = [examples[0]?.[0]?.points[0], signs[index]?.examples[0]?.[0]?.points[0]];
    expect(Math.hypot(first![0] - last![0], first![1] - last![1])).toBeLessThan(0.02);
  }
});

test("signs that are too long for an address are left out of it, whole, and are said to be", () => {
  const signs = nth(MOST_SIGNS, (sign) => ({ name: `${sign}`, examples: nth(20, (example) => loop(400, 3, 20 * sign + example + 1)) }));
  const state = { ...initialState(), signs };
  expect(isBeyondAddress(state, "signs")).toBe(true);
  expect(encode(state)).toBe("");
  // The browser keeps them.
  expect(signsIn(JSON.stringify(signs))).toEqual(signs);
});

test("the largest set there can be is known in no time to be too long, and from another such set", { tag: "@alone" }, () => {
  const signs = nth(MOST_SIGNS, (sign) => ({
    name: `${sign}`,
    examples: nth(MOST_EXAMPLES, (example) => loop(MOST_POINTS, 3, 20 * sign + example + 1)),
  }));
  const begin = performance.now();
  const text = signsCodec.write(signs);
  expect(performance.now() - begin).toBeLessThan(2000);
  expect(signsCodec.read(text)).toBeUndefined();
  expect(signsCodec.write(without(signs, MOST_SIGNS - 1))).not.toBe(text);
});

test("signs of which a part is cut or another are refused", () => {
  const text = signsCodec.write(TWO);
  expect(signsCodec.read(text)).toEqual(TWO);
  for (let end = 0; end < text.length; end++) expect(signsCodec.read(text.slice(0, end))).toBeUndefined();
  for (const other of ["3", "{}", "[3]", "[[]]", '[["a"]]', '[["a",3]]', '[["a",""]]', '[["a",{"length":1}]]', "[".repeat(9000)]) {
    expect(signsCodec.read(other), other).toBeUndefined();
  }
});

test("a text that expands to very many points is refused in no time", { tag: "@alone" }, () => {
  const example = signsCodec.write([{ name: "a", examples: [[{ points: nth(MOST_POINTS, () => [0, 0] as [number, number]), width: 1 }]] }]);
  const strokes = (JSON.parse(example) as string[][])[0]![1]!;
  const bomb = JSON.stringify(nth(MOST_SIGNS, (sign) => [`${sign}`, ...nth(3, () => strokes)]));
  const begin = performance.now();
  signsCodec.read(bomb);
  expect(performance.now() - begin).toBeLessThan(500);
});

test("what a drawing is taken for is one sentence where both read-outs agree, and both are named where not", () => {
  const names = ["fish", "house"];
  expect(spoken(namedInWords({ names, centroid: [0.2, 0.8], ridge: [0.1, 0.9] }))).toBe(
    "This looks like “house”: 80 % sure by the nearest centroid, 90 % by ridge.",
  );
  expect(spoken(namedInWords({ names, centroid: [0.6, 0.4], ridge: [0.1, 0.9] }))).toBe(
    "The nearest centroid says “fish” (60 % sure), ridge says “house” (90 % sure).",
  );
});

test("the next step is said until there is something to name", () => {
  const say = (signs: Signs, isEmpty: boolean) => spoken(nextStepInWords(signs, isEmpty));
  expect(say([], true)).toBe("");
  expect(say(TWO.slice(0, 1), false)).toContain("It knows “fish” alone: teach it a second sign");
  expect(say(TWO, true)).toContain("Draw one of the signs again");
  expect(say(TWO, false)).toBe("");
});

test("confusions count what was named rightly, where two signs have a drawing to leave out", () => {
  const counts = {
    names: ["fish", "house"],
    centroid: [
      [3, 0],
      [1, 1],
    ],
    ridge: [
      [3, 0],
      [0, 2],
    ],
  };
  expect(sortedInWords(counts)).toBe("Of 5 drawings, each named by all the others: 4 right by the nearest centroid, 5 by ridge.");
  expect(canBeSorted(TWO)).toBe(false);
  expect(canBeSorted(withExample(TWO, "house", line(4)))).toBe(true);
});

test("what is said of a download is what the files weigh", () => {
  for (const reader of new Set(SIGN_READERS.flatMap(({ readers }) => [...readers]))) {
    const bytes = statSync(`www/assets/weights/${reader}.safetensors`).size;
    expect(Math.abs(bytes / 1e6 - READER_MEGABYTES), reader).toBeLessThan(0.1);
  }
});
