// What pictures of a kind make of settings and experiments. No browser is needed.

import { readFileSync } from "node:fs";

import { expect, test } from "@playwright/test";
import type { Comparison, SettingSpec, TrainingTables } from "engine";

import { experimentsOn, PAIRED, quantitiesOn, TRAINING_EXPERIMENTS } from "../../www/src/engine/experiments";
import { FACTORS_OF } from "../../www/src/engine/factors";
import { expectedOn, experimentOn, fitting, tablesOn } from "../../www/src/train/pictures";
import { elsewhereInWords, runInWords } from "../../www/src/train/ran-on";

const spec = (key: string, control: SettingSpec["control"], initial: SettingSpec["default"]): SettingSpec => ({
  key,
  label: key,
  meaning: "",
  control,
  default: initial,
});
const choice = (key: string, ...words: string[]) => spec(key, { kind: "choice", words }, words[0]!);
const TABLES: TrainingTables = {
  settings: [
    choice("pictures", "spirographs", "published spirographs", "photographs"),
    choice("framing", "random", "whole"),
    choice("split", "paper", "drawing"),
    spec("contrasts", { kind: "count", lower: 0, upper: 4 }, 0),
    spec("roles", { kind: "roles" }, {}),
  ],
  plan: [choice("runs", "pair", "single")],
};

test("settings that mean nothing for the pictures are not there, and photographs are what is learned from", () => {
  const keys = (kind: "spirographs" | "photographs") => tablesOn(kind, TABLES).settings.map(({ key }) => key);
  expect(keys("spirographs")).toEqual(["pictures", "split", "contrasts", "roles"]);
  expect(keys("photographs")).toEqual(["pictures", "framing", "roles"]);
  const [ofSpirographs, ofPhotographs] = [tablesOn("spirographs", TABLES).settings[0], tablesOn("photographs", TABLES).settings[0]];
  expect(ofSpirographs).toMatchObject({ default: "spirographs", control: { words: ["spirographs", "published spirographs"] } });
  expect(ofPhotographs).toMatchObject({ default: "photographs", control: { words: ["photographs"] } });
  expect(tablesOn("photographs", TABLES).plan).toEqual(TABLES.plan);
});

test("of what was chosen, each kind of pictures has its own, and the rest waits", () => {
  const chosen = {
    steps: 30,
    split: "drawing",
    framing: "whole",
    pictures: "published spirographs",
    roles: { h: "fixed", hue: "fixed" } as const,
    ranges: { m: [2, 3] as [number, number] },
  };
  expect(fitting("photographs", chosen)).toEqual({ steps: 30, framing: "whole", roles: { hue: "fixed" } });
  expect(fitting("spirographs", chosen)).toEqual({
    steps: 30,
    split: "drawing",
    pictures: "published spirographs",
    roles: { h: "fixed" },
    ranges: { m: [2, 3] },
  });
  expect(fitting("spirographs", { pictures: "photographs", roles: {} })).toEqual({ roles: {} });
});

test("no two factors of any pictures have the same name, so that addresses can name them alike", () => {
  const names = Object.values(FACTORS_OF).flatMap((factors) => factors.map(({ name }) => name));
  expect(new Set(names).size).toBe(names.length);
  expect(FACTORS_OF.photographs.map(({ name, role }) => `${name} ${role}`)).toEqual([
    "brightness nuisance",
    "contrast nuisance",
    "saturation nuisance",
    "hue nuisance",
  ]);
});

test("each source offers its own experiments, and the paper's pair to both", () => {
  const [onSpirographs, onPhotographs] = (["spirographs", "photographs"] as const).map((kind) =>
    experimentsOn(kind).map(({ name }) => name),
  );
  expect(onPhotographs).toEqual(["photographs", PAIRED]);
  expect(onSpirographs![0]).toBe(PAIRED);
  expect([...onSpirographs!, "photographs"].sort()).toEqual(TRAINING_EXPERIMENTS.map(({ name }) => name).sort());
});

const file = (name: string) => ({ path: `${name}.json`, text: readFileSync(`www/assets/experiments/${name}.json`, "utf8") });
const comparedIn = ({ text }: { text: string }) => (JSON.parse(text) as { compared: Comparison[] }).compared;

test("the paper's pair on photographs begins at an encoder of crops, and compares what can be measured of them", () => {
  const paired = file(PAIRED);
  expect(experimentOn({ kind: "spirographs", areSeveral: false }, paired)).toBe(paired);
  const changed = experimentOn({ kind: "photographs", areSeveral: true }, paired);
  expect(JSON.parse(changed.text)).toMatchObject({
    start: "crops-base",
    settings: { lambda: 0.1, pictures: "photographs" },
    small: { steps: 40, held_out: 24 },
  });
  expect(comparedIn(changed).map(({ quantity, expected }) => `${quantity}: ${expected}`)).toEqual([
    "gradient penalty: smaller",
    "conditional variance: smaller",
    "nuisance's share of the variance: smaller",
    "share found first, M = 16: no smaller",
  ]);
});

test("a single photo has no labels to be told apart: what needs some is not compared", () => {
  const photographs = file("photographs");
  expect(experimentOn({ kind: "photographs", areSeveral: true }, photographs)).toBe(photographs);
  const compared = comparedIn(experimentOn({ kind: "photographs", areSeveral: false }, photographs)).map(({ quantity }) => quantity);
  expect(compared).toContain("share found first, M = 1");
  expect(compared.filter((quantity) => quantity.includes("labelled"))).toEqual([]);
  expect(compared.length).toBeGreaterThan(3);
});

test("what is expected of one's own experiment is of a quantity that the pictures have", () => {
  const readBack = { direction: "no larger", quantity: "mean error, M = 16" } as const;
  expect(expectedOn("spirographs", readBack)).toBe(readBack);
  expect(expectedOn("photographs", readBack)).toEqual({ direction: "no larger", quantity: "nuisance's share of the variance" });
  for (const kind of ["spirographs", "photographs"] as const) expect(quantitiesOn(kind)).toContain("nuisance's share of the variance");
});

test("a run says what it has learned from, where that is not what is looked at", () => {
  const [cats, dogs] = [
    { photos: ["cat", "kitten"], digest: "1" },
    { photos: ["dog"], digest: "2" },
  ];
  const onCats = { kind: "photographs", photographs: cats } as const;
  expect(elsewhereInWords(onCats, "photographs", cats)).toBe("");
  expect(elsewhereInWords(onCats, "photographs", undefined)).toBe("");
  expect(elsewhereInWords(onCats, "photographs", dogs)).toBe(
    "It has learned from crops of cat, kitten, which are not the photographs that are open now.",
  );
  expect(elsewhereInWords(onCats, "spirographs", undefined)).toBe("It has learned from crops of cat, kitten.");
  const onSpirographs = { kind: "spirographs", photographs: undefined } as const;
  expect(elsewhereInWords(onSpirographs, "spirographs", undefined)).toBe("");
  expect(elsewhereInWords(onSpirographs, "photographs", cats)).toBe("It has learned from Spirographs.");
  expect(runInWords("photographs", "steps 30", onCats)).toBe("photographs, steps 30, on cat, kitten");
  expect(runInWords(PAIRED, "", onSpirographs)).toBe("with the usual settings");
});
