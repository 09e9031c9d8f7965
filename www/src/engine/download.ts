// Downloads whose progress can be shown.

import { Failure } from "./failure";

type OnProgress = (loaded: number, total: number | null) => void;

/** Fetches a file, telling how many bytes have come and how many there are, where the server says. `what` names it in errors. */
export async function download(what: string, url: URL, onProgress: OnProgress): Promise<Uint8Array<ArrayBuffer>> {
  const failed = (why: string) => new Failure("download", what, `${what} could not be downloaded: ${why}.`);
  const unreachable = () => failed("the connection failed");
  const response = await fetch(url).catch(() => Promise.reject(unreachable()));
  if (!response.ok || !response.body) throw failed(`the server answered ${response.status}`);
  // The length of a compressed answer says nothing about the bytes that arrive here.
  const length = response.headers.get("content-encoding") ? null : response.headers.get("content-length");
  const total = length === null ? null : Number(length);
  const chunks: Uint8Array[] = [];
  let loaded = 0;
  for (const reader = response.body.getReader(); ; ) {
    const { done, value } = await reader.read().catch(() => Promise.reject(unreachable()));
    if (done) break;
    chunks.push(value);
    loaded += value.length;
    onProgress(loaded, total);
  }
  const bytes = new Uint8Array(loaded);
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.length;
  }
  return bytes;
}
