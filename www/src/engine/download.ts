// Downloads whose progress can be shown.

import { Failure } from "./failure";
import type { OnProgress } from "./load";

/** Fetches a file. `what` names it in errors. */
export async function download(what: string, url: URL, onProgress: OnProgress): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  await read(what, await request(what, url), (chunk, loaded, total) => {
    chunks.push(chunk);
    length = loaded;
    onProgress(loaded, total);
  });
  const bytes = new Uint8Array(length);
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.length;
  }
  return bytes;
}

/** Fetches a program and compiles it while it comes. */
export async function downloadProgram(what: string, url: URL, onProgress: OnProgress, abort: AbortSignal): Promise<WebAssembly.Module> {
  const response = await request(what, url, abort);
  const counted = read(what, response.clone(), (_chunk, loaded, total) => onProgress(loaded, total));
  // The answer itself is compiled, and its copy counted: browsers keep what they have compiled by the answer's address.
  const [module, progress] = await Promise.allSettled([compile(response), counted]);
  // A download that breaks off fails both: the reason is the connection and not the program.
  if (progress.status === "rejected") throw progress.reason;
  if (module.status === "rejected") throw new Failure("download", what, `${what} cannot be used: ${String(module.reason)}.`);
  return module.value;
}

/** Browsers compile what is still on its way only where the server calls it by its type, without a charset or anything else. */
async function compile(response: Response): Promise<WebAssembly.Module> {
  const isTyped = response.headers.get("content-type")?.trim().toLowerCase() === "application/wasm";
  return isTyped ? WebAssembly.compileStreaming(response) : WebAssembly.compile(await response.arrayBuffer());
}

async function request(what: string, url: URL, abort?: AbortSignal): Promise<Response> {
  const response = await fetch(url, abort ? { signal: abort } : {}).catch(() => Promise.reject(unreachable(what)));
  if (!response.ok) throw failed(what, `the server answered ${response.status}`);
  return response;
}

async function read(what: string, response: Response, onChunk: (chunk: Uint8Array, loaded: number, total: number | null) => void) {
  // The length of a compressed answer says nothing about the bytes that arrive here.
  const length = response.headers.get("content-encoding") ? null : response.headers.get("content-length");
  const total = length === null ? null : Number(length);
  let loaded = 0;
  for (const reader = response.body?.getReader(); reader; ) {
    const { done, value } = await reader.read().catch(() => Promise.reject(unreachable(what)));
    if (done) break;
    loaded += value.length;
    onChunk(value, loaded, total);
  }
}

const failed = (what: string, why: string) => new Failure("download", what, `${what} could not be downloaded: ${why}.`);
const unreachable = (what: string) => failed(what, "the connection failed");
