// Serves a folder on 127.0.0.1, as any static host would. Usage: node serve.mjs FOLDER PORT
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";

const [folder = "dist", port = "4173"] = process.argv.slice(2);
const types = {
  ".css": "text/css",
  ".html": "text/html",
  ".js": "text/javascript",
  ".json": "application/json",
  ".safetensors": "application/octet-stream",
  ".wasm": "application/wasm",
};

createServer(async (request, response) => {
  const path = decodeURIComponent(new URL(request.url ?? "/", "http://localhost").pathname);
  const file = join(folder, normalize(path.endsWith("/") ? `${path}index.html` : path));
  try {
    const found = await stat(file);
    if (!found.isFile()) throw new Error("a folder");
    response.writeHead(200, { "content-type": types[extname(file)] ?? "text/plain", "content-length": found.size });
    createReadStream(file).pipe(response);
  } catch {
    response.writeHead(404).end("not found");
  }
}).listen(Number(port), "127.0.0.1");
