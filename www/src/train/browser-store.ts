// Runs in the browser's own storage: IndexedDB, by idb, which makes promises of its events.

import { Connection } from "./connection";
import { digestOf } from "./digest";
import { takeOlderRun } from "./older-store";
import { BrokenRun, type KeptRun, type Run, type RunStore } from "./runs";

export class BrowserStore implements RunStore {
  readonly #connection = new Connection();
  #older: Promise<void> | undefined;

  async list(): Promise<KeptRun[]> {
    // Where it cannot be had there is nothing to say: it stays where it is.
    await (this.#older ??= takeOlderRun((run, digest) => this.#put(run, digest)).catch(() => undefined));
    const runs = await this.#connection.use((database) => database.getAll("runs"));
    return runs.sort((one, other) => other.savedAt - one.savedAt);
  }

  async keep(run: Run): Promise<void> {
    await this.#put(run, await digestOf(run.bytes));
  }

  /** Entry and weights in one transaction: both are stored, or neither. */
  async #put({ bytes, ...entry }: Run, digest: string): Promise<void> {
    await this.#connection.use(async (database) => {
      const writing = database.transaction(["runs", "checkpoints"], "readwrite");
      const runs = writing.objectStore("runs").put({ ...entry, digest });
      await Promise.all([runs, writing.objectStore("checkpoints").put(bytes, entry.id), writing.done]);
    });
  }

  async read(id: string): Promise<Run> {
    const [entry, bytes] = await this.#connection.use((database) =>
      Promise.all([database.get("runs", id), database.get("checkpoints", id)]),
    );
    if (!entry || !(bytes instanceof Uint8Array)) throw new BrokenRun("it is incomplete");
    if ((await digestOf(bytes)) !== entry.digest) throw new BrokenRun("its checksum is wrong");
    return { ...entry, bytes };
  }

  async markBroken(id: string, broken: string): Promise<void> {
    await this.#connection.use(async (database) => {
      const writing = database.transaction("runs", "readwrite");
      const entry = await writing.store.get(id);
      if (entry) await writing.store.put({ ...entry, broken });
      await writing.done;
    });
  }

  async forget(id: string): Promise<void> {
    await this.#connection.use(async (database) => {
      const writing = database.transaction(["runs", "checkpoints"], "readwrite");
      await Promise.all([writing.objectStore("runs").delete(id), writing.objectStore("checkpoints").delete(id), writing.done]);
    });
  }
}
