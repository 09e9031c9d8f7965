// dist/ on the hosts that there are, under any path, and as an app that can be installed. Run by ./dev test deploy.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { after, before, describe, test } from "node:test";

import { host } from "./deploy/host.mjs";
import { BROWSERS } from "./engines/browsers.mjs";
import { noErrors, opens, readsAStroke, until } from "./engines/visit.mjs";
import { freePort } from "./free-port.mjs";

const DEEP = "/some/deep path/";
const timeout = 240_000;

let browser;
before(async () => (browser = await BROWSERS.Chromium()));
after(() => browser.close());

/** A page of its own, which nothing of an earlier one is kept for: every host has its own port, and so its own origin. */
async function onHost(folder, habits, visit) {
  const site = await host(folder, habits);
  try {
    await visit(site);
  } finally {
    await site.close();
  }
}

/** What a careful host adds to the page's own policy. */
const STRICT = {
  "content-security-policy": "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self' blob:; frame-ancestors 'none'",
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-embedder-policy": "require-corp",
};

describe("a host reads a drawing", () => {
  for (const [name, habits] of Object.entries({
    "under a deep path": {},
    "that compresses as it answers (gzip)": { encoding: "gzip", isChunked: true },
    "that has compressed before (brotli)": { encoding: "br" },
    "that takes .wasm for any bytes": { types: { ".wasm": "application/octet-stream" } },
    "that takes .wasm and .safetensors for text, compressed": {
      types: { ".wasm": "text/plain; charset=utf-8", ".safetensors": "text/plain; charset=utf-8", ".webmanifest": "text/plain" },
      encoding: "gzip",
    },
    "that does not know the type of .wasm": { types: { ".wasm": "", ".safetensors": "" } },
    "that names a charset, and JavaScript by its other name": {
      types: { ".js": "application/javascript; charset=utf-8", ".wasm": "application/wasm; charset=utf-8" },
    },
    "that does not say how long a file is": { isChunked: true },
    "that answers the page itself for what is not there": { fallback: "index.html" },
    "with strict headers of its own": { headers: STRICT },
  })) {
    test(name, { timeout }, () =>
      onHost("dist", { path: DEEP, ...habits }, async ({ url, asked }) => {
        await opens(browser, url, "draw");
        await readsAStroke(browser);
        await noErrors(browser);
        const outside = asked.filter((pathname) => !pathname.startsWith(DEEP) && pathname !== "/favicon.ico");
        assert.deepEqual(outside, [], "nothing is asked for outside of its folder");
      }),
    );
  }
});

test("an address without its last slash leads to the page where the host redirects", { timeout }, () =>
  onHost("dist", { path: DEEP }, async ({ url }) => {
    await browser.open(`${url.slice(0, -1)}?device=cpu`);
    await until(browser, "the engine is ready", () => document.querySelector("#status")?.dataset.state === "ready");
  }),
);

test("where a host answers the page for an encoder that is not there, the page says what is wrong", { timeout }, () => {
  const folder = mkdtempSync(join(tmpdir(), "spirograph-host-"));
  cpSync("dist", folder, { recursive: true });
  rmSync(join(folder, "assets/weights/invariant.safetensors"));
  return onHost(folder, { path: DEEP, fallback: "index.html" }, async ({ url }) => {
    await browser.open(`${url}?device=cpu#encoder=invariant`);
    const words = () => document.querySelector("#errors .error")?.innerText;
    assert.match(await until(browser, "it says so", words), /weights file cannot be used/);
  }).finally(() => rmSync(folder, { recursive: true }));
});

test("two copies on one origin keep what is theirs, and work without a network", { timeout }, async () => {
  const folder = mkdtempSync(join(tmpdir(), "spirograph-host-"));
  for (const name of ["one", "two"]) cpSync("dist", join(folder, name), { recursive: true });
  const site = await host(folder);
  try {
    for (const name of ["one", "two"]) {
      await browser.open(`${site.url}${name}/?device=cpu#encoder=base-row`);
      await until(browser, "it is kept", () => document.documentElement.dataset.offline === "ready");
      await browser.reload();
      await until(browser, "the engine is ready", () => document.querySelector("#status")?.dataset.state === "ready");
    }
    const scopes = () => navigator.serviceWorker.getRegistrations().then((all) => all.map(({ scope }) => new URL(scope).pathname).sort());
    assert.deepEqual(await browser.evaluate(scopes), ["/one/", "/two/"]);
    const caches = await browser.evaluate(() => self.caches.keys());
    assert.deepEqual(
      caches.filter((name) => !/\/(one|two)\/$/.test(name)),
      [],
      "no cache belongs to both",
    );
  } finally {
    await site.close();
  }
  for (const name of ["one", "two"]) {
    await browser.open(`${site.url}${name}/?device=cpu#encoder=base-row`);
    await until(browser, "it reads without a network", () => document.querySelector("#status")?.dataset.state === "ready");
  }
  rmSync(folder, { recursive: true });
});

test("the page can be installed", { timeout }, () =>
  onHost("dist", { path: DEEP }, async ({ url }) => {
    await browser.open(`${url}?device=cpu`);
    await until(browser, "it is kept", () => document.documentElement.dataset.offline === "ready");
    const devtools = await browser.page.createCDPSession();
    const { url: address, errors, manifest } = await devtools.send("Page.getAppManifest");
    assert.equal(address, `${url}manifest.webmanifest`);
    assert.deepEqual(errors, []);
    assert.equal(manifest.startUrl, url);
    assert.equal(manifest.scope, url);
    const { installabilityErrors } = await devtools.send("Page.getInstallabilityErrors");
    assert.deepEqual(installabilityErrors, []);
    const sizes = await browser.evaluate(async () => {
      const { icons } = await (await fetch("./manifest.webmanifest")).json();
      const size = async ({ src, sizes }) => {
        const bytes = await (await fetch(src)).arrayBuffer();
        // A PNG says its width and height at byte 16.
        return sizes === "any" ? "any" : [16, 20].map((at) => new DataView(bytes).getUint32(at)).join("x");
      };
      return Promise.all(icons.map(async (icon) => [icon.sizes, await size(icon)]));
    });
    for (const [said, found] of sizes) assert.equal(found, said);
  }),
);

test("the script by which trunk serve reloads the page runs under the page's policy", { timeout }, async () => {
  const folder = mkdtempSync(join(tmpdir(), "spirograph-served-"));
  const file = join(folder, "index.html");
  const [policy] = /<meta\s+http-equiv="Content-Security-Policy"[^>]*>/.exec(readFileSync("www/index.html", "utf8"));
  const write = (title) => writeFileSync(file, `<!doctype html><html><head>${policy}<title>${title}</title></head><body></body></html>`);
  write("before");
  const hook = { stage: "post_build", command: process.execPath, command_arguments: [resolve("tools/served-page.mjs")] };
  writeFileSync(
    join(folder, "Trunk.toml"),
    `[[hooks]]\n${Object.entries(hook)
      .map(([key, value]) => `${key} = ${JSON.stringify(value)}\n`)
      .join("")}`,
  );
  const port = await freePort();
  const server = spawn("trunk", ["serve", "--port", String(port)], { cwd: folder, stdio: "ignore" });
  const hasTitle = (title) => document.title === title;
  let writing;
  try {
    const address = `http://127.0.0.1:${port}/`;
    while (server.exitCode === null && !(await fetch(address).catch(() => false)));
    await browser.open(address);
    await until(browser, "the page is there", hasTitle, "before");
    // A change within a second of the last build is passed over by trunk, so it is written until it has been seen.
    writing = setInterval(() => write("after"), 3000);
    for (let title = "before"; title !== "after"; title = await browser.page.title()) await browser.page.waitForNavigation({ timeout });
  } finally {
    clearInterval(writing);
    server.kill();
    rmSync(folder, { recursive: true });
  }
});
