// Bundles the page's TypeScript into www/generated/, from where Trunk takes it. Usage: npm run bundle
import { build } from "esbuild";

const always = { bundle: true, format: "esm", target: "es2022", minify: true, outdir: "www/generated", logLevel: "warning" };

await Promise.all([
  build({
    ...always,
    entryPoints: [
      { in: "www/src/app.ts", out: "app" },
      { in: "katex/dist/katex.min.css", out: "katex" },
    ],
    // KaTeX in a file of its own, for whoever opens the formulas. Of its fonts, the one format that all browsers read.
    splitting: true,
    chunkNames: "[name]",
    assetNames: "fonts/[name]",
    loader: { ".woff2": "file", ".woff": "empty", ".ttf": "empty" },
  }),
  build({ ...always, entryPoints: ["www/src/worker.ts"] }),
  build({
    ...always,
    entryPoints: ["www/src/service-worker.ts"],
    format: "iife",
    // Workbox looks for Node's variable, which no browser has.
    define: { "process.env.NODE_ENV": '"production"' },
  }),
]);
