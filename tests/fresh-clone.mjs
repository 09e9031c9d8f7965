// What a newcomer does: clones the project and starts the page, with ./dev serve and with plain `trunk serve`.
// It clones what is committed. Run by ./dev test fresh_clone, which has installed trunk and wasm-bindgen before.
// Usage: node tests/fresh-clone.mjs FOLDER, where FOLDER is made for the clone and removed.
import assert from "node:assert/strict";
import { execFile, execFileSync, spawn } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { after, afterEach, before, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";

import { freePort } from "./free-port.mjs";

const clone = resolve(process.argv[2]);
const git = (...args) => execFileSync("git", args, { encoding: "utf8" });
const run = promisify(execFile);
const inClone = (...args) => git("-C", clone, ...args);

// ---- programs that run until they are stopped -----------------------------------------------------------------------

const running = new Set();

function start(command) {
  // A process group of its own, so that it ends with everything that it started.
  const child = spawn("bash", ["-c", `exec ${command}`], { cwd: clone, detached: true, stdio: ["ignore", "pipe", "pipe"] });
  const server = { child, output: "", over: false };
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (data) => {
      server.output += data;
      process.stderr.write(data);
    });
  }
  child.on("exit", () => (server.over = true));
  running.add(server);
  return server;
}

function signal(server, name) {
  try {
    return process.kill(-server.child.pid, name);
  } catch {
    return false; // nobody is left in the group
  }
}

async function stop(server) {
  running.delete(server);
  signal(server, "SIGTERM");
  for (let tries = 0; signal(server, 0) && tries < 100; tries++) await delay(100);
  assert(!signal(server, "SIGKILL"), "still there ten seconds after SIGTERM");
}

/** Long enough for a first build of everything on two cores. */
const timeout = 40 * 60_000;

/** Waits until `done` has an answer; a program that ends or whose build fails has failed. */
async function until(server, done) {
  for (;;) {
    const answer = await done();
    if (answer) return answer;
    assert(!server.over, `it ended by itself:\n${server.output.slice(-2000)}`);
    assert(!/error from build pipeline/.test(server.output), `the build failed:\n${server.output.slice(-2000)}`);
    await delay(200);
  }
}

// ---- what a visitor gets --------------------------------------------------------------------------------------------

/** The page and everything it needs to read a drawing, of the type that a browser wants. */
async function isServed(server, port) {
  const get = (path) => fetch(`http://127.0.0.1:${port}/${path}`);
  const page = await until(server, () => get("").catch(() => undefined));
  assert.equal(page.status, 200);
  assert.match(page.headers.get("content-type"), /^text\/html/);
  assert.match(await page.text(), /<title>Spirograph Lab<\/title>/);

  const isOf = async (path, type) => {
    const answer = await get(path);
    assert.equal(answer.status, 200, path);
    // Trunk answers the page itself where there is no such file.
    assert.match(answer.headers.get("content-type"), type, path);
    return Buffer.from(await answer.arrayBuffer());
  };
  for (const script of ["app.js", "worker.js", "service-worker.js"]) await isOf(script, /javascript/);
  for (const name of ["engine", "engine_webgpu"]) {
    assert(String(await isOf(`${name}.js`, /javascript/)).includes(`${name}_bg.wasm`));
    const engine = await isOf(`${name}_bg.wasm`, /^application\/wasm/);
    assert.equal(engine.toString("latin1", 0, 4), "\0asm");
    assert(engine.length > 2 ** 20, `an engine of ${engine.length} bytes`);
  }
  const weights = "assets/weights/base.safetensors";
  assert((await isOf(weights, /octet-stream/)).equals(readFileSync(join(clone, "www", weights))), "other weights");
}

// ---- the tests ------------------------------------------------------------------------------------------------------

before(() => {
  rmSync(clone, { recursive: true, force: true });
  git("clone", "--quiet", ".", clone);
});

// Leaves nothing running, nothing changed, and a clone as fresh as before: with the times of its files, by which cargo
// tells whether the engine, which takes minutes to link, is still good.
afterEach(async () => {
  for (const server of running) await stop(server);
  assert.equal(inClone("status", "--porcelain"), "", "files in the clone have changed");
  inClone("clean", "--force", "-dxq");
});

after(() => rmSync(clone, { recursive: true, force: true }));

for (const name of ["SIGINT", "SIGTERM"]) process.once(name, () => process.exit(1));
process.on("exit", () => {
  for (const server of running) signal(server, "SIGKILL");
});

// Beside each other: the page's engines are linked on one core.
test("./dev serve, and ./dev spiro, which shows its build and is quiet when there is nothing to build", { timeout }, async () => {
  const port = await freePort();
  const first = spiro();
  await isServed(start(`./dev serve --port ${port}`), port);
  assert.match(await first, /Compiling spirograph-lab .*Finished/s);
  assert.equal(await spiro(), "");
});

/** Asks for the version, and gives back what stands on the error stream. */
async function spiro() {
  const { stdout, stderr } = await run("./dev", ["spiro", "--version"], { cwd: clone });
  assert.match(stdout, /^spiro\S* [\d.]+\n$/, "nothing but its own on the output that pipes read");
  return stderr;
}

test("trunk serve without npm packages says what to run", { timeout }, async () => {
  const server = start(`trunk serve --port ${await freePort()}`);
  const sentence = "The npm packages are missing: run `npm ci`, then this again.";
  await until(server, () => server.output.includes(sentence));
  assert.doesNotMatch(server.output, /node:internal|ERR_MODULE/, "one sentence, and no trace of the stack");
});

test("trunk serve", { timeout }, async () => {
  execFileSync("npm", ["ci", "--silent"], { cwd: clone, stdio: "inherit" });
  const port = await freePort();
  // In the target folder that ./dev has filled; in one of its own it would build Burn once more.
  await isServed(start(`bash -c 'eval "$(./dev env)" && exec trunk serve --port ${port}'`), port);
});
