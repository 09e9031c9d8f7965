// A fine-tuning session, without the page: it is started, paused, resumed and ended, and it is kept. Panels read its signals.

import { batch, computed, effect, type ReadonlySignal, signal, untracked } from "@preact/signals-core";
import type { EngineError, Outcome, Progress, SessionReport, TrainingTables } from "engine";

import type { EngineClient } from "../engine/client";
import { toEngineError } from "../engine/failure";
import type { EngineHost } from "../engine/host";
import { LatestOnly } from "../engine/latest-only";
import type { Notice } from "../engine/protocol";
import type { Store } from "../state/store";
import { armsOf, TrainingHistory } from "./history";
import { Pace } from "./pace";
import { changesOf, requestOf } from "./settings";
import type { Stored, TrainingStore } from "./store";

export type Phase = "no engine" | "idle" | "running" | "paused" | "finished";

/** What the session needs of the engine. */
export type SessionEngine = Pick<EngineHost, "session" | "ask" | "report" | "readWith" | "readerMoved"> & {
  ready: ReadonlySignal<boolean>;
};

/** What there is to say before anything is trained. */
const waiting = (phase: Phase) =>
  phase === "no engine" ? "Training can start as soon as the engine is ready." : "Nothing has been trained yet.";

export class TrainingSession {
  readonly phase = signal<Phase>("no engine");
  readonly tables = signal<TrainingTables | undefined>(undefined);
  readonly history = signal<TrainingHistory | undefined>(undefined);
  readonly pace = signal<Pace | undefined>(undefined);
  readonly outcome = signal<Outcome | undefined>(undefined);
  /** What the other panels read with: "loaded", the encoder as it was loaded, or the newest weights of an arm, by name. */
  readonly reader = signal("loaded");
  readonly #session = computed(() => this.history.value?.session);
  /** The arms of the session. */
  readonly arms = computed(() => (this.#session.value ? armsOf(this.#session.value) : []));
  /** A run of an earlier visit that could go on. */
  readonly offer = signal<Stored | undefined>(undefined);
  /** The step that a reload would find. */
  readonly storedStep = signal<number | undefined>(undefined);
  /** The setting that the last error is about. */
  readonly blamed = signal<{ key: string } | undefined>(undefined);
  /** Whose weights are saved: those of the arm that reads, and where none does, of the last. */
  readonly savedArm = computed(() => this.arms.value.find(({ name }) => name === this.reader.value) ?? this.arms.value.at(-1));
  /** What there is to say now, until something else happens. */
  readonly #note = signal<string | undefined>(undefined);
  readonly words = computed(() => this.#note.value ?? this.pace.value?.words(this.phase.value) ?? waiting(this.phase.value));
  /** The session as it was last saved. */
  #saved: Stored | undefined;
  readonly #storing = new LatestOnly<Stored>((session) => this.#keep(session));
  /** Whether the session was running when the engine was lost, or the tab hidden. */
  #goesOn = false;

  constructor(
    private readonly store: Pick<Store, "chosen">,
    private readonly engine: SessionEngine,
    private readonly storage: TrainingStore,
  ) {
    engine.session = this;
    effect(() => {
      const { value: isReady } = engine.ready;
      untracked(() => (isReady ? void this.#engineReady() : this.#engineGone()));
    });
    void this.#findStored();
  }

  // ---- what a visitor does ----

  /** Sets some settings. */
  change(settings: Record<string, unknown>) {
    this.store.chosen.settings.value = changesOf(this.tables.peek(), { ...this.store.chosen.settings.peek(), ...settings });
  }

  /** Sets some settings, and starts a run with them unless one is under way. */
  startWith(settings: Record<string, unknown>) {
    if (this.phase.peek() === "running" || this.phase.peek() === "paused") {
      this.#note.value = "A run is under way. Reset it to start one with other settings.";
      return;
    }
    this.change(settings);
    void this.work("finished");
  }

  async toggle() {
    if (this.phase.peek() === "running") await this.#pause();
    else await this.work("finished");
  }

  /** Starts a session where there is none, and lets it work. */
  async work(until: "finished" | "next step") {
    await this.#ask(async (client) => {
      const { value: phase } = this.phase;
      const { value: tables } = this.tables;
      if (phase === "no engine") return;
      if (tables && (phase === "idle" || phase === "finished")) {
        this.#begin(await client.call("startTraining", requestOf(tables, this.store.chosen.settings.peek())));
      }
      this.#reach("running");
      await client.call("runTraining", until);
    });
  }

  async end() {
    await this.#ask((client) => client.call("endTraining"));
    this.#saved = undefined;
    batch(() => {
      this.#forgetRuns();
      this.#reach(this.engine.ready.peek() ? "idle" : "no engine");
    });
    await this.readWith("loaded");
    await this.forgetStored();
  }

  async readWith(reader: string) {
    const error = await this.engine.readWith(reader);
    if (!error) this.reader.value = reader;
  }

  /** The tab is hidden, and runs are to rest then; or it is seen again. */
  async rest(isHidden: boolean) {
    if (isHidden && this.phase.peek() === "running") {
      this.#goesOn = true;
      await this.#pause();
    } else if (!isHidden && this.#goesOn && this.phase.peek() === "paused") {
      this.#goesOn = false;
      await this.work("finished");
    }
  }

  async resumeStored() {
    const { value: stored } = this.offer;
    if (!stored) return;
    await this.engine.ask(async (client) => {
      try {
        await this.#resume(client, stored, false);
      } catch (thrown) {
        const { message } = toEngineError(thrown);
        this.offer.value = undefined;
        this.#reach("idle");
        await this.storage.setAside(stored, message);
        this.#reportBroken(message);
      }
    });
  }

  async forgetStored() {
    this.offer.value = undefined;
    await this.storage.forget().catch(() => undefined);
  }

  /** Everything that is known of the session, as the engine writes it. */
  async written(): Promise<unknown> {
    let written: unknown;
    await this.#ask(async (client) => {
      if (this.history.peek()) written = JSON.parse(await client.call("trainingHistory", "json"));
    });
    return written;
  }

  // ---- what the engine says ----

  hear(notice: Notice) {
    switch (notice.kind) {
      case "training":
        this.#take(notice.progress, notice.milliseconds);
        break;
      case "checkpoint":
        this.#saved = { step: notice.step, steps: this.pace.peek()?.steps ?? notice.step, savedAt: Date.now(), bytes: notice.bytes };
        this.#storing.request(this.#saved);
        break;
      case "training stopped":
        this.#reach(this.pace.peek()?.isFinished ? "finished" : "paused");
        if (notice.error) {
          this.engine.report(notice.error);
          this.#blame(notice.error);
          this.#note.value = notice.error.message;
        }
        break;
      default:
    }
  }

  /** What another engine needs to go on with the session: a run is at rest only where its newest step has been saved. */
  get atRest(): { checkpoint: Uint8Array | undefined } | undefined {
    if (!this.history.peek()) return { checkpoint: undefined };
    const isSaved = this.#saved?.step === this.pace.peek()?.step;
    return this.phase.peek() !== "running" && this.#saved && isSaved ? { checkpoint: this.#saved.bytes } : undefined;
  }

  /** Another engine has the session now: the same, with the losses that the one before had not read yet. */
  moved(progress: Progress) {
    this.history.value = this.history.peek()?.after(progress);
  }

  /** The engine is gone by accident. Where a step did not fit into memory, a batch is chosen that should. */
  lost(error: EngineError): EngineError {
    const history = this.history.peek();
    if (error.code !== "out_of_memory" || this.phase.peek() !== "running" || !history) return error;
    const batch = Number(history.session.settings["batch"]);
    // The memory of a step is in proportion to the batch.
    const smaller = Math.max(2, Math.floor(batch / 2));
    this.change({ batch: smaller });
    this.#forgetRuns();
    this.#reach("idle");
    const message = `A batch of ${batch} pairs does not fit into this device's memory. ${smaller} should fit, and has been set. Restart the engine and start again.`;
    return { ...error, field: "batch", message };
  }

  /** An engine is there with an encoder: a session that another engine was at goes on. */
  async #engineReady() {
    await this.#ask(async (client) => {
      this.tables.value = await client.call("trainingTables");
      const session = this.history.peek() && this.#saved;
      // A session that was never saved is lost with its engine.
      if (!session) this.#forgetRuns();
      this.#reach("idle");
      if (session) await this.#resume(client, session, this.#goesOn);
    });
  }

  #engineGone() {
    const { value: phase } = this.phase;
    // A new engine that does not open either changes nothing about what was running.
    if (phase !== "no engine") this.#goesOn = phase === "running";
    this.#reach("no engine");
  }

  // ---- the session ----

  #begin(session: SessionReport) {
    this.#saved = undefined;
    batch(() => {
      this.#forgetRuns();
      this.history.value = new TrainingHistory(session);
      this.pace.value = new Pace(session);
      this.offer.value = undefined;
    });
    void this.readWith(session.arms.at(-1)?.name ?? "loaded");
  }

  async #resume(client: EngineClient, stored: Stored, goesOn: boolean) {
    const session = await client.call("resumeTraining", stored.bytes);
    this.#begin(session);
    this.#saved = stored;
    this.store.chosen.settings.value = changesOf(this.tables.peek(), { ...session.settings, ...session.plan });
    this.#goesOn = false;
    this.#reach("running");
    if (goesOn) {
      await client.call("runTraining", "finished");
      return;
    }
    // One look at the session gives its whole history.
    const progress = await client.call("trainingProgress");
    this.#take(progress, 0);
    this.#reach(progress.doing === "finished" ? "finished" : "paused");
  }

  async #pause() {
    this.#note.value = "Pausing after this step …";
    await this.#ask((client) => client.call("pauseTraining"));
  }

  /** Takes in what has become known. */
  #take(progress: Progress, milliseconds: number) {
    const history = this.history.peek();
    const news = history?.after(progress);
    batch(() => {
      this.#note.value = undefined;
      this.pace.value = this.pace.peek()?.after(progress, milliseconds);
      this.history.value = news;
    });
    if (news?.measured !== history?.measured) void this.#askOutcome();
    // New weights, or a new probe. Not at every step: each answer takes the worker's time from training.
    if (news !== history && this.reader.peek() !== "loaded") this.engine.readerMoved();
  }

  async #askOutcome() {
    await this.#ask(async (client) => {
      this.outcome.value = await client.call("trainingOutcome");
    });
  }

  #forgetRuns() {
    batch(() => {
      this.history.value = this.pace.value = this.outcome.value = this.storedStep.value = undefined;
    });
  }

  #reach(phase: Phase) {
    batch(() => {
      this.phase.value = phase;
      this.#note.value = undefined;
    });
  }

  #blame({ field }: EngineError) {
    this.blamed.value = { key: field };
  }

  /** Does something with the engine; an error is shown, and names its field. */
  async #ask(work: (client: EngineClient) => Promise<unknown>) {
    if (!this.engine.ready.peek()) return;
    const error = await this.engine.ask(work);
    if (!error) return;
    this.#blame(error);
    if (this.phase.peek() === "running") this.#reach(this.history.peek() ? "paused" : "idle");
  }

  // ---- storage ----

  async #findStored() {
    const found = await this.storage.find();
    if (found.kind === "broken") this.#reportBroken(found.reason);
    if (found.kind === "session" && !this.history.peek()) this.offer.value = found.session;
  }

  async #keep(session: Stored) {
    try {
      await this.storage.keep(session);
      // Only now would a reload find it.
      if (this.history.peek()) this.storedStep.value = session.step;
    } catch (thrown) {
      const message = `This browser cannot store the run (${String(thrown)}): it goes on, but a reload would lose it.`;
      this.engine.report({ code: "storage", field: "training", message });
    }
  }

  #reportBroken(reason: string) {
    const message = `The last training run cannot be used: ${reason}. It has been set aside; everything else works.`;
    this.engine.report({ code: "storage", field: "training", message });
  }
}
