// The built page in the three engines that browsers have. Run by ./dev test engines, which has installed the browsers before.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { after, before, test } from "node:test";

import { BROWSERS } from "./engines/browsers.mjs";
import { visit } from "./engines/visit.mjs";
import { freePort } from "./free-port.mjs";

let [server, address] = [];

before(async () => {
  const port = await freePort();
  server = spawn(process.execPath, ["tests/e2e/serve.mjs", "dist", String(port)], { stdio: ["ignore", "pipe", "inherit"] });
  address = `http://127.0.0.1:${port}/`;
  // Its first line is an answer, so it is asked until it gives one.
  server.stdout.resume();
  while (!(await fetch(address).catch(() => false)));
});

after(async () => {
  server.kill();
  await once(server, "exit");
});

/**
 * WebKit's compiler for Linux breaks programs now and then that are whole elsewhere: one of eight visits in a row, and one of twelve
 * took WebKit's own process with it. It may go when
 * https://github.com/oven-sh/bun/issues/17146 and https://github.com/tauri-apps/tauri/issues/7154 are settled.
 */
const BROKEN_BY_WEBKIT =
  /RuntimeError: (call_indirect to a null table entry|Out of bounds memory access)|session deleted because of page crash/;

for (const [name, open] of Object.entries(BROWSERS)) {
  const visitOnce = async () => {
    const browser = await open();
    try {
      await visit(browser, address);
    } finally {
      await browser.close();
    }
  };
  test(`${name}: a stroke is read, a formula set, a run trained, stored and resumed`, { timeout: 300_000 }, async (context) => {
    try {
      await visitOnce();
    } catch (error) {
      if (!name.startsWith("WebKit") || !BROKEN_BY_WEBKIT.test(error.message)) throw error;
      context.diagnostic(`WebKit broke the engine (${BROKEN_BY_WEBKIT.exec(error.message)[0]}), as the page says; visited once more.`);
      await visitOnce();
    }
  });
}
