// The quick part of tests/fuzz.mjs: every reader of the page with a thousand texts. No browser is needed.

import { readFileSync } from "node:fs";
import { test } from "@playwright/test";
import fc from "fast-check";

import { targets } from "../fuzz/readers";

const links = readFileSync("tests/fuzz/links.txt", "utf8").trim().split("\n");

for (const [name, property] of Object.entries(targets(links))) {
  test(`no text breaks the reader of ${name}`, () => {
    fc.assert(property as fc.IProperty<[unknown]>, { numRuns: 1000 });
  });
}
