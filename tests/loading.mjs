// How long a visitor waits: from the address to the first answer, in Chromium, at 10 Mbit/s and 40 ms, for each way in which a
// host may compress. The second visit finds the files in the browser's cache. Usage: node tests/loading.mjs [FOLDER…]
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "@playwright/test";

const folders = process.argv.length > 2 ? process.argv.slice(2) : ["dist"];
const VISITS = 5;
const PORT = 4190;
const NETWORK = { offline: false, latency: 40, downloadThroughput: 10e6 / 8, uploadThroughput: 10e6 / 8 };
const address = `http://127.0.0.1:${PORT}/`;
const median = (numbers) => numbers.sort((a, b) => a - b)[Math.floor(numbers.length / 2)];
const seconds = (milliseconds) => (milliseconds / 1000).toFixed(2).padStart(6);

/** Milliseconds from the address to the engine's being ready and to its first answer. */
async function visit(context) {
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send("Network.enable");
  await session.send("Network.emulateNetworkConditions", NETWORK);
  await page.addInitScript(() => {
    addEventListener("DOMContentLoaded", () => {
      const status = document.getElementById("status");
      const note = () => {
        if (status.dataset.state === "ready") window.readyAt ??= performance.now();
        if (status.dataset.answers) window.answeredAt ??= performance.now();
      };
      new MutationObserver(note).observe(status, { attributes: true });
    });
  });
  await page.goto(`${address}?device=cpu`, { waitUntil: "commit", timeout: 0 });
  await page.waitForFunction(() => window.answeredAt && window.readyAt, undefined, { timeout: 0 });
  const times = await page.evaluate(() => [window.readyAt, window.answeredAt]);
  await page.close();
  return times;
}

/** The same in a browser that was never here, and once more in that one. */
async function visits() {
  const profile = mkdtempSync(join(tmpdir(), "spirograph-loading-"));
  const options = { executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox"], serviceWorkers: "block" };
  const context = await chromium.launchPersistentContext(profile, options);
  const times = [await visit(context), await visit(context)];
  await context.close();
  rmSync(profile, { recursive: true, maxRetries: 5 });
  return times.flat();
}

console.log("seconds, medians of", VISITS, "      ready  answer   ready again  answer again");
for (const encoding of ["raw", "gzip", "br"]) {
  for (const folder of folders) {
    const server = spawn(process.execPath, ["tests/e2e/serve.mjs", folder, String(PORT), encoding], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    server.stdout.resume();
    await visits(); // the server compresses what is asked for the first time
    const times = [];
    for (let round = 0; round < VISITS; round++) times.push(await visits());
    console.log(
      `${encoding.padEnd(5)} ${folder.padEnd(24)}`,
      ...[0, 1, 2, 3].map((column) => seconds(median(times.map((row) => row[column])))),
    );
    server.kill();
    await once(server, "exit");
  }
}
