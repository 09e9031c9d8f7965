// What Trunk runs before each build: says in one sentence what is missing, or bundles the page's TypeScript.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";

function missing() {
  // The file that npm leaves behind when it has installed everything.
  if (!existsSync("node_modules/.package-lock.json")) return "The npm packages are missing: run `npm ci`, then this again.";
  const { stdout } = spawnSync("rustc", ["--print", "sysroot"], { encoding: "utf8" });
  if (stdout && !existsSync(join(stdout.trim(), "lib/rustlib/wasm32-unknown-unknown"))) {
    return "This Rust compiler cannot build for the browser: run `rustup target add wasm32-unknown-unknown`, then this again.";
  }
  return undefined;
}

const sentence = missing();
if (sentence === undefined) await import("./bundle.mjs");
else console.error(sentence);
process.exitCode = sentence === undefined ? 0 : 1;
