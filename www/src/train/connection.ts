// The connection to the page's own database. Browsers close one whenever they like; it is opened again when it is needed.

import { type DBSchema, type IDBPDatabase, openDB } from "idb";

import { withEnd } from "../engine/with-end";
import type { KeptRun } from "./runs";

/** What is written and read takes milliseconds; a database that another tab blocks, or a disk that hangs, never answers. */
const LONGEST_WAIT = 10_000;
/** What browsers throw where the connection is gone. */
const GONE = ["InvalidStateError", "UnknownError"];

export interface Schema extends DBSchema {
  /** Entries and weights apart, so that a list need not read the weights. */
  runs: { key: string; value: KeptRun & { digest: string } };
  checkpoints: { key: string; value: Uint8Array };
}

export type Database = IDBPDatabase<Schema>;

/** The name under which this copy of the page keeps things: another folder of the same host may have one of its own. */
export const placeOfPage = () => `spirograph-lab:${new URL(".", document.baseURI).pathname}`;

export class Connection {
  #opening: Promise<Database> | undefined;

  /** Does something with the database, and once more with another connection where that was gone. */
  use<Result>(work: (database: Database) => Promise<Result>): Promise<Result> {
    const tried = async () => {
      try {
        return await work(await this.#open());
      } catch (thrown) {
        if (!(thrown instanceof DOMException && GONE.includes(thrown.name))) throw thrown;
        this.#opening = undefined;
        return work(await this.#open());
      }
    };
    return withEnd(tried(), LONGEST_WAIT, new Error("its storage does not answer"));
  }

  #open(): Promise<Database> {
    const gone = () => {
      if (this.#opening === opening) this.#opening = undefined;
    };
    const opening = (this.#opening ??= openDB<Schema>(placeOfPage(), 1, {
      upgrade: (database) => {
        database.createObjectStore("runs", { keyPath: "id" });
        database.createObjectStore("checkpoints");
      },
      // A newer version of the page, in another tab, has the database now.
      blocking: (_current, _blocked, event) => {
        (event.target as IDBDatabase).close();
        gone();
      },
      terminated: gone,
    }));
    opening.catch(gone);
    return opening;
  }
}
