// What the page and the command line are made of: licences, sources, known faults. Run by ./dev test supply, which has installed
// cargo-deny before. A check that needs a database that cannot be reached is skipped, and `dev` names it as not made.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { test } from "node:test";

/** Runs a program; a server that does not answer must not hold the tests. */
const run = (program, ...args) => spawnSync(program, args, { encoding: "utf8", timeout: 120_000 });

const page = readFileSync("dist/licences.html", "utf8");
const isListed = (name, version) => page.includes(`>${name} ${version}</a>`);

test("cargo deny: licences, duplicates, sources", () => {
  const { status, stderr } = run("cargo-deny", "--locked", "check", "licenses", "bans", "sources");
  assert.equal(status, 0, stderr);
});

test("cargo deny: advisories", (test) => {
  const fetched = run("cargo-deny", "fetch", "db");
  if (fetched.status !== 0) return test.skip("the database of advisories cannot be reached");
  const { status, stderr } = run("cargo-deny", "check", "--disable-fetch", "advisories");
  assert.equal(status, 0, stderr);
});

test("npm audit: what the page bundles", (test) => {
  const { status, stdout, stderr } = run("npm", "audit", "--omit=dev", "--json");
  if (JSON.parse(stdout || "{}").vulnerabilities === undefined) return test.skip("the registry does not answer audits");
  assert.equal(status, 0, `${stdout}${stderr}`);
});

test("every crate whose code names itself in the engines is on the page of licences", () => {
  const found = ["engine", "engine_webgpu"].flatMap((name) => [
    // Where a panic is reported from stands in the engine, with the crate's folder.
    ...readFileSync(`dist/${name}_bg.wasm`, "latin1").matchAll(/[/\\]([a-z][\w-]*?)-(\d+\.\d+\.\d+[\w.+-]*)[/\\]src[/\\]/g),
  ]);
  const crates = new Map(found.map(([, name, version]) => [`${name} ${version}`, [name, version]]));
  assert(crates.size > 20, `${crates.size} crates`);
  const [, inStandardLibrary] = /crates inside it\s+\((.*)\)/.exec(page);
  const standard = inStandardLibrary.split(", ");
  assert.deepEqual(
    [...crates.values()].filter(([name, version]) => !isListed(name, version) && !standard.includes(name)),
    [],
  );
});

test("every npm package that the page asks for is on the page of licences", () => {
  const { dependencies } = JSON.parse(readFileSync("package.json", "utf8"));
  const missing = Object.keys(dependencies).filter((name) => {
    const { version } = JSON.parse(readFileSync(`node_modules/${name}/package.json`, "utf8"));
    return !isListed(name, version);
  });
  assert.deepEqual(missing, []);
});

test("the page of licences has a licence or a text for each, and is linked", () => {
  for (const [row] of page.matchAll(/<tr><td>.*<\/tr>/g)) {
    const [, name] = /">([^<]*)<\/a>/.exec(row);
    assert(!row.includes("in its text below") || new RegExp(`<summary>[^<]*${name}`).test(page), `nothing is said about ${name}`);
  }
  assert.match(readFileSync("dist/index.html", "utf8"), /<footer>.*href="\.\/licences\.html"/s);
});
