// Bundles the peers beside the bench's own files, where their packages are installed. Called by tools/bundle.mjs.
import { copyFileSync, existsSync, mkdirSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = fileURLToPath(new URL(".", import.meta.url));
const packages = join(here, "node_modules");

/** What the frameworks load by themselves when they run. */
const LOADED = [
  "@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm-simd.wasm",
  "@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm-threaded-simd.wasm",
  "onnxruntime-web/dist/ort-wasm-simd-threaded.mjs",
  "onnxruntime-web/dist/ort-wasm-simd-threaded.wasm",
  "onnxruntime-web/dist/ort-wasm-simd-threaded.asyncify.mjs",
  "onnxruntime-web/dist/ort-wasm-simd-threaded.asyncify.wasm",
];

/** Whether the peers' packages are there: npm leaves this file behind when it has installed everything. */
export const peersAreInstalled = existsSync(join(packages, ".package-lock.json"));

export async function bundlePeers(options, folder) {
  mkdirSync(folder, { recursive: true });
  const built = await build({
    ...options,
    entryPoints: ["tensorflow", "onnx", "jax"].map((name) => join(here, `${name}.ts`)),
    outdir: folder,
    splitting: true,
    chunkNames: "[name]-[hash]",
    // ONNX Runtime's own programs beside it, not inside: their threads start from their own file.
    conditions: ["onnxruntime-web-use-extern-wasm"],
    // What Emscripten's glue asks for in Node only.
    external: ["fs", "path", "worker_threads", "perf_hooks", "os", "crypto", "module"],
  });
  for (const file of LOADED) copyFileSync(join(packages, file), join(folder, basename(file)));
  return built;
}
