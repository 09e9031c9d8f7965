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

for (const [name, open] of Object.entries(BROWSERS)) {
  test(`${name}: a stroke is read, a formula set, a run trained, stored and resumed`, { timeout: 300_000 }, async () => {
    const browser = await open();
    try {
      await visit(browser, address);
    } finally {
      await browser.close();
    }
  });
}
