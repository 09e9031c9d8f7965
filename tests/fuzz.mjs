// Tries the page's readers with many texts: node tests/fuzz.mjs [CASES] [TARGET ...]. It ends with 1 if one of them failed.
import { readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import fc from "fast-check";

const [cases = "10000", ...asked] = process.argv.slice(2);
const numRuns = Number(cases);
if (!Number.isSafeInteger(numRuns) || numRuns < 1) throw new Error(`the number of cases must be a whole number, not ${cases}`);

const outfile = join(tmpdir(), `spirograph-fuzz-${process.pid}.mjs`);
const here = import.meta.dirname;
await build({
  entryPoints: [join(here, "fuzz/readers.ts")],
  bundle: true,
  platform: "node",
  format: "esm",
  outfile,
  logLevel: "warning",
});
const { targets } = await import(pathToFileURL(outfile).href);
const links = readFileSync(join(here, "fuzz/links.txt"), "utf8").trim().split("\n");
const all = Object.entries(targets(links));
const unknown = asked.filter((name) => !all.some(([known]) => known === name));
if (unknown.length > 0) throw new Error(`no such target: ${unknown.join(", ")}; there are ${all.map(([name]) => name).join(", ")}`);

for (const [name, property] of all) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  const begin = performance.now();
  const result = fc.check(property, { numRuns });
  const seconds = ((performance.now() - begin) / 1000).toFixed(1);
  console.log(`${name.padEnd(9)} ${result.numRuns} cases  ${seconds} s  ${result.failed ? 1 : 0} failures`);
  if (result.failed) {
    console.error(fc.defaultReportMessage(result));
    process.exitCode = 1;
  }
}
