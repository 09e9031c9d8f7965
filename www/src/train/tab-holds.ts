// Which runs are open in which tab, by the browser's own locks: whoever closes a tab lets go of them.

import { withEnd } from "../engine/with-end";
import { placeOfPage } from "./connection";
import type { Holds } from "./runs";

/** Locks are answered within milliseconds, or, by a browser that hangs, never. */
const LONGEST_WAIT = 3000;

export class TabHolds implements Holds {
  readonly #prefix = `${placeOfPage()}:run:`;
  readonly #held = new Map<string, () => void>();
  readonly #channel = typeof BroadcastChannel === "undefined" ? undefined : openChannel();
  /** Those of other tabs whose end is waited for. */
  readonly #awaited = new Set<string>();
  #onChange = () => {};

  get areKnown(): boolean {
    // Absent on plain http.
    return (navigator.locks as LockManager | undefined) !== undefined;
  }

  async take(id: string): Promise<boolean> {
    if (!this.areKnown || this.#held.has(id)) return true;
    const taken = new Promise<boolean>((resolve, reject) => {
      const hold = (lock: Lock | null) => {
        resolve(lock !== null);
        if (!lock) return undefined;
        return new Promise<void>((letGo) => this.#held.set(id, letGo));
      };
      navigator.locks.request(this.#prefix + id, { ifAvailable: true }, hold).catch(reject);
    });
    // In a sandboxed frame locks are refused: then runs are not kept either.
    return withEnd(taken, LONGEST_WAIT, new Error("locks do not answer")).catch(() => true);
  }

  letGo(id: string) {
    this.#held.get(id)?.();
    this.#held.delete(id);
  }

  async elsewhere(): Promise<ReadonlySet<string>> {
    if (!this.areKnown) return new Set();
    const { held = [] } = await withEnd(navigator.locks.query(), LONGEST_WAIT, new Error("locks do not answer")).catch(() => ({
      held: [],
    }));
    const ids = held.flatMap(({ name = "" }) => (name.startsWith(this.#prefix) ? [name.slice(this.#prefix.length)] : []));
    const others = ids.filter((id) => !this.#held.has(id));
    for (const id of others) this.#awaitEnd(id);
    return new Set(others);
  }

  /** Waits in line for a run that another tab has, to hear when that lets it go. */
  #awaitEnd(id: string) {
    if (this.#awaited.has(id)) return;
    this.#awaited.add(id);
    const free = () => {
      this.#awaited.delete(id);
      setTimeout(() => this.#onChange());
    };
    navigator.locks.request(this.#prefix + id, free).catch(() => undefined);
  }

  tell() {
    this.#channel?.postMessage(null);
  }

  onChange(listener: () => void) {
    this.#onChange = listener;
    this.#channel?.addEventListener("message", listener);
  }
}

/** Refused where storage is. */
function openChannel(): BroadcastChannel | undefined {
  try {
    return new BroadcastChannel(placeOfPage());
  } catch {
    return undefined;
  }
}
