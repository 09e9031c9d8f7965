import { defineConfig } from "@playwright/test";

const port = Number(process.env["PORT"] ?? 4173);

/** What needs the whole machine: WebGPU in software, times that are measured, waits for what does not come, a server of its own. */
const ALONE = /(announcements|bench|check|gpu-faults|handover|offline|pad|page|reading|soak|training|waits)\.spec\.ts$/;

export default defineConfig({
  testDir: "tests/e2e",
  projects: [
    { name: "together", testIgnore: ALONE },
    { name: "alone", testMatch: ALONE },
  ],
  // One browser at a time, unless `npm run e2e` asks for two where the specs let it.
  workers: 1,
  timeout: 120_000,
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
        // Real WebGPU without a graphics card.
        "--enable-unsafe-webgpu",
        "--use-webgpu-adapter=swiftshader",
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
