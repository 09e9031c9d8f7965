// How time and memory grow with the batch, with M and with the number of steps: measured natively and in the browser, on one
// thread, and drawn into docs/growth/. Usage: node benches/web/growth.mjs [--quick] [--draw]; --draw draws once more what was
// measured before.
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";

import { withPage } from "./browser.mjs";
import { draw } from "./draw.mjs";

const FOLDER = "docs/growth";
const FILE = `${FOLDER}/growth.csv`;
const isQuick = process.argv.includes("--quick");
const steps = isQuick ? 100 : 1000;

function natively() {
  const command = ["run", "--release", "--manifest-path", "benches/Cargo.toml", "--bin", "growth", "--", String(steps)];
  const env = { ...process.env, RAYON_NUM_THREADS: "1" };
  const [, ...lines] = execFileSync("cargo", command, { encoding: "utf8", stdio: ["ignore", "pipe", "inherit"], env })
    .trim()
    .split("\n");
  return lines.map((line) => `natively,${line}`);
}

function inTheBrowser() {
  return withPage([], async (page) => {
    const points = await page.evaluate(async (steps) => {
      const { growth } = await import(new URL("./bench/api.js", location.href));
      const weights = new Uint8Array(await (await fetch("assets/weights/base.safetensors")).arrayBuffer());
      return growth(steps, weights, globalThis.progress);
    }, steps);
    return points.map(({ what, size, milliseconds, megabytes }) => `in the browser,${what},${size},${milliseconds},${megabytes}`);
  });
}

async function measured() {
  const csv = ["where,what,size,milliseconds,megabytes", ...natively(), ...(await inTheBrowser())].join("\n");
  if (isQuick) console.log(csv);
  else {
    mkdirSync(FOLDER, { recursive: true });
    writeFileSync(FILE, `${csv}\n`);
  }
  return csv;
}

const csv = process.argv.includes("--draw") ? readFileSync(FILE, "utf8") : await measured();
const plots = await draw(csv);
// A quick run shows that it works; its figures are not kept.
if (!isQuick) {
  for (const [name, svg] of Object.entries(plots)) writeFileSync(`${FOLDER}/${name}.svg`, svg);
  console.log(`Drawn into ${FOLDER}/.`);
}
