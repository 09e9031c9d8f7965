import { readFileSync } from "node:fs";
import { defineConfig } from "@playwright/test";

const port = Number(process.env["PORT"] ?? 4173);

/** WebGPU in software, or with GPU=own on this machine's graphics card (Linux). */
const ADAPTER: string[] =
  process.env["GPU"] === "own" ? JSON.parse(readFileSync("tests/own-card.json", "utf8")) : ["--use-webgpu-adapter=swiftshader"];

/** What needs the whole machine: times that are measured, and WebGPU in software, which takes all cores. */
const ALONE = /@alone|\bbench\.spec/;

export default defineConfig({
  testDir: "tests/e2e",
  projects: [
    { name: "together", grepInvert: ALONE },
    { name: "alone", grep: ALONE },
  ],
  // One browser at a time, unless `npm run e2e` asks for two where the specs let it.
  workers: 1,
  // Longer than the longest wait inside of a test: to open the page, and until WebGPU in software has taken over, is 240 seconds.
  timeout: 300_000,
  expect: { timeout: 60_000 },
  reporter: [["list"]],
  use: {
    baseURL: `http://127.0.0.1:${port}/`,
    viewport: { width: 1280, height: 900 },
    // What a service worker answers no spec can stand in for; offline.spec.ts allows it.
    serviceWorkers: "block",
    launchOptions: {
      executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium",
      args: [
        "--no-sandbox",
        // Real WebGPU, with a graphics card or without.
        "--enable-unsafe-webgpu",
        ...ADAPTER,
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--disable-quic",
      ],
    },
  },
  webServer: { command: `node tests/e2e/serve.mjs dist ${port}`, url: `http://127.0.0.1:${port}/`, reuseExistingServer: false },
});
