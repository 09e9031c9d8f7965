// Serves a folder on 127.0.0.1, as any static host would, and prints a line for each answer.
// Usage: node serve.mjs FOLDER PORT [gzip|br] [isolated]; compressed if asked to; isolated from other origins, a page may use
// several threads.
import { createReadStream, readFileSync } from "node:fs";
import { stat } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { brotliCompressSync, gzipSync } from "node:zlib";

const [folder = "dist", port = "4173", ...options] = process.argv.slice(2);
const isolated = options.includes("isolated") && {
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-embedder-policy": "require-corp",
};
const encoding = options.find((option) => option !== "isolated");
const compress = { gzip: (bytes) => gzipSync(bytes, { level: 9 }), br: brotliCompressSync }[encoding];
/** What has been compressed already: a host does it when files are put on it. */
const compressed = new Map();
const types = {
  ".css": "text/css",
  ".html": "text/html",
  ".js": "text/javascript",
  ".mjs": "text/javascript",
  ".json": "application/json",
  ".safetensors": "application/octet-stream",
  ".wasm": "application/wasm",
  ".woff2": "font/woff2",
};

createServer(async (request, response) => {
  const path = decodeURIComponent(new URL(request.url ?? "/", "http://localhost").pathname);
  const answer = (status, headers) => {
    console.log(`${status} ${path}`);
    return response.writeHead(status, headers);
  };
  const file = join(folder, normalize(path.endsWith("/") ? `${path}index.html` : path));
  try {
    const found = await stat(file);
    if (!found.isFile()) throw new Error("a folder");
    const etag = `"${found.size}-${found.mtimeMs}"`;
    // A browser may keep what it has, but asks each time whether that has changed.
    const headers = { etag, "cache-control": "no-cache", ...isolated };
    if (request.headers["if-none-match"] === etag) {
      answer(304, headers).end();
      return;
    }
    headers["content-type"] = types[extname(file)] ?? "text/plain";
    if (!compress) {
      answer(200, { ...headers, "content-length": found.size });
      createReadStream(file).pipe(response);
      return;
    }
    if (!compressed.has(etag)) compressed.set(etag, compress(readFileSync(file)));
    answer(200, { ...headers, "content-encoding": encoding, "content-length": compressed.get(etag).length });
    response.end(compressed.get(etag));
  } catch {
    answer(404).end("not found");
  }
}).listen(Number(port), "127.0.0.1");
