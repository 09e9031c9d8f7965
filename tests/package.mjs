// The packed engine in somebody else's page: installed from its file, bundled by esbuild, and asked to read a drawing.
// Run by ./dev test deploy.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { build } from "esbuild";

import { host } from "./deploy/host.mjs";
import { BROWSERS } from "./engines/browsers.mjs";
import { until } from "./engines/visit.mjs";

const project = mkdtempSync(join(tmpdir(), "spirograph-importer-"));
after(() => rmSync(project, { recursive: true }));

before(() => {
  const packed = execFileSync(process.execPath, ["tools/pack.mjs", project], { encoding: "utf8" }).trim();
  writeFileSync(join(project, "package.json"), '{ "private": true, "type": "module" }');
  execFileSync("npm", ["install", "--offline", "--silent", packed], { cwd: project, stdio: "inherit" });
});

/** The example of the package's README, which hands on what it has read. */
function page() {
  const [, example] = /```js\n(.*?)```/s.exec(readFileSync("packages/engine/README.md", "utf8"));
  assert.match(example, /console\.table\(estimates\)/);
  return example.replace("console.table(estimates)", "document.body.dataset.estimates = JSON.stringify(estimates)");
}

test("its example reads a drawing", { timeout: 120_000 }, async () => {
  writeFileSync(join(project, "page.js"), page());
  const loader = { ".wasm": "file", ".safetensors": "file" };
  await build({ entryPoints: ["page.js"], absWorkingDir: project, outdir: "site", bundle: true, format: "esm", loader });
  writeFileSync(join(project, "site/index.html"), '<!doctype html><body></body><script type="module" src="./page.js"></script>');
  const [site, browser] = [await host(join(project, "site")), await BROWSERS.Chromium()];
  try {
    await browser.open(site.url);
    const estimates = JSON.parse(await until(browser, "it has read", () => document.body.dataset.estimates));
    assert.deepEqual(
      estimates.map(({ factor }) => factor),
      ["m", "b", "sigma", "fore.r"],
    );
    for (const { factor, estimate } of estimates) assert(Number.isFinite(estimate), `${factor}: ${estimate}`);
  } finally {
    await browser.close();
    await site.close();
  }
});

test("its types are those of the engine", { timeout: 120_000 }, () => {
  const assets = 'declare module "*.wasm" { const url: string; export default url; }\n';
  writeFileSync(join(project, "assets.d.ts"), `${assets}${assets.replace("wasm", "safetensors")}`);
  const check = (code) => {
    writeFileSync(join(project, "page.ts"), `${code}\nexport {};\n`);
    const options = ["--noEmit", "--strict", "--target", "es2022", "--module", "esnext", "--moduleResolution", "bundler", "--skipLibCheck"];
    execFileSync("npx", ["tsc", "--ignoreConfig", ...options, join(project, "page.ts"), join(project, "assets.d.ts")], {
      encoding: "utf8",
    });
  };
  check(page());
  assert.throws(
    () => check('import { Engine } from "spirograph-lab-engine";\nvoid Engine.create("the moon");'),
    ({ stdout }) => /the moon/.test(stdout),
  );
});
