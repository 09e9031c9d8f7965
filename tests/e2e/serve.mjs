// Serves a folder on 127.0.0.1, as any static host would, and prints a line for each answer.
// Usage: node serve.mjs FOLDER PORT [isolated]; isolated from other origins, a page may use several threads.
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";

const [folder = "dist", port = "4173", isolation] = process.argv.slice(2);
const isolated = { "cross-origin-opener-policy": "same-origin", "cross-origin-embedder-policy": "require-corp" };
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
    const headers = { etag, "cache-control": "no-cache", ...(isolation && isolated) };
    if (request.headers["if-none-match"] === etag) {
      answer(304, headers).end();
      return;
    }
    answer(200, { ...headers, "content-type": types[extname(file)] ?? "text/plain", "content-length": found.size });
    createReadStream(file).pipe(response);
  } catch {
    answer(404).end("not found");
  }
}).listen(Number(port), "127.0.0.1");
