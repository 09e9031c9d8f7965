// The page of the bench in a headless Chromium, served as a page that is isolated from others, so that it may use threads.
import { spawn } from "node:child_process";
import { chromium } from "@playwright/test";

const PORT = 4175;
const ADDRESS = `http://127.0.0.1:${PORT}/bench.html`;

/** Does something with the page; `args` are for Chromium. */
export async function withPage(args, work) {
  const server = spawn(process.execPath, ["tests/e2e/serve.mjs", "dist", String(PORT), "isolated"], { stdio: "ignore" });
  const browserServer = await chromium.launchServer({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--enable-unsafe-webgpu", ...args],
  });
  try {
    await reachable();
    const browser = await chromium.connect(browserServer.wsEndpoint());
    const page = await browser.newPage();
    page.on("pageerror", (error) => console.error(error.message));
    await page.exposeFunction("progress", (words) => process.stderr.write(`${words}\n`));
    await page.goto(ADDRESS);
    return await work(page, { version: browser.version(), process: browserServer.process().pid });
  } finally {
    await browserServer.close();
    server.kill();
  }
}

async function reachable() {
  for (let tries = 0; tries < 100; tries++) {
    const answered = await fetch(ADDRESS).then(
      ({ ok }) => ok,
      () => false,
    );
    if (answered) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error("The page could not be reached: is dist/ built?");
}
