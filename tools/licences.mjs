// Writes licences.html into a built page: every crate and all data in its engines and every npm package in its scripts, with version,
// licence, where it comes from, and the licence's text. Trunk runs it on what it has built. Usage: node tools/licences.mjs [FOLDER]
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

const folder = process.argv[2] ?? process.env.TRUNK_STAGING_DIR ?? "dist";

/** What the larger of the two engines is made of; the smaller one has a part of it. */
const FEATURES = ["--no-default-features", "--features", "webgpu", "--locked"];
/** Macros run in the compiler, and nothing of them is in the engine. */
const IN_ENGINE = ["--target", "wasm32-unknown-unknown", "--edges", "normal,no-proc-macro"];

/** Rust's standard library has crates of its own in it, under the same licences. */
const IN_STANDARD_LIBRARY = ["addr2line", "compiler_builtins", "dlmalloc", "gimli", "hashbrown", "memchr", "miniz_oxide", "rustc-demangle"];

const cargo = (...args) => execFileSync("cargo", args, { encoding: "utf8", maxBuffer: 2 ** 28 });

function crates() {
  // `cargo metadata` alone counts in what only tests use, with all that they turn on.
  const tree = cargo("tree", ...FEATURES, ...IN_ENGINE, "--prefix", "none", "--format", "{p}");
  const inEngine = new Set(Array.from(tree.matchAll(/^(\S+) v(\S+)/gm), ([, name, version]) => `${name} ${version}`));
  // Those without a source are our own.
  return JSON.parse(cargo("metadata", "--format-version", "1", ...FEATURES))
    .packages.filter((crate) => crate.source !== null && inEngine.has(label(crate)))
    .map(({ name, version, license, repository, manifest_path }) => ({
      name,
      version,
      licence: license,
      from: repository ?? `https://crates.io/crates/${name}`,
      texts: textsIn(dirname(manifest_path)),
    }));
}

/** The npm packages of which esbuild has bundled a file. */
function npmPackages() {
  const folders = JSON.parse(readFileSync("www/generated/packages.json", "utf8"));
  return folders.map((folder) => {
    const { name, version, license, repository } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    const from = (repository?.url ?? repository ?? "").replace(/^git\+|\.git$/g, "");
    return {
      name,
      version,
      licence: license,
      from: from.startsWith("https://") ? from : `https://www.npmjs.com/package/${name}`,
      texts: textsIn(folder),
    };
  });
}

/** What the engines hold that is no program: characters, made of glyphs by tools/characters.py. */
const data = [
  {
    name: "Hershey-Fonts",
    version: "2.1.0",
    licence: "MIT",
    from: "https://pypi.org/project/Hershey-Fonts/2.1.0/",
    texts: textsIn("src/signs/characters"),
  },
];

function textsIn(folder) {
  const files = readdirSync(folder, { withFileTypes: true }).filter(
    (file) => file.isFile() && /^(licen[cs]e|copying|notice|unlicense|copyright)/i.test(file.name),
  );
  return files.map(({ name }) => readFileSync(join(folder, name), "utf8").trim());
}

const escaped = (text) => text.replace(/[&<>"]/g, (sign) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[sign]);
const label = ({ name, version }) => `${name} ${version}`;

function table(title, parts) {
  const rows = parts.map(
    (part) =>
      `<tr><td><a href="${escaped(part.from)}">${escaped(label(part))}</a></td><td>${escaped(part.licence ?? "in its text below")}</td></tr>`,
  );
  return `<h2>${title}</h2>\n<table>\n<tr><th>package</th><th>licence</th></tr>\n${rows.join("\n")}\n</table>`;
}

/** Every text once, with those that came with it: most differ in nothing but their line breaks. */
function texts(parts) {
  const found = new Map();
  for (const part of parts)
    for (const text of part.texts) {
      const key = text.replace(/\s+/g, " ").toLowerCase();
      const entry = found.get(key) ?? { text, of: new Set() };
      found.set(key, entry);
      entry.of.add(label(part));
    }
  return [...found.values()].map(
    ({ text, of }) => `<details>\n<summary>${escaped([...of].join(", "))}</summary>\n<pre>${escaped(text)}</pre>\n</details>`,
  );
}

const byName = (one, other) => label(one).localeCompare(label(other), "en");
const [engine, scripts] = [[...crates(), ...data].sort(byName), npmPackages().sort(byName)];
const own = [
  { name: "Spirograph Lab", version: "", texts: ["LICENSE-MIT", "LICENSE-APACHE"].map((file) => readFileSync(file, "utf8").trim()) },
];

writeFileSync(
  join(folder, "licences.html"),
  `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8" />
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'" />
<meta name="viewport" content="width=device-width, initial-scale=1" />
<meta name="color-scheme" content="light dark" />
<title>Spirograph Lab: licences</title>
<link rel="icon" type="image/svg+xml" href="./assets/icons/icon.svg" />
<link rel="stylesheet" href="./page.css" />
<link rel="stylesheet" href="./licences.css" />
</head>
<body class="licences">
<h1>Licences</h1>
<p><a href="./">Spirograph Lab</a> is under the MIT licence or the Apache License 2.0, as you like. It is made of other people's work,
for which we are grateful, and of Rust's standard library, which is under the same two, as are the crates inside it
(${IN_STANDARD_LIBRARY.join(", ")}).</p>
${table("In the engines", engine)}
${table("In the page's scripts and styles", scripts)}
<h2>Texts</h2>
${texts([...own, ...engine, ...scripts]).join("\n")}
</body>
</html>
`,
);
