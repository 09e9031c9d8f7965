// Packs the engine, with its types and weights, as a package for npm: what stands in packages/engine/, and what ./dev build has made.
// Usage: node tools/pack.mjs [FOLDER], the folder for the packed file; prints the file's name.
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const destination = resolve(process.argv[2] ?? ".");
const PROGRAMS = ["engine", "engine_webgpu"].flatMap((name) => [`${name}.js`, `${name}_bg.wasm`]);
const ENCODERS = ["base", "invariant"];

const folder = mkdtempSync(join(tmpdir(), "spirograph-package-"));
try {
  for (const file of [...PROGRAMS, "engine.d.ts", "licences.html"]) cpSync(join("dist", file), join(folder, file));
  for (const file of ["README.md", "LICENSE-MIT", "LICENSE-APACHE"])
    cpSync(file === "README.md" ? join("packages/engine", file) : file, join(folder, file));
  mkdirSync(join(folder, "weights"));
  for (const name of ENCODERS) cpSync(join("dist/assets/weights", `${name}.safetensors`), join(folder, "weights", `${name}.safetensors`));
  // The package's version is the crate's.
  const [, version] = /^version = "(.*)"$/m.exec(readFileSync("Cargo.toml", "utf8")) ?? [];
  const described = JSON.parse(readFileSync("packages/engine/package.json", "utf8"));
  writeFileSync(join(folder, "package.json"), `${JSON.stringify({ ...described, version }, null, 2)}\n`);
  const packed = execFileSync("npm", ["pack", "--json", "--pack-destination", destination], { cwd: folder, encoding: "utf8" });
  console.log(join(destination, JSON.parse(packed)[0].filename));
} finally {
  rmSync(folder, { recursive: true });
}
