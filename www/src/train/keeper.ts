// Keeps the run under way over a reload, and knows the others that are kept. Where the browser has no room or forbids it, the run
// goes on, and that is said once.

import { batch, computed, signal } from "@preact/signals-core";

import { Failure } from "../engine/failure";
import { LatestOnly } from "../engine/latest-only";
import { BrokenRun, type Holds, type KeptRun, type Run, type RunEntry, type RunStore } from "./runs";

/** So many runs are kept: a run is some megabytes. The oldest makes room for another. */
export const MOST_KEPT = 10;

/** A run that is kept, and where it is open. */
export interface ListedRun extends KeptRun {
  open: "here" | "in another tab" | "nowhere";
}

export class RunKeeper {
  /** What is kept, the newest first. */
  readonly runs = signal<readonly ListedRun[]>([]);
  /** The newest run that could go on, where none is under way. */
  readonly offer = computed(() =>
    this.#current.value ? undefined : this.runs.value.find(({ open, broken }) => open === "nowhere" && broken === undefined),
  );
  /** What a visitor should know about what is kept. */
  readonly note = computed(() => this.#refusal.value ?? this.#news.value);
  /** Why the browser does not keep the run. It is asked again when that pauses. */
  readonly #refusal = signal<string | undefined>(undefined);
  readonly #news = signal<string | undefined>(undefined);
  /** The step that a reload would find. */
  readonly savedStep = signal<number | undefined>(undefined);
  /** The run under way as it was last at rest. */
  newest: Run | undefined;
  readonly #current = signal<Pick<RunEntry, "id" | "steps" | "words"> | undefined>(undefined);
  readonly #storing = new LatestOnly<Run>((run) => this.#store(run));
  /** Whether the run's states are sent to be stored: not between a refusal and the next pause. */
  #isRefused = false;
  /** Lists that were asked for, and the one on show: an older answer never takes the place of a newer one. */
  #lists = 0;
  #listShown = 0;

  constructor(
    private readonly storage: RunStore,
    private readonly holds: Holds,
  ) {
    holds.onChange(() => void this.refresh());
    void this.refresh();
  }

  /** Another run is under way. */
  begin(steps: number, words: string) {
    this.#follow({ id: newId(), steps, words }, undefined);
  }

  /** A run that was kept is under way. Where nobody knows what other tabs do, it goes on as a run of its own. */
  goOn(run: Run) {
    const { steps, words } = run;
    this.#follow({ id: this.holds.areKnown ? run.id : newId(), steps, words }, run);
  }

  /** No run is under way any more; it stays kept. */
  end() {
    this.#follow(undefined, undefined);
  }

  /** The run under way has come to rest at a step. */
  keep(step: number, bytes: Uint8Array) {
    const current = this.#current.peek();
    if (!current) return;
    this.newest = { ...current, step, bytes, savedAt: Date.now() };
    if (!this.#isRefused) this.#storing.request(this.newest);
  }

  /** The run has paused: what could not be stored is tried again. */
  tryAgain() {
    if (!this.#isRefused || !this.newest) return;
    this.#isRefused = false;
    this.#storing.request(this.newest);
  }

  /** Reads a run that is to go on; throws a Failure that says why it cannot. */
  async read(id: string): Promise<Run> {
    if (!(await this.holds.take(id))) {
      void this.refresh();
      throw new Failure("storage", "training", "This run is open in another tab.");
    }
    try {
      return await this.storage.read(id);
    } catch (thrown) {
      if (thrown instanceof BrokenRun) throw await this.broken(id, thrown.message);
      this.notOpened(id);
      throw new Failure("storage", "training", `The run cannot be read now: ${String(thrown)}.`);
    }
  }

  /** A run cannot be used: it is no longer offered, and stays in the list. Returns what there is to say. */
  async broken(id: string, reason: string): Promise<Failure> {
    this.notOpened(id);
    await this.storage.markBroken(id, reason).catch(() => undefined);
    await this.refresh();
    const message = `This run cannot be used: ${reason.replace(/\.$/, "")}. It has been set aside; everything else works.`;
    return new Failure("storage", "training", message);
  }

  /** A run that was read does not go on after all. */
  notOpened(id: string) {
    if (id !== this.#current.peek()?.id) this.holds.letGo(id);
  }

  async forget(id: string) {
    await this.storage.forget(id).catch((thrown: unknown) => {
      this.#news.value = `The run could not be forgotten (${reasonOf(thrown)}).`;
    });
    this.holds.tell();
    await this.refresh();
  }

  /** Ends the run under way, and forgets it. */
  async endAndForget() {
    const current = this.#current.peek();
    this.end();
    if (current) await this.forget(current.id);
  }

  async refresh() {
    // Where storage is forbidden nothing is kept: it is said when there is something to keep.
    const list = ++this.#lists;
    const [kept, elsewhere] = await Promise.all([this.storage.list().catch(() => []), this.holds.elsewhere()]);
    if (list < this.#listShown) return;
    this.#listShown = list;
    const here = this.#current.peek()?.id;
    this.runs.value = kept.map((run) => ({
      ...run,
      open: run.id === here ? "here" : elsewhere.has(run.id) ? "in another tab" : "nowhere",
    }));
  }

  #follow(run: Pick<RunEntry, "id" | "steps" | "words"> | undefined, newest: Run | undefined) {
    const before = this.#current.peek()?.id;
    this.newest = newest;
    this.#isRefused = false;
    batch(() => {
      this.#current.value = run;
      this.savedStep.value = this.#refusal.value = this.#news.value = undefined;
    });
    if (before !== undefined && before !== run?.id) this.holds.letGo(before);
    if (run) void this.holds.take(run.id);
    void this.refresh();
  }

  async #store(run: Run) {
    const isUnderWay = () => run.id === this.#current.peek()?.id;
    if (!isUnderWay()) return;
    try {
      await this.storage.keep(run);
      // It has been forgotten while it was stored.
      if (!isUnderWay()) return await this.storage.forget(run.id);
      // Only now would a reload find it.
      batch(() => {
        this.savedStep.value = run.step;
        this.#refusal.value = undefined;
      });
    } catch (thrown) {
      if (!isUnderWay()) return;
      this.#isRefused = true;
      this.#refusal.value = `This browser does not keep the run (${reasonOf(thrown)}): it goes on, but a reload would lose it. Whenever it pauses, that is tried again.`;
      return;
    }
    await this.refresh();
    // Runs that cannot be forgotten now are tried again at the next checkpoint.
    await this.#makeRoom().catch(() => undefined);
    this.holds.tell();
  }

  /** Lets the oldest runs go that are more than there is to be. */
  async #makeRoom() {
    const old = this.runs.peek().slice(MOST_KEPT);
    const gone = old.filter(({ open }) => open === "nowhere");
    if (gone.length === 0) return;
    for (const { id } of gone) await this.storage.forget(id);
    this.#news.value = `${MOST_KEPT} runs are kept: the oldest has made room for this one.`;
    await this.refresh();
  }
}

function reasonOf(thrown: unknown): string {
  if (thrown instanceof DOMException && thrown.name === "QuotaExceededError") return "its storage is full";
  return thrown instanceof Error ? thrown.message : String(thrown);
}

/** Unlike any other tab's: 64 random bits, which plain http has as well. */
function newId(): string {
  const bits = crypto.getRandomValues(new Uint32Array(2));
  return [...bits].map((word) => word.toString(16).padStart(8, "0")).join("");
}
