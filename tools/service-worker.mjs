// Puts the service worker into a built page, with the list of the files that it keeps and the hash of each.
// Trunk runs it on what it has built, before that becomes dist/. Usage: node tools/service-worker.mjs [FOLDER]
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { injectManifest } from "workbox-build";

const folder = process.argv[2] ?? process.env.TRUNK_STAGING_DIR ?? "dist";

/** The hash by which a browser refuses a file that is not of this version. */
const integrity = (file) =>
  `sha384-${createHash("sha384")
    .update(readFileSync(join(folder, file)))
    .digest("base64")}`;

const { warnings } = await injectManifest({
  swSrc: "www/generated/service-worker.js",
  swDest: join(folder, "service-worker.js"),
  globDirectory: folder,
  // All that the page needs to read with its two encoders, and its experiments; the other encoders are kept when they are used.
  globPatterns: [
    "**/*.{html,css,js,wasm,woff2}",
    "manifest.webmanifest",
    "assets/icons/*",
    "assets/example.json",
    "assets/experiments/**/*.json",
    "assets/weights/{base,invariant}.safetensors",
  ],
  // The bench and the licences are for who asks for them, and its peers alone are larger than everything else.
  globIgnores: ["service-worker.js", "bench.html", "bench/**", "licences.*"],
  // The engine with WebGPU is kept when it is used, which may be when there is a newer one on the server already.
  manifestTransforms: [
    async (files) => ({
      manifest: files.map((file) => (file.url.startsWith("engine_webgpu") ? { ...file, integrity: integrity(file.url) } : file)),
      warnings: [],
    }),
  ],
  // Workbox leaves out larger files, with a warning: the engine with WebGPU has 13 MB.
  maximumFileSizeToCacheInBytes: 64 * 2 ** 20,
});

// A file that is left out would be missed only where there is no network.
if (warnings.length > 0) throw new Error(warnings.join("\n"));
