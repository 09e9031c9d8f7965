// Puts what was measured into docs/performance.md, between two markers.
import { readFileSync, writeFileSync } from "node:fs";

const FILE = "docs/performance.md";

/** Replaces what stands between `<!-- NAME -->` and `<!-- end of NAME -->`. */
export function writeSection(name, words) {
  const page = readFileSync(FILE, "utf8");
  const [start, end] = [`<!-- ${name} -->`, `<!-- end of ${name} -->`];
  const [from, to] = [page.indexOf(start), page.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`${FILE} has no section between ${start} and ${end}.`);
  writeFileSync(FILE, `${page.slice(0, from + start.length)}\n${words.trim()}\n${page.slice(to)}`);
  console.log(`\nWritten into ${FILE}.`);
}
