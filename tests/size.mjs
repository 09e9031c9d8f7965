// The size of what a visitor downloads, against a budget. Run by ./dev test size, on the built page. Usage: node tests/size.mjs [FOLDER]
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const folder = process.argv[2] ?? "dist";
// In kB. Less than 100 of room each: what grows by that much is to be seen.
const { default: budgets } = await import("./size-budgets.json", { with: { type: "json" } });

const compressions = {
  raw: (bytes) => bytes,
  gzip: (bytes) => gzipSync(bytes, { level: 9 }),
  brotli: (bytes) => brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } }),
};

/** The size of a file in kB; many are asked for twice, and the best compression takes its time. */
const known = new Map();
function kilobytes(file, compression) {
  const key = `${file} ${compression}`;
  if (!known.has(key)) known.set(key, compressions[compression](readFileSync(join(folder, file))).length / 1000);
  return known.get(key);
}

/** What the browser loads until the page reads, with its first encoder. */
const firstVisit = [
  ...readdirSync(folder).filter((name) =>
    /^(index\.html|(?!katex|licences).*\.css|app\.js|chunk\.js|worker\.js|engine\.js|engine_bg\.wasm)$/.test(name),
  ),
  "assets/example.json",
  "assets/weights/base.safetensors",
];

for (const [name, budget] of Object.entries(budgets)) {
  test(`${name} keeps to its budget`, () => {
    const files = name === "first visit" ? firstVisit : [name];
    for (const compression of Object.keys(compressions)) {
      const size = Math.round(files.reduce((sum, file) => sum + kilobytes(file, compression), 0));
      const most = budget[compression] ?? Number.POSITIVE_INFINITY;
      console.log(`${name}, ${compression}: ${size} kB${compression in budget ? ` of ${most}` : ""}`);
      assert(size <= most, `${name} has ${size} kB with ${compression}, and may have ${most}`);
    }
  });
}

for (const name of ["engine_bg.wasm", "engine_webgpu_bg.wasm"]) {
  test(`${name} has neither the names of functions nor its builder's home`, () => {
    const bytes = readFileSync(join(folder, name));
    assert.deepEqual(WebAssembly.Module.customSections(new WebAssembly.Module(bytes), "name"), []);
    assert(!bytes.includes(join(process.env.CARGO_HOME ?? join(homedir(), ".cargo"), "registry")), "a place of cargo's sources is in it");
  });
}
