// Runs the bench in a headless Chromium, prints its tables, and puts them into docs/performance.md.
// Usage: node benches/web/run.mjs [--quick] [--device=cpu|webgpu]; with GPU=own, a graphics card of a Linux without a screen.
import { readFileSync } from "node:fs";
import { cpus } from "node:os";

import { writeSection } from "../report.mjs";
import { withPage } from "./browser.mjs";
import { processorTime } from "./processor-time.mjs";

const WEIGHTS = "assets/weights/base.safetensors";
const quick = process.argv.includes("--quick");
const device = process.argv.find((word) => word.startsWith("--device="))?.slice("--device=".length);

const card = process.env.GPU === "own" ? JSON.parse(readFileSync("tests/own-card.json", "utf8")) : [];

// Where there is no graphics card: real WebGPU in software.
(await withPage(card, run)) ?? (await withPage(["--use-webgpu-adapter=swiftshader"], runWithAnyAdapter));

/** Undefined where WebGPU is wanted and there is no adapter. */
async function run(page, browser) {
  const adapter = await adapterIn(page);
  return !adapter && device !== "cpu" ? undefined : report(page, browser, adapter);
}

async function runWithAnyAdapter(page, browser) {
  return report(page, browser, await adapterIn(page));
}

function adapterIn(page) {
  return page.evaluate(async () => (await import(new URL("./bench/api.js", location.href))).findAdapter());
}

async function report(page, { version, process: id }, adapter) {
  await page.exposeFunction("processorTime", () => processorTime(id));
  const { words, failures } = await page.evaluate(measure, { quick, adapter, weights: WEIGHTS, device });
  const where = `Chromium ${version}, ${cpus().length} cores (${cpus()[0].model}), WebGPU: ${adapter?.words ?? "no adapter"}.`;
  console.log(`\n${words}\n\n${where}`);
  if (failures.length > 0) throw new Error(failures.join("\n"));
  if (!quick && !device) writeSection("bench browser", `${where}\n\n${words}`);
  return words;
}

/** In the page. */
async function measure({ quick, adapter, weights, device }) {
  const { markdown, tables } = await import(new URL("./bench/api.js", location.href));
  const file = new Uint8Array(await (await fetch(weights)).arrayBuffer());
  const devices = ["cpu", "webgpu"].filter((name) => (name === "cpu" || adapter) && (device ?? name) === name);
  const threads = Math.min(2, navigator.hardwareConcurrency);
  const plan = { quick, peers: true, devices, threads, processorTime: adapter?.inSoftware ? globalThis.processorTime : null };
  // A table comes once for each of its columns.
  const all = new Set();
  for await (const table of tables(plan, file, globalThis.progress)) all.add(table);
  const comparisons = [...all].flatMap(({ columns }) => columns.map(({ comparison }) => comparison));
  const failures = comparisons.flatMap(({ absences }) => absences.filter(({ expected }) => !expected));
  return {
    words: markdown([...all]),
    failures: failures.map(({ entry, reason }) => `${entry.contender.name} on ${entry.contender.device}: ${reason}`),
  };
}
