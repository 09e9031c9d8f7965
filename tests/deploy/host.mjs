// A static host on 127.0.0.1 with the habits that hosts have.
import { once } from "node:events";
import { readFileSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const TYPES = {
  ".css": "text/css",
  ".html": "text/html",
  ".js": "text/javascript",
  ".json": "application/json",
  ".png": "image/png",
  ".safetensors": "application/octet-stream",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
  ".webmanifest": "application/manifest+json",
  ".woff2": "font/woff2",
};

const COMPRESS = {
  gzip: gzipSync,
  br: (bytes) => brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } }),
};

/**
 * Serves a folder under a path. `types`: other types, by extension, "" for none. `encoding`: gzip or br. `isChunked`: without
 * Content-Length. `fallback`: the file that answers, with status 200, what is not there. `headers`: on every answer.
 */
export async function host(folder, { path = "/", types = {}, encoding, isChunked = false, fallback, headers = {} } = {}) {
  const asked = [];
  const server = createServer((request, response) => {
    const pathname = decodeURIComponent(new URL(request.url, "http://localhost").pathname);
    asked.push(pathname);
    if (`${pathname}/` === path) {
      response.writeHead(301, { location: encodeURI(path) }).end();
      return;
    }
    const file = found(folder, path, pathname) ?? (fallback && join(folder, fallback));
    if (!file) {
      response.writeHead(404, { "content-type": "text/html" }).end("<!doctype html><title>Not found</title>");
      return;
    }
    const extension = extname(file);
    const type = types[extension] ?? TYPES[extension] ?? "text/plain";
    const bytes = readFileSync(file);
    const body = encoding ? COMPRESS[encoding](bytes) : bytes;
    response.writeHead(200, {
      ...headers,
      ...(type && { "content-type": type }),
      ...(encoding && { "content-encoding": encoding }),
      ...(!isChunked && { "content-length": body.length }),
    });
    // In two pieces, so that a body without a length is in chunks.
    response.write(body.subarray(0, body.length >> 1));
    response.end(body.subarray(body.length >> 1));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const close = () => {
    server.closeAllConnections();
    server.close();
    return once(server, "close");
  };
  return { url: `http://127.0.0.1:${server.address().port}${encodeURI(path)}`, asked, close };
}

function found(folder, path, pathname) {
  if (!pathname.startsWith(path)) return undefined;
  const inside = pathname.slice(path.length);
  const file = join(folder, normalize(`/${inside}`), inside === "" || inside.endsWith("/") ? "index.html" : "");
  return statSync(file, { throwIfNoEntry: false })?.isFile() ? file : undefined;
}
