// A fine-tuning session, without the page: it is started, paused, resumed and ended, and it is kept. Panels read its signals.

import { batch, computed, effect, type ReadonlySignal, signal, untracked } from "@preact/signals-core";
import type { Ended, EngineError, OutcomeReport, Progress, SessionReport } from "engine";

import type { EngineClient } from "../engine/client";
import { loadExperiment } from "../engine/experiments";
import { toEngineError } from "../engine/failure";
import type { EngineHost } from "../engine/host";
import type { Notice } from "../engine/protocol";
import { kindOf, kindOfReport } from "../engine/sources";
import type { Store } from "../state/store";
import { Bench, nameOf, placeOfSetting } from "./bench";
import { armsOf, TrainingHistory } from "./history";
import type { RunKeeper } from "./keeper";
import { Pace, waitingInWords } from "./pace";
import { elsewhereInWords, type RanOn, runInWords } from "./ran-on";
import type { Run } from "./runs";
import { changesOf, requestOf, settingsInWords } from "./settings";

export type Phase = "no engine" | "idle" | "running" | "paused" | "finished";

/** What the session needs of the engine. */
export type SessionEngine = Pick<EngineHost, "session" | "ask" | "report" | "readWith" | "readerMoved" | "photographs"> & {
  ready: ReadonlySignal<boolean>;
};

export class TrainingSession {
  readonly phase = signal<Phase>("no engine");
  readonly history = signal<TrainingHistory | undefined>(undefined);
  readonly pace = signal<Pace | undefined>(undefined);
  readonly outcome = signal<OutcomeReport | undefined>(undefined);
  /** How many newer ones are on their way. */
  readonly outcomesAwaited = signal(0);
  /** What a run that is over says of the claim of its experiment. */
  readonly judgement = computed(() => (this.phase.value === "finished" ? (this.outcome.value?.judgement ?? undefined) : undefined));
  /** What the other panels read with: "loaded", the encoder as it was loaded, or the newest weights of an arm, by name. */
  readonly reader = signal("loaded");
  readonly #session = computed(() => this.history.value?.session);
  /** The step whose weights read, where those of a run do. */
  readonly readsAt = computed(() => (this.reader.value === "loaded" ? undefined : this.pace.value?.step));
  /** Whether the weights that read move all the time. */
  readonly moves = computed(() => this.phase.value === "running" && this.reader.value !== "loaded");
  /** The arms of the session. */
  readonly arms = computed(() => (this.#session.value ? armsOf(this.#session.value) : []));
  /** The name of the experiment that the run on show is of. */
  readonly ranOf = computed(() => this.#session.value && nameOf(this.#session.value.experiment));
  /** What the run on show has learned from, where that is not what is looked at now. */
  readonly elsewhere = computed(() =>
    this.#ranOn.value ? elsewhereInWords(this.#ranOn.value, this.#kind.value, this.engine.photographs.value) : "",
  );
  readonly #ranOn = signal<RanOn | undefined>(undefined);
  /** Whether the run on show has learned from pictures of the kind that is looked at. */
  readonly mayRead = computed(() => this.#ranOn.value?.kind === this.#kind.value);
  /** Whether a run has begun and has not ended. */
  readonly isUnderWay = computed(() => this.history.value !== undefined && this.phase.value !== "finished");
  /** What pictures are of. */
  readonly #kind = computed(() => kindOf(this.store.chosen.source.value));
  /** The experiments, of which one is on show. */
  readonly bench: Bench;
  /** The settings that there are, with what the experiment on show has them begin with. */
  readonly tables = computed(() => this.bench.tables.value);
  /** The settings of the run under way; otherwise those that a visitor has chosen for the next. */
  readonly settings = computed(() => {
    const session = this.isUnderWay.value && this.#session.value;
    return session ? changesOf(this.tables.value, valuesOf(session)) : this.bench.settings.value;
  });
  /** The setting that the last error is about. */
  readonly blamed = signal<{ key: string } | undefined>(undefined);
  /** Whose weights are saved: those of the arm that reads, and where none does, of the last. */
  readonly savedArm = computed(() => this.arms.value.find(({ name }) => name === this.reader.value) ?? this.arms.value.at(-1));
  /** What there is to say now, until something else happens. */
  readonly #note = signal<string | undefined>(undefined);
  readonly #lacksPhoto = computed(() => this.#kind.value === "photographs" && this.engine.photographs.value === undefined);
  readonly words = computed(
    () => this.#note.value ?? this.pace.value?.words(this.phase.value) ?? waitingInWords(this.phase.value, this.#lacksPhoto.value),
  );
  /** Whether the session was running when the engine was lost, or the tab hidden. */
  #goesOn = false;
  #isHidden = false;
  /** The pause of a tab that was hidden, until the piece of work under way is done. */
  #pausing: Promise<void> | undefined;

  constructor(
    private readonly store: Pick<Store, "chosen">,
    private readonly engine: SessionEngine,
    readonly kept: RunKeeper,
    load = loadExperiment,
  ) {
    const underWay = computed(() => (this.isUnderWay.value ? this.#session.value : undefined));
    this.bench = new Bench(store.chosen, underWay, engine.photographs, load);
    engine.session = this;
    effect(() => {
      const { value: isReady } = engine.ready;
      untracked(() => (isReady ? void this.#engineReady() : this.#engineGone()));
    });
    // A run that has learned from pictures of the other kind does not read these.
    effect(() => {
      this.#kind.value;
      if (this.reader.peek() !== "loaded") untracked(() => void this.readWith("loaded"));
    });
    effect(() => {
      this.bench.key.value;
      if (engine.ready.value) untracked(() => void engine.ask((client) => this.bench.read(client)));
    });
  }

  // ---- what a visitor does ----

  /** Puts another experiment on show, with the settings that are its own. */
  choose(experiment: string) {
    const { chosen } = this.store;
    if (experiment === this.bench.name.peek() && experiment === chosen.experiment.peek()) return;
    batch(() => {
      chosen.experiment.value = experiment;
      chosen.settings.value = {};
    });
  }

  /** Sets some settings. What means nothing for pictures of this kind waits for those of the other. */
  change(settings: Record<string, unknown>) {
    const { settings: chosen } = this.store.chosen;
    const fitting = this.bench.settings.peek();
    const waiting = Object.entries(chosen.peek()).filter(([key]) => !(key in fitting));
    chosen.value = { ...Object.fromEntries(waiting), ...changesOf(this.tables.peek(), { ...fitting, ...settings }) };
  }

  /** Starts an experiment with some settings, unless a run is under way. */
  startWith(experiment: string, settings: Record<string, unknown> = {}) {
    if (this.isUnderWay.peek()) {
      this.#note.value = "A run is under way. Reset it to start one with other settings.";
      return;
    }
    this.choose(experiment);
    this.change(settings);
    void this.work("finished");
  }

  async toggle() {
    this.#goesOn = false;
    if (this.phase.peek() === "running") await this.#pause();
    else await this.work("finished");
  }

  /** Starts a session where there is none, and lets it work. */
  async work(until: "finished" | "next step") {
    await this.#askToWork(async (client) => {
      const { value: phase } = this.phase;
      if (phase === "no engine") return;
      if (phase === "idle" || phase === "finished") await this.#start(client);
      this.#reach("running");
      await client.call("runTraining", until);
    });
  }

  /** Starts a session of the experiment that is chosen. */
  async #start(client: EngineClient) {
    this.#goesOn = false;
    const { tables, settings, file } = await this.bench.begin(client);
    const request = { ...requestOf(tables, settings), experiment: file };
    const session = await client.call("startTraining", request);
    this.#begin(session);
    const words = runInWords(this.bench.name.peek(), settingsInWords(tables, valuesOf(session)), this.#ranOn.peek());
    this.kept.begin(Number(session.settings["steps"]), words);
  }

  async end() {
    this.#goesOn = false;
    await this.#ask((client) => client.call("endTraining"));
    batch(() => {
      this.#forgetRuns();
      this.#reach(this.engine.ready.peek() ? "idle" : "no engine");
    });
    await this.kept.endAndForget();
    await this.readWith("loaded");
  }

  async readWith(reader: string) {
    const error = await this.engine.readWith(reader);
    if (!error) this.reader.value = reader;
  }

  /** The tab is hidden, and runs are to rest then; or it is seen again. */
  async rest(isHidden: boolean) {
    this.#isHidden = isHidden;
    if (isHidden && this.phase.peek() === "running") {
      this.#goesOn = true;
      this.#pausing = this.#pause();
    }
    // It may be seen again, and hidden once more, before the piece of work under way is done.
    await this.#pausing;
    if (this.#isHidden || !this.#goesOn || this.phase.peek() !== "paused") return;
    this.#goesOn = false;
    await this.work("finished");
  }

  /** Opens a run that was kept, in place of the one that is open, which stays kept. */
  async open(id: string) {
    if (this.phase.peek() === "running") return;
    await this.#askToWork(async (client) => {
      const run = await this.kept.read(id);
      try {
        await this.#resume(client, run);
      } catch (thrown) {
        const { code, message } = toEngineError(thrown);
        // An engine that is gone says nothing about the run.
        if (code === "weights") throw await this.kept.broken(id, message);
        this.kept.notOpened(id);
        throw thrown;
      }
    });
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
        for (const { arm, ended } of notice.progress.news) if (ended) this.#armEnded(arm, ended);
        break;
      case "checkpoint":
        this.kept.keep(notice.step, notice.bytes);
        break;
      case "training stopped":
        this.#reach(this.pace.peek()?.isFinished ? "finished" : "paused");
        this.kept.tryAgain();
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
    const { newest } = this.kept;
    const isSaved = newest?.step === this.pace.peek()?.step;
    return this.phase.peek() !== "running" && newest && isSaved ? { checkpoint: newest.bytes } : undefined;
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
    this.change({ ...valuesOf(history.session), batch: smaller });
    this.#forgetRuns();
    this.kept.end();
    this.#reach("idle");
    const message = `A batch of ${batch} pairs does not fit into this device's memory. ${smaller} should fit, and has been set. Restart the engine and start again.`;
    return { ...error, field: "batch", message };
  }

  /** An engine is there with an encoder: a session that another engine was at goes on. */
  async #engineReady() {
    await this.#askToWork(async (client) => {
      await this.bench.open(client);
      const run = this.history.peek() && this.kept.newest;
      if (!run) {
        // A session that was never saved is lost with its engine.
        this.#forgetRuns();
        this.kept.end();
      }
      this.#reach("idle");
      if (run) await this.#resume(client, run, this.#goesOn).catch((thrown: unknown) => this.#notResumed(thrown));
    });
  }

  /** A run whose photographs are not open in the new engine stays kept, and is offered like any other. */
  #notResumed(thrown: unknown): never {
    if (toEngineError(thrown).field === "pictures") {
      this.#forgetRuns();
      this.kept.end();
    }
    throw thrown;
  }

  #engineGone() {
    const { value: phase } = this.phase;
    // A new engine that does not open either changes nothing about what was running.
    if (phase !== "no engine") this.#goesOn = phase === "running";
    this.#reach("no engine");
  }

  // ---- the session ----

  #begin(session: SessionReport) {
    batch(() => {
      this.#forgetRuns();
      this.history.value = new TrainingHistory(session);
      this.pace.value = new Pace(session);
      this.#ranOn.value = { kind: kindOfReport(session.source), photographs: this.engine.photographs.peek() };
    });
    void this.readWith((this.mayRead.peek() && session.arms.at(-1)?.name) || "loaded");
  }

  async #resume(client: EngineClient, run: Run, goesOn = false) {
    const session = await client.call("resumeTraining", run.bytes);
    this.#begin(session);
    this.kept.goOn(run);
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
    // The verdict comes with the end, which may be of work that makes no news of a run: arms read side by side, a sweep.
    const isOver = progress.doing === "finished";
    if (isOver || news?.measured !== history?.measured || news?.ended !== history?.ended) void this.#askOutcome();
    // New weights, or a new probe. Not at every step: each answer takes the worker's time from training.
    if (news !== history && this.reader.peek() !== "loaded") this.engine.readerMoved();
  }

  async #askOutcome() {
    const session = this.#session.peek();
    this.outcomesAwaited.value += 1;
    await this.#ask(async (client) => {
      // Of a session that has been reset by then there is nothing to say, nor that there is none.
      const isThere = () => session === this.#session.peek();
      try {
        const outcome = await client.call("trainingOutcome");
        if (isThere()) this.outcome.value = outcome;
      } catch (thrown) {
        if (isThere()) throw thrown;
      }
    });
    this.outcomesAwaited.value -= 1;
  }

  #forgetRuns() {
    batch(() => {
      this.history.value = this.pace.value = this.outcome.value = this.#ranOn.value = undefined;
    });
  }

  #reach(phase: Phase) {
    batch(() => {
      this.phase.value = phase;
      this.#note.value = undefined;
    });
  }

  /** A run has diverged: the others go on without it. */
  #armEnded(run: number, { field, message }: Ended) {
    const isLast = this.history.peek()?.ended.every((end) => end !== null);
    this.engine.report({ code: "diverged", field, message: `${message} ${isLast ? "No arm is left." : "The other arms go on."}` });
    this.#blame({ field: placeOfSetting(this.bench.experiment.peek(), this.#session.peek()?.arms[run]?.name, field) });
  }

  #blame({ field }: Pick<EngineError, "field">) {
    this.blamed.value = { key: field };
  }

  /** Does something with the engine; an error is shown, and names its field. */
  async #ask(work: (client: EngineClient) => Promise<unknown>): Promise<EngineError | undefined> {
    if (!this.engine.ready.peek()) return undefined;
    const error = await this.engine.ask(work);
    if (error) this.#blame(error);
    return error;
  }

  /** The same of what lets the session run: after an error it does not. */
  async #askToWork(work: (client: EngineClient) => Promise<unknown>) {
    const error = await this.#ask(work);
    if (error && this.phase.peek() === "running") this.#reach(this.history.peek() ? "paused" : "idle");
  }
}

const valuesOf = ({ settings, plan }: SessionReport) => ({ ...settings, ...plan });
