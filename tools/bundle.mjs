// Bundles the page's TypeScript into www/generated/, from where Trunk takes it, and lists the packages that came along.
// Usage: npm run bundle
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { build } from "esbuild";

import { bundlePeers, peersAreInstalled } from "../benches/web/bundle.mjs";
import { listExperiments } from "./experiments.mjs";

const always = {
  bundle: true,
  format: "esm",
  target: "es2022",
  minify: true,
  outdir: "www/generated",
  logLevel: "warning",
  metafile: true,
};

/** Versions of the page, which are its crate's, and of what it computes with. */
const lock = readFileSync("Cargo.lock", "utf8");
const versionOf = (name) => new RegExp(`name = "${name}"\nversion = "(.*)"`).exec(lock)?.[1];
const VERSIONS = Object.fromEntries(["spirograph-lab", "burn", "cubecl", "wgpu"].map((name) => [name, versionOf(name)]));

// The page imports its list of experiments, which is made of their files.
mkdirSync("www/generated", { recursive: true });
writeFileSync("www/generated/experiments.json", JSON.stringify(listExperiments("www/assets/experiments"), null, 2));

// Parts of the last build, whose names have changed since.
rmSync("www/generated/bench", { recursive: true, force: true });

const built = await Promise.all([
  build({
    ...always,
    entryPoints: [
      { in: "www/src/app.ts", out: "app" },
      { in: "katex/dist/katex.min.css", out: "katex" },
    ],
    // KaTeX in a file of its own, for whoever opens the formulas. Of its fonts, the one format that all browsers read.
    splitting: true,
    define: { VERSIONS: JSON.stringify(VERSIONS) },
    chunkNames: "[name]",
    assetNames: "fonts/[name]",
    loader: { ".woff2": "file", ".woff": "empty", ".ttf": "empty" },
  }),
  build({ ...always, entryPoints: ["www/src/worker.ts", "www/src/picture-worker.ts"] }),
  build({
    ...always,
    entryPoints: ["www/src/service-worker.ts"],
    format: "iife",
    // Workbox looks for Node's variable, which no browser has.
    define: { "process.env.NODE_ENV": '"production"' },
  }),
  // The bench has a folder of its own, that nobody downloads who does not ask for it.
  build({
    ...always,
    entryPoints: ["page", "api", "worker", "ours"].map((name) => `www/bench/${name}.ts`),
    outdir: "www/generated/bench",
    splitting: true,
    define: { PEERS_ARE_HERE: String(peersAreInstalled) },
  }),
  peersAreInstalled && bundlePeers(always, "www/generated/bench"),
]);

/** The folder of the npm package that a file is from, if it is from one; what a package says browsers do without is bundled as nothing. */
const packageOf = (file) => /^(?!\(disabled\):)(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1];

const outputs = built.filter(Boolean).flatMap(({ metafile }) => Object.values(metafile.outputs));
const files = outputs.flatMap(({ inputs }) => Object.keys(inputs).filter((file) => inputs[file].bytesInOutput > 0));
writeFileSync("www/generated/packages.json", JSON.stringify([...new Set(files.map(packageOf).filter(Boolean))].sort(), null, 2));
