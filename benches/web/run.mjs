// Runs the bench in a headless Chromium, prints its tables, and puts them into docs/performance.md.
// Usage: node benches/web/run.mjs [--quick] [--device=cpu|webgpu]
import { spawn } from "node:child_process";
import { cpus } from "node:os";
import { chromium } from "@playwright/test";

import { writeSection } from "../report.mjs";
import { processorTime } from "./processor-time.mjs";

const PORT = 4175;
const WEIGHTS = "assets/weights/base.safetensors";
const quick = process.argv.includes("--quick");
const device = process.argv.find((word) => word.startsWith("--device="))?.slice("--device=".length);

const server = spawn(process.execPath, ["tests/e2e/serve.mjs", "dist", String(PORT), "isolated"], { stdio: ["ignore", "pipe", "inherit"] });
try {
  await reachable();
  // Where there is no graphics card: real WebGPU in software.
  (await run([])) ?? (await run(["--use-webgpu-adapter=swiftshader"]));
} finally {
  server.kill();
}

/** Undefined where WebGPU is wanted and there is no adapter. */
async function run(args) {
  const browserServer = await chromium.launchServer({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--enable-unsafe-webgpu", ...args],
  });
  try {
    const browser = await chromium.connect(browserServer.wsEndpoint());
    const page = await browser.newPage();
    page.on("pageerror", (error) => console.error(error.message));
    await page.goto(`http://127.0.0.1:${PORT}/bench.html`);
    const adapter = await page.evaluate(async () => (await import(new URL("./bench/api.js", location.href))).adapterOf());
    if (adapter.words === null && args.length === 0 && device !== "cpu") return undefined;
    await page.exposeFunction("processorTime", () => processorTime(browserServer.process().pid));
    await page.exposeFunction("progress", (words) => process.stderr.write(`${words}\n`));
    const { words, failures } = await page.evaluate(measure, { quick, adapter, weights: WEIGHTS, device });
    const where = `Chromium ${browser.version()}, ${cpus().length} cores (${cpus()[0].model}), WebGPU: ${adapter.words ?? "no adapter"}.`;
    console.log(`\n${words}\n\n${where}`);
    if (failures.length > 0) throw new Error(failures.join("\n"));
    if (!quick && !device) writeSection("bench browser", `${where}\n\n${words}`);
    return words;
  } finally {
    await browserServer.close();
  }
}

async function reachable() {
  for (let tries = 0; tries < 100; tries++) {
    if (
      await fetch(`http://127.0.0.1:${PORT}/bench.html`).then(
        ({ ok }) => ok,
        () => false,
      )
    )
      return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error("The page could not be reached: is dist/ built?");
}

/** In the page. */
async function measure({ quick, adapter, weights, device }) {
  const { markdown, tables } = await import(new URL("./bench/api.js", location.href));
  const response = await fetch(weights);
  const file = new Uint8Array(await response.arrayBuffer());
  const devices = ["cpu", "webgpu"].filter((name) => (name === "cpu" || adapter.words !== null) && (device ?? name) === name);
  const threads = Math.min(2, navigator.hardwareConcurrency);
  const plan = { quick, peers: true, devices, threads, processorTime: adapter.inSoftware ? globalThis.processorTime : null };
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
