// The last fine-tuning session in the browser's own storage, so that a reload can go on with it.

import { del, get, set } from "idb-keyval";

/** idb-keyval: IndexedDB as a map; each write is a transaction, so a record is stored completely or not at all. */
const KEY = "training";
const SET_ASIDE = "training, set aside";

export interface Stored {
  step: number;
  steps: number;
  savedAt: number;
  bytes: Uint8Array;
}

type StoredRecord = Stored & { digest: string };

/** What storage holds: a session, nothing, or something broken that has been set aside. */
export type Found = { kind: "session"; session: Stored } | { kind: "nothing" } | { kind: "broken"; reason: string };

/** Where a session at rest is kept over a reload. */
export interface TrainingStore {
  /** Keeps a session in place of the last one. */
  keep(session: Stored): Promise<void>;
  find(): Promise<Found>;
  forget(): Promise<void>;
  /** Puts a record that cannot be used where it is not found again, but not lost. */
  setAside(record: unknown, reason: string): Promise<Found>;
}

export const browserStore: TrainingStore = { keep, find, forget, setAside };

async function keep(session: Stored): Promise<void> {
  const record: StoredRecord = { ...session, digest: await digest(session.bytes) };
  await set(KEY, record);
}

async function find(): Promise<Found> {
  let record: unknown;
  try {
    record = await get(KEY);
  } catch (thrown) {
    // Storage can be forbidden, or its database broken; the page works without.
    return { kind: "broken", reason: `this browser's storage cannot be read (${String(thrown)})` };
  }
  if (record === undefined) return { kind: "nothing" };
  if (!isRecord(record)) return setAside(record, "it is incomplete");
  if ((await digest(record.bytes)) !== record.digest) return setAside(record, "its checksum is wrong");
  return { kind: "session", session: record };
}

async function forget(): Promise<void> {
  await del(KEY);
}

async function setAside(record: unknown, reason: string): Promise<Found> {
  try {
    await set(SET_ASIDE, record);
    await del(KEY);
  } catch {
    // A storage that cannot be written keeps the record where it is; what is wrong with it is shown all the same.
  }
  return { kind: "broken", reason };
}

function isRecord(value: unknown): value is StoredRecord {
  if (typeof value !== "object" || value === null) return false;
  const record = value as Partial<StoredRecord>;
  return (
    record.bytes instanceof Uint8Array &&
    typeof record.digest === "string" &&
    [record.step, record.steps, record.savedAt].every((number) => typeof number === "number")
  );
}

/** A checksum; where the page is not served securely there is none, and nothing is checked. */
async function digest(bytes: Uint8Array): Promise<string> {
  if (!isSecureContext) return "unchecked";
  const hash = await crypto.subtle.digest("SHA-256", bytes as Uint8Array<ArrayBuffer>);
  return Array.from(new Uint8Array(hash), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
