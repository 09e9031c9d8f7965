// The one run that earlier versions kept, in the default database of idb-keyval, which pages of other projects on the same
// origin may use as well: only what is certainly ours is taken, and nothing else is touched.

import { openDB } from "idb";

import { withEnd } from "../engine/with-end";
import type { Run } from "./runs";

const DATABASE = "keyval-store";
const STORE = "keyval";
const KEY = "training";
const FIELDS = ["bytes", "digest", "savedAt", "step", "steps"];
const LONGEST_WAIT = 5000;

type OlderRun = Omit<Run, "id" | "words"> & { digest: string };

/** Takes the run over, once. */
export async function takeOlderRun(keep: (run: Run, digest: string) => Promise<void>): Promise<void> {
  const late = new Error("the older database does not answer");
  const database = await withEnd(
    openDB(DATABASE, undefined, {
      // There is none: none is made.
      upgrade: (_database, _old, _new, transaction) => {
        transaction.done.catch(() => undefined);
        transaction.abort();
      },
    }),
    LONGEST_WAIT,
    late,
  );
  try {
    if (!database.objectStoreNames.contains(STORE)) return;
    const found: unknown = await withEnd(database.get(STORE, KEY), LONGEST_WAIT, late);
    if (!isOurs(found)) return;
    const { digest, ...run } = found;
    await keep({ ...run, id: `older-${run.savedAt}`, words: "kept by an earlier version of this page" }, digest);
    await database.delete(STORE, KEY);
  } finally {
    database.close();
  }
}

/** Whether a record has just the fields that those versions wrote. */
function isOurs(value: unknown): value is OlderRun {
  if (typeof value !== "object" || value === null) return false;
  const record = value as Partial<OlderRun>;
  return (
    Object.keys(record).sort().join() === FIELDS.join() &&
    record.bytes instanceof Uint8Array &&
    typeof record.digest === "string" &&
    [record.step, record.steps, record.savedAt].every((number) => typeof number === "number")
  );
}
