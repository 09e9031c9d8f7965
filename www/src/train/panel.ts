// The training panel: starts, pauses and steps a fine-tuning session, shows it, keeps it.

import type { EngineError, FactorSpec, Progress, SessionReport } from "engine";

import { element } from "../canvas/dom";
import type { EngineClient, Notice } from "../engine/client";
import { toEngineError } from "../engine/failure";
import { HiddenTab } from "./hidden-tab";
import { SessionKeeper } from "./session-keeper";
import { showOutcome } from "./outcome-table";
import { Pace } from "./pace";
import { ReaderChoice, type Reader } from "./reader-choice";
import { TrainingCharts } from "./charts";
import { TrainingFiles } from "./files";
import { TrainingForm, type Value } from "./form";
import { TrainingHistory } from "./history";
import { find, forget, setAside, type Stored } from "./store";

type State = "no engine" | "idle" | "running" | "paused" | "finished";

/** What the panel asks of the page. */
export interface PanelHooks {
  showError(error: EngineError): void;
  /** The weights that read back are others, or have moved. */
  readerMoved(): void;
  /** A weights file was chosen. */
  loadWeights(client: EngineClient, bytes: Uint8Array): Promise<void>;
}

export class TrainingPanel {
  readonly #root = element("training", HTMLElement);
  readonly #form = new TrainingForm(element("training-settings", HTMLElement), element("training-more", HTMLElement));
  readonly #fields = element("training-form", HTMLFieldSetElement);
  readonly #run = element("training-run", HTMLButtonElement);
  readonly #step = element("training-step", HTMLButtonElement);
  readonly #reset = element("training-reset", HTMLButtonElement);
  readonly #words = element("training-words", HTMLElement);
  readonly #bar = element("training-bar", HTMLProgressElement);
  readonly #pace = element("training-pace", HTMLElement);
  readonly #offer = element("training-offer", HTMLElement);
  readonly #offerWords = element("training-offer-words", HTMLElement);
  readonly #hiddenTab = new HiddenTab(
    () => void this.#rest(),
    () => void this.#goOn(),
  );
  readonly #results = element("training-results", HTMLElement);
  readonly #invitation = element("training-invitation", HTMLElement);
  readonly #outcome = element("training-outcome", HTMLTableElement);
  readonly #charts = new TrainingCharts(element("training-charts", HTMLElement));
  #client: EngineClient | undefined;
  #history: TrainingHistory | undefined;
  #timing: Pace | undefined;
  #factors: string[] = [];
  #state: State = "no engine";
  readonly #readers = new ReaderChoice(() => void this.#chooseReader());
  readonly #files: TrainingFiles = new TrainingFiles(this.#readers, {
    ask: (work) => this.#try(work),
    savedArm: () => this.#arm(this.#readers.savedKind) ?? 0,
    loadWeights: (client, bytes) => this.hooks.loadWeights(client, bytes),
  });
  readonly #keeper: SessionKeeper = new SessionKeeper(
    (step) => (this.#root.dataset["savedStep"] = String(step)),
    (error) => this.hooks.showError(error),
  );
  /** Whether the session was running when the engine was lost, or the tab hidden. */
  #goesOn = false;

  constructor(private readonly hooks: PanelHooks) {
    this.#run.addEventListener("click", () => void this.#toggle());
    this.#step.addEventListener("click", () => void this.#work("next step"));
    this.#reset.addEventListener("click", () => void this.#end());
    element("training-defaults", HTMLButtonElement).addEventListener("click", () => this.#form.reset());
    element("training-resume", HTMLButtonElement).addEventListener("click", () => void this.#resumeStored());
    element("training-forget", HTMLButtonElement).addEventListener("click", () => void this.#forgetStored());
    this.#reach("no engine");
    void this.#offerStored();
  }

  /** An engine is there with an encoder: a session that another engine was at goes on. */
  async engineReady(client: EngineClient, factors: FactorSpec[]) {
    this.#client = client;
    await this.#try(async () => {
      const tables = await client.call("trainingTables", null);
      this.#form.build(tables, factors);
      this.#factors = factors.map(({ name }) => name);
      const session = this.#history && this.#keeper.saved;
      // A session that was never saved is lost with its engine.
      if (!session) this.#history = this.#timing = undefined;
      this.#reach("idle");
      if (session) await this.#resume(session, this.#goesOn);
    });
  }

  /** The engine is gone, to be started anew or by accident; in that case, what there is to say about it. */
  engineGone(error?: EngineError): EngineError | undefined {
    this.#client = undefined;
    const isTooLarge = error?.code === "out_of_memory" && this.#state === "running";
    // A new engine that does not open either changes nothing about what was running.
    if (this.#state !== "no engine") this.#goesOn = this.#state === "running" && !isTooLarge;
    const words = isTooLarge ? this.#suggestBatch(error) : error;
    this.#reach("no engine");
    return words;
  }

  hear(notice: Notice) {
    switch (notice.kind) {
      case "training":
        this.#timing?.take(notice.progress, notice.milliseconds);
        this.#take(notice.progress);
        this.#show();
        break;
      case "checkpoint":
        this.#keeper.keep(notice.step, Number(this.#history?.session.settings["steps"] ?? notice.step), notice.bytes);
        break;
      case "training stopped":
        this.#stopped(notice.error);
        break;
      default:
    }
  }

  /** The settings that differ from the defaults. */
  get settings(): Record<string, Value> {
    return this.#form.changes;
  }

  set settings(changes: Record<string, Value>) {
    this.#form.changes = changes;
  }

  get hiddenTab(): HiddenTab {
    return this.#hiddenTab;
  }

  /** The history of the session, if there is one. */
  async history(): Promise<unknown> {
    if (!this.#client || !this.#history) return undefined;
    return JSON.parse(await this.#client.call("trainingHistory", "json"));
  }

  /** Sets some settings, and starts a run with them unless one is under way. */
  startWith(settings: Record<string, Value>) {
    if (this.#fields.disabled) {
      this.#words.textContent = "A run is under way: reset it, to start one with other settings.";
      return;
    }
    for (const [key, value] of Object.entries(settings)) this.#form.set(key, value);
    void this.#work("finished");
  }

  // ---- what a visitor does ----

  async #toggle() {
    if (this.#state === "running") await this.#pause();
    else await this.#work("finished");
  }

  /** Starts a session where there is none, and lets it work. */
  async #work(until: "finished" | "next step") {
    await this.#try(async (client) => {
      if (this.#state === "idle" || this.#state === "finished") {
        this.#begin(await client.call("startTraining", this.#form.request));
      }
      this.#reach("running");
      await client.call("runTraining", { until });
    });
  }

  async #pause() {
    this.#words.textContent = "Pausing after this step …";
    await this.#try((client) => client.call("pauseTraining", null));
  }

  async #end() {
    await this.#try((client) => client.call("endTraining", null));
    this.#history = this.#timing = this.#keeper.saved = undefined;
    this.#charts.clear();
    await this.#forgetStored();
    this.#readers.reader = "loaded";
    this.hooks.readerMoved();
    this.#reach(this.#client ? "idle" : "no engine");
  }

  /** The tab is hidden, and runs are to rest then. */
  async #rest() {
    if (this.#state !== "running") return;
    this.#goesOn = true;
    await this.#pause();
  }

  /** The tab is seen again. */
  async #goOn() {
    if (!this.#goesOn || this.#state !== "paused") return;
    this.#goesOn = false;
    await this.#work("finished");
  }

  async #chooseReader() {
    await this.#try((client) => client.call("readWith", this.#arm(this.#readers.reader)));
    this.hooks.readerMoved();
    this.#reach(this.#state);
  }

  /** The first run of a kind. */
  #arm(reader: Reader): number | null {
    const index = this.#history?.arms.findIndex((arm) => arm.kind === reader) ?? -1;
    return index < 0 ? null : index;
  }

  // ---- the session ----

  #begin(session: SessionReport) {
    this.#history = new TrainingHistory(session);
    this.#timing = new Pace(session);
    this.#keeper.saved = undefined;
    this.#offer.hidden = true;
    this.#charts.clear();
    this.#readers.reader = "with";
    void this.#chooseReader();
  }

  async #resume(stored: Stored, goesOn: boolean) {
    const client = this.#client;
    if (!client) return;
    const session = await client.call("resumeTraining", stored.bytes.slice());
    this.#begin(session);
    this.#keeper.saved = stored;
    this.#form.show(session);
    this.#goesOn = false;
    // One look at the session tells its whole history.
    this.#reach("running");
    if (goesOn) await client.call("runTraining", { until: "finished" });
    else await this.#tellHistory(client);
  }

  /** Shows what a resumed session has done so far, without going on. */
  async #tellHistory(client: EngineClient) {
    const progress = await client.call("trainingProgress", null);
    this.#timing?.take(progress, 0);
    this.#take(progress);
    this.#reach(progress.doing === "finished" ? "finished" : "paused");
  }

  /** Takes in what has become known, and shows it. */
  #take(progress: Progress) {
    const history = this.#history;
    if (!history) return;
    const isFirst = history.before === null && progress.before !== null;
    history.take(progress);
    const hasLosses = progress.news.some(({ losses }) => losses.length > 0);
    const hasMeasurements = isFirst || progress.news.some(({ measurements }) => measurements.length > 0);
    if (hasLosses) this.#charts.showLosses(history);
    if (hasMeasurements) {
      this.#charts.showMeasurements(history, this.#factors);
      void this.#showOutcome();
    }
    // New weights, or a new probe. Not at every step: each answer takes the worker's time from training.
    if ((hasLosses || hasMeasurements) && this.#readers.reader !== "loaded") this.hooks.readerMoved();
  }

  #stopped(error: EngineError | null) {
    this.#reach(this.#timing?.isFinished ? "finished" : "paused");
    if (!error) return;
    this.hooks.showError(error);
    this.#form.blame(error.field);
    this.#words.textContent = error.message;
  }

  async #showOutcome() {
    await this.#try(async (client) => showOutcome(this.#outcome, await client.call("trainingOutcome", null)));
  }

  /** A step did not fit into memory: chooses a batch that should, and says so. */
  #suggestBatch(error: EngineError): EngineError {
    const batch = Number(this.#history?.session.settings["batch"]);
    // The memory of a step is in proportion to the batch.
    const smaller = Math.max(2, Math.floor(batch / 2));
    this.#form.set("batch", smaller);
    this.#history = this.#timing = undefined;
    const message = `A batch of ${batch} pairs does not fit into this device's memory. ${smaller} should: it has been set. Restart the engine and start again.`;
    return { ...error, field: "batch", message };
  }

  // ---- storage ----

  async #offerStored() {
    const found = await find();
    if (found.kind === "broken") this.#tellBroken(found.reason);
    if (found.kind !== "session" || this.#history) return;
    this.#keeper.saved = found.session;
    const { step, steps, savedAt } = found.session;
    const when = new Date(savedAt).toLocaleString([], { dateStyle: "medium", timeStyle: "short" });
    this.#offerWords.textContent = `A run of ${when} stands at step ${step} of ${steps}.`;
    this.#offer.hidden = false;
    this.#reach(this.#state);
  }

  async #resumeStored() {
    const stored = this.#keeper.saved;
    if (!stored) return;
    try {
      await this.#resume(stored, false);
    } catch (thrown) {
      const { message } = toEngineError(thrown);
      this.#keeper.saved = undefined;
      this.#offer.hidden = true;
      this.#reach("idle");
      await setAside(stored, message);
      this.#tellBroken(message);
    }
  }

  #tellBroken(reason: string) {
    const message = `The last training run cannot be used: ${reason}. It has been set aside; everything else works.`;
    this.hooks.showError({ code: "storage", field: "training", message });
  }

  async #forgetStored() {
    this.#offer.hidden = true;
    await forget().catch(() => undefined);
  }

  // ---- what is on show ----

  #reach(state: State) {
    this.#state = state;
    this.#root.dataset["state"] = state.replace(" ", "-");
    const has = this.#history !== undefined;
    const isReady = this.#client !== undefined;
    const canWork = isReady && state !== "running";
    const labels: Record<State, string> = {
      "no engine": "Start",
      idle: "Start",
      running: "Pause",
      paused: "Continue",
      finished: "Start again",
    };
    this.#run.textContent = labels[state];
    this.#run.disabled = !isReady;
    this.#step.disabled = !canWork || state === "finished";
    this.#reset.disabled = !isReady || !has;
    this.#fields.disabled = state === "running" || state === "paused";
    element("training-resume", HTMLButtonElement).disabled = !canWork;
    this.#results.hidden = !has;
    this.#invitation.hidden = has;
    this.#readers.offer((kind) => this.#history?.has(kind) ?? false);
    this.#files.name();
    this.#show();
  }

  #show() {
    const timing = this.#timing;
    if (!timing) {
      this.#words.textContent = this.#client ? "Nothing has been trained yet." : "Training can begin as soon as the engine is here.";
      this.#pace.textContent = "";
      this.#bar.value = 0;
      delete this.#root.dataset["step"];
      delete this.#root.dataset["savedStep"];
      return;
    }
    this.#root.dataset["step"] = String(timing.step);
    this.#bar.max = timing.steps;
    this.#bar.value = timing.step;
    this.#words.textContent = timing.words(this.#state);
    this.#pace.textContent = timing.pace;
  }

  /** Does something with the engine; an error is shown, and names its field. */
  async #try<Answer>(work: (client: EngineClient) => Promise<Answer>): Promise<void> {
    const client = this.#client;
    if (!client) return;
    try {
      await work(client);
    } catch (thrown) {
      const error = toEngineError(thrown);
      // What the engine's own end refuses is told by that end.
      if (error.code === "stopped" || client !== this.#client) return;
      this.hooks.showError(error);
      this.#form.blame(error.field);
      if (this.#state === "running") this.#reach(this.#history ? "paused" : "idle");
    }
  }
}
