// Downloads whose progress can be shown, and which end where nothing comes any more.

import { Failure } from "./failure";
import type { OnProgress } from "./load";

/** A connection over which nothing has come for so long is taken for dead: a slow one brings something every few seconds. */
const LONGEST_SILENCE = 30_000;

/** Fetches a file. `what` names it in errors. */
export function download(what: string, url: URL, onProgress: OnProgress): Promise<Uint8Array<ArrayBuffer>> {
  return fetched(what, url, undefined, async (response, silence) => {
    const chunks: Uint8Array[] = [];
    let length = 0;
    await read(response, silence, (chunk, loaded, total) => {
      chunks.push(chunk);
      length = loaded;
      onProgress(loaded, total);
    });
    return joined(chunks, length);
  });
}

/** Fetches a program and compiles it while it comes. */
export function downloadProgram(what: string, url: URL, onProgress: OnProgress, abort: AbortSignal): Promise<WebAssembly.Module> {
  return fetched(what, url, abort, async (response, silence) => {
    const counted = read(response.clone(), silence, (_chunk, loaded, total) => onProgress(loaded, total));
    // The answer itself is compiled, and its copy counted: browsers keep what they have compiled by the answer's address.
    const [module, progress] = await Promise.allSettled([compile(response), counted]);
    // A download that breaks off fails both: the reason is the connection and not the program.
    if (progress.status === "rejected") throw progress.reason;
    if (module.status === "rejected") throw new Failure("download", what, `${what} cannot be used: ${String(module.reason)}.`);
    return module.value;
  });
}

/** Browsers compile what is still on its way only where the server calls it by its type, without a charset or anything else. */
async function compile(response: Response): Promise<WebAssembly.Module> {
  const isTyped = response.headers.get("content-type")?.trim().toLowerCase() === "application/wasm";
  return isTyped ? WebAssembly.compileStreaming(response) : WebAssembly.compile(await response.arrayBuffer());
}

/** How long nothing has come. */
class Silence {
  isTooLong = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly onTooLong: () => void) {
    this.broken();
  }

  /** Something has come. */
  broken() {
    this.over();
    this.#timer = setTimeout(() => {
      this.isTooLong = true;
      this.onTooLong();
    }, LONGEST_SILENCE);
  }

  /** Nothing more is waited for. */
  over() {
    clearTimeout(this.#timer);
  }
}

/** What `use` makes of an answer; a download that fails, is ended or is silent for too long throws a Failure that says so. */
async function fetched<Used>(
  what: string,
  url: URL,
  abort: AbortSignal | undefined,
  use: (response: Response, silence: Silence) => Promise<Used>,
): Promise<Used> {
  const end = new AbortController();
  const stop = () => end.abort();
  abort?.addEventListener("abort", stop);
  const silence = new Silence(stop);
  try {
    const response = await fetch(url, { signal: end.signal });
    if (!response.ok) throw failed(what, `the server answered ${response.status}`);
    return await use(response, silence);
  } catch (thrown) {
    if (silence.isTooLong) throw failed(what, `nothing has come for ${LONGEST_SILENCE / 1000} seconds`);
    throw thrown instanceof Failure ? thrown : failed(what, "the connection failed");
  } finally {
    silence.over();
    abort?.removeEventListener("abort", stop);
  }
}

async function read(response: Response, silence: Silence, onChunk: (chunk: Uint8Array, loaded: number, total: number | null) => void) {
  // The length of a compressed answer says nothing about the bytes that arrive here.
  const length = response.headers.get("content-encoding") ? null : response.headers.get("content-length");
  const total = length === null ? null : Number(length);
  let loaded = 0;
  for (const reader = response.body?.getReader(); reader; ) {
    const { done, value } = await reader.read();
    if (done) break;
    silence.broken();
    loaded += value.length;
    onChunk(value, loaded, total);
  }
  silence.over();
}

function joined(chunks: readonly Uint8Array[], length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.length;
  }
  return bytes;
}

const failed = (what: string, why: string) => new Failure("download", what, `${what} could not be downloaded: ${why}.`);
