// A fine-tuning session without a page: what it asks of an engine, and what becomes of it when that is lost. No browser is needed.

import { expect, test } from "@playwright/test";
import { signal } from "@preact/signals-core";
import type {
  CropsReport,
  EngineError,
  Experiment,
  ExperimentFile,
  Progress,
  SessionReport,
  SettingSpec,
  TrainingRequest,
  TrainingTables,
} from "engine";

import type { EngineClient } from "../../www/src/engine/client";
import { toEngineError } from "../../www/src/engine/failure";
import { Store } from "../../www/src/state/store";
import { MOST_KEPT, RunKeeper } from "../../www/src/train/keeper";
import { knownOf } from "../../www/src/train/own-experiment";
import { BrokenRun, type Holds, type KeptRun, type Run, type RunStore } from "../../www/src/train/runs";
import { type SessionEngine, TrainingSession } from "../../www/src/train/session";

const count = (key: string, initial: number): SettingSpec => ({
  key,
  label: key,
  meaning: "",
  control: { kind: "count", lower: 1, upper: 4096 },
  default: initial,
});
const lambda: SettingSpec = {
  key: "lambda",
  label: "lambda",
  meaning: "",
  control: { kind: "number", lower: 0, upper: 10 },
  default: 0.1,
};
/** What the experiments of this file are to begin with is 10 steps of 16 pairs. */
const TABLES: TrainingTables = { settings: [count("steps", 60), count("batch", 16)], plan: [count("held_out", 64)] };
const SIZE = { steps: 10, batch: 16, seeds: 1, held_out: 64 };

/** A file that is recorded on photographs, as far as the page looks into it. */
const ON_PHOTOGRAPHS = '{"settings":{"pictures":"photographs"},"compared":[]}';

/** A photograph that is open, as far as a session looks at it. */
const CAT: CropsReport = { photos: ["cat"], digest: "c", held_out: 1, places: [], pictures: new Uint8Array() };

/** As an engine reads a file, which says nothing here. */
function read({ path, text }: ExperimentFile): Experiment {
  const study = {
    kind: "training" as const,
    start: "base",
    settings: {},
    side_by_side: [],
    measured_on: {},
    sweeps: false,
    turns: false,
    recognises: false,
  };
  const [name, arms] = [path.replace(".json", ""), [] as []];
  return {
    name,
    work: null,
    claim: text,
    limits: null,
    study: { ...study, arms, full: SIZE, small: SIZE },
    arms,
    quantities: [],
    compared: [],
  };
}

/** An engine that writes down what it is asked, and answers like one that trains a run without and a run with the penalty. */
class FakeEngine implements SessionEngine {
  tables = TABLES;
  /** What the engine does not answer until it is let go. */
  readonly held = new Map<string, Promise<unknown>>();
  readonly asked: string[] = [];
  readonly errors: EngineError[] = [];
  readonly ready = signal(false);
  readonly photographs = signal<CropsReport | undefined>(undefined);
  client: Pick<EngineClient, "call"> | undefined;
  session: SessionEngine["session"];
  /** Why it does not go on with a run. */
  refusal: EngineError | undefined;
  moves = 0;
  step = 0;

  start() {
    const call = async (name: string, ...asked: unknown[]) => {
      this.asked.push(asked.length > 0 ? `${name} ${JSON.stringify(asked[0] instanceof Uint8Array ? [...asked[0]] : asked[0])}` : name);
      await this.held.get(name);
      if (name === "trainingTables") return this.tables;
      if (name === "readExperiment") return read({ path: String(asked[0]), text: String(asked[1]) });
      if (name === "startTraining") return this.#report(asked[0] as SessionReport, 0);
      if (name === "resumeTraining" && this.refusal) throw this.refusal;
      if (name === "resumeTraining")
        return this.#report({ settings: { steps: 8, batch: 16 }, plan: { held_out: 64 }, experiment: null }, this.step);
      if (name === "trainingProgress") return progress(this.step);
      if (name === "trainingOutcome") return { arms: [], rows: [], judgement: null };
      return undefined;
    };
    this.client = { call } as Pick<EngineClient, "call">;
    this.ready.value = true;
  }

  /** The engine is gone, as the host tells it. */
  lose(code: string): EngineError {
    const words = this.session!.lost({ code, field: "engine", message: "gone." });
    this.ready.value = false;
    return words;
  }

  async ask(work: (client: EngineClient) => Promise<unknown>): Promise<EngineError | undefined> {
    try {
      await work(this.client as EngineClient);
    } catch (thrown) {
      this.errors.push(toEngineError(thrown));
      return this.errors.at(-1);
    }
    return undefined;
  }

  report(error: EngineError) {
    this.errors.push(error);
  }

  async readWith(name: string) {
    this.asked.push(`readWith ${name}`);
    return undefined;
  }

  readerMoved() {
    this.moves += 1;
  }

  #report({ settings, plan, experiment }: Pick<SessionReport, "settings" | "plan" | "experiment">, step: number): SessionReport {
    const arms = ["without", "with"].map((name) => ({ name, words: `${name} the regulariser`, seed: 1, ended: null }));
    return { settings, plan, experiment, arms, source: { pictures: "spirographs", factors: [] }, step };
  }
}

/** A place to keep runs in, which can be full, broken, or silent. */
class FakeStorage implements RunStore {
  readonly runs = new Map<string, Run & KeptRun>();
  refusal: Error | undefined;
  writes = 0;
  constructor(...runs: Run[]) {
    for (const run of runs) this.runs.set(run.id, run);
  }
  async list() {
    return [...this.runs.values()].sort((one, other) => other.savedAt - one.savedAt);
  }
  async keep(run: Run) {
    this.writes += 1;
    if (this.refusal) throw this.refusal;
    this.runs.set(run.id, run);
  }
  async read(id: string) {
    const run = this.runs.get(id);
    if (!run) throw new BrokenRun("it is incomplete");
    return run;
  }
  async markBroken(id: string, broken: string) {
    const run = this.runs.get(id);
    if (run) this.runs.set(id, { ...run, broken });
  }
  async forget(id: string) {
    this.runs.delete(id);
  }
  get steps() {
    return [...this.runs.values()].map(({ step }) => step);
  }
}

/** Tabs of one browser. */
class FakeBrowser {
  readonly held = new Map<string, FakeTab>();
  readonly tabs: FakeTab[] = [];
}

class FakeTab implements Holds {
  #listener = () => {};
  constructor(
    private readonly browser = new FakeBrowser(),
    readonly areKnown = true,
  ) {
    browser.tabs.push(this);
  }
  async take(id: string) {
    const holder = this.areKnown ? (this.browser.held.get(id) ?? this) : this;
    if (holder === this) this.browser.held.set(id, this);
    return holder === this;
  }
  letGo(id: string) {
    if (this.browser.held.get(id) === this) this.browser.held.delete(id);
    this.tell();
  }
  async elsewhere() {
    return new Set(this.areKnown ? [...this.browser.held].filter(([, tab]) => tab !== this).map(([id]) => id) : []);
  }
  tell() {
    for (const tab of this.browser.tabs) if (tab !== this) tab.#listener();
  }
  onChange(listener: () => void) {
    this.#listener = listener;
  }
}

const progress = (step: number, doing: Progress["doing"] = "training"): Progress => ({
  doing,
  arm: 1,
  step,
  measured: 0,
  before: null,
  news: [{ arm: 1, losses: [{ step, terms: { contrastive: 1 }, total: 1 }], measurements: [], ended: null }],
});

/** Lets everything that waits be done. */
const settled = () => new Promise((resolve) => setTimeout(resolve, 5));

async function begin({ storage = new FakeStorage(), tab = new FakeTab(), settings = {} as Record<string, number>, tables = TABLES } = {}) {
  const [store, engine] = [new Store(), new FakeEngine()];
  engine.tables = tables;
  store.choose({ settings });
  const load = async (name: string) => ({ path: `${name}.json`, text: name === "photographs" ? ON_PHOTOGRAPHS : name });
  const session = new TrainingSession(store, engine, new RunKeeper(storage, tab), load);
  engine.start();
  await settled();
  return { store, engine, storage, session };
}

test("a run is started with what differs from the defaults and the defaults of the rest, and goes to its end", async () => {
  const { engine, session } = await begin({ settings: { steps: 8 } });
  expect(session.phase.value).toBe("idle");
  await session.toggle();
  expect(engine.asked).toEqual([
    "trainingTables",
    'readExperiment "paired.json"',
    'startTraining {"settings":{"steps":8,"batch":16},"plan":{"held_out":64},"experiment":{"path":"paired.json","text":"paired"}}',
    "readWith with",
    'runTraining "finished"',
  ]);
  await settled();
  const before = engine.moves;
  for (const step of [1, 2]) session.hear({ kind: "training", progress: progress(step), milliseconds: 10 });
  expect([session.phase.value, session.words.value]).toEqual(["running", "Step 2 of 8: training …"]);
  expect([...session.history.value!.losses("with", ({ total }) => total).keys()]).toEqual([1, 2]);
  // Whoever reads with the run hears that its weights have moved.
  expect(engine.moves - before).toBe(2);
  session.hear({ kind: "training", progress: progress(8, "finished"), milliseconds: 10 });
  session.hear({ kind: "training stopped", error: null });
  expect([session.phase.value, session.words.value]).toEqual(["finished", "Step 8 of 8: finished."]);
});

test("a setting that is no such number is named, and nothing is asked of the engine", async () => {
  const { engine, session } = await begin();
  for (const [steps, words] of [
    [2.5, "steps must be a whole number, not 2.5."],
    [Number.NaN, "steps must be a number from 1 to 4096."],
  ] as const) {
    session.change({ steps });
    await session.toggle();
    expect(engine.errors.pop()?.message).toBe(words);
    expect([session.blamed.value?.key, session.phase.value]).toEqual(["steps", "idle"]);
  }
  expect(engine.asked).toEqual(["trainingTables", 'readExperiment "paired.json"']);
});

/** What the engine is asked to start. */
const started = ({ asked }: FakeEngine) =>
  JSON.parse(asked.findLast((words) => words.startsWith("startTraining "))?.slice("startTraining ".length) ?? "null") as TrainingRequest;

test("an experiment begins at its own small size; another one brings its own settings; the one under way stays on show", async () => {
  const { engine, session, store } = await begin({ settings: { batch: 4 } });
  await session.toggle();
  expect(started(engine).settings).toEqual({ steps: 10, batch: 4 });
  session.choose("own");
  expect([session.bench.name.value, session.settings.value]).toEqual(["paired", { batch: 4 }]);
  await session.end();
  expect([session.bench.name.value, session.settings.value]).toEqual(["own", {}]);
  session.choose("paired");
  expect(store.chosen.settings.value).toEqual({});
});

test("a visitor's own experiment is a file of two arms; arms that do not differ are refused", async () => {
  const { engine, session, store } = await begin({ tables: { ...TABLES, settings: [...TABLES.settings, lambda] } });
  session.choose("own");
  await session.toggle();
  expect([engine.errors.pop()?.message, session.phase.value]).toEqual([
    "The two arms are the same: choose a setting that the second arm has for itself.",
    "idle",
  ]);
  store.chosen.arm.value = { lambda: Number.NaN };
  await session.toggle();
  expect([engine.errors.pop()?.message, session.blamed.value?.key]).toEqual([
    "lambda must be a number from 0 to 10.",
    "arms[1].settings.lambda",
  ]);
  // What is usual of the second arm makes a difference where the first is not as usual.
  store.choose({ settings: { lambda: 1 }, arm: { lambda: 0.1 }, expected: { direction: "no larger", quantity: "mean error, M = 16" } });
  await session.toggle();
  const { settings, experiment } = started(engine);
  expect([settings, experiment?.path]).toEqual([{ steps: 30, batch: 16, lambda: 1 }, "own.json"]);
  expect(JSON.parse(experiment?.text ?? "")).toMatchObject({
    kind: "training",
    settings: { lambda: 1 },
    arms: [
      { name: "first", settings: {} },
      { name: "second", words: "with lambda 0.1", settings: { lambda: 0.1 } },
    ],
    compared: [{ quantity: "mean error, M = 16", arm: "second", than: "first", expected: "no larger" }],
  });
});

test("of a link's second arm only settings of an arm are kept, with values of their kind", () => {
  const tables = { ...TABLES, settings: [...TABLES.settings, lambda] };
  expect(knownOf(tables, { lambda: 3, nonsense: 1, steps: 5 })).toEqual({ lambda: 3 });
  expect(knownOf(tables, { lambda: "much" })).toEqual({});
});

test("an arm that diverges is said once with its setting, and the others go on", async () => {
  const { engine, session } = await begin();
  await session.toggle();
  const ended = { field: "learning_rate", message: "The loss is no longer a number at step 3. Lower learning_rate." };
  const { news } = progress(3);
  session.hear({ kind: "training", progress: { ...progress(3), news: [{ ...news[0]!, arm: 1, ended }] }, milliseconds: 10 });
  session.hear({ kind: "training", progress: { ...progress(4), arm: 0 }, milliseconds: 10 });
  expect(engine.errors.map(({ message }) => message)).toEqual([`${ended.message} The other arms go on.`]);
  expect([session.blamed.value?.key, session.phase.value, session.history.value?.ended]).toEqual([
    "learning_rate",
    "running",
    [null, ended],
  ]);
  // Of the runs that go on, the time is known.
  expect(session.pace.value?.speed).toMatch(/^A step takes 10 ms · /);
});

for (const [name, pause, last] of [
  ["that was running goes on", false, 'runTraining "finished"'],
  ["that was paused stays so", true, "trainingProgress"],
] as const) {
  test(`with another engine a run ${name}, from where it was last saved`, async () => {
    const { engine, storage, session, store } = await begin({ settings: { steps: 8 } });
    await session.toggle();
    session.hear({ kind: "checkpoint", step: 4, bytes: Uint8Array.of(1, 2, 3) });
    if (pause) session.hear({ kind: "training stopped", error: null });
    await settled();
    expect([storage.steps, session.kept.savedStep.value]).toEqual([[4], 4]);
    expect(engine.lose("device").message).toBe("gone.");
    expect(session.phase.value).toBe("no engine");
    engine.asked.length = 0;
    engine.step = 4;
    engine.start();
    await settled();
    expect(engine.asked).toEqual(["trainingTables", "resumeTraining [1,2,3]", "readWith with", last]);
    expect(session.phase.value).toBe(pause ? "paused" : "running");
    expect(store.chosen.settings.value).toEqual({ steps: 8 });
  });
}

test("a run whose photographs a new engine does not have stays kept, says so, and leaves room for another", async () => {
  const { engine, storage, session } = await begin({ settings: { steps: 8 } });
  await session.toggle();
  session.hear({ kind: "checkpoint", step: 4, bytes: Uint8Array.of(1, 2, 3) });
  await settled();
  engine.lose("device");
  engine.refusal = { code: "invalid", field: "pictures", message: "open the same ones, and it goes on." };
  engine.start();
  await settled();
  expect(engine.errors.map(({ message }) => message)).toEqual(["open the same ones, and it goes on."]);
  expect([session.phase.value, session.history.value, storage.steps]).toEqual(["idle", undefined, [4]]);
  const { offer } = session.kept;
  expect(offer.value?.step).toBe(4);
  // Once they are open again it goes on.
  engine.refusal = undefined;
  engine.step = 4;
  await session.open(offer.value!.id);
  expect([session.phase.value, session.history.value !== undefined]).toEqual(["paused", true]);
});

test("nothing is learned from photographs that are not looked at: without a photo there is no run", async () => {
  const { engine, session, store } = await begin();
  store.choose({ source: "mine", experiment: "photographs" });
  await settled();
  expect(session.words.value).toBe("Training can start as soon as there is a photo to learn from.");
  await session.toggle();
  expect(engine.errors.map(({ field }) => field)).toEqual(["photograph"]);
  expect(engine.errors[0]?.message).toContain("There is no photo to learn from yet");
  expect(engine.asked.filter((asked) => asked.startsWith("startTraining"))).toEqual([]);
  engine.photographs.value = CAT;
  expect(session.words.value).toBe("Nothing has been trained yet.");
  await session.toggle();
  expect(session.phase.value).toBe("running");
});

test("on photographs, settings of Spirographs wait, and so does their experiment", async () => {
  const roles: SettingSpec = { key: "roles", label: "factors", meaning: "", control: { kind: "roles" }, default: {} };
  const { engine, session, store } = await begin({ tables: { ...TABLES, settings: [...TABLES.settings, roles] } });
  store.choose({ experiment: "renyi", settings: { steps: 8, roles: { h: "fixed" } } });
  await settled();
  expect([session.bench.name.value, session.settings.value]).toEqual(["renyi", { steps: 8, roles: { h: "fixed" } }]);
  store.choose({ source: "photographs" });
  await settled();
  expect([session.bench.name.value, session.settings.value]).toEqual(["photographs", { steps: 8 }]);
  session.change({ steps: 9 });
  engine.photographs.value = CAT;
  await session.toggle();
  expect(started(engine)).toMatchObject({ settings: { steps: 9, batch: 16, roles: {} }, experiment: { path: "photographs.json" } });
  await session.end();
  store.choose({ source: "spirographs" });
  expect([session.bench.name.value, session.settings.value]).toEqual(["renyi", { steps: 9, roles: { h: "fixed" } }]);
});

test("a run rests for another engine only where it is paused and its newest step is saved", async () => {
  const { session } = await begin();
  expect(session.atRest).toEqual({ checkpoint: undefined });
  await session.toggle();
  expect(session.atRest).toBeUndefined();
  const bytes = Uint8Array.of(1);
  session.hear({ kind: "training", progress: progress(4), milliseconds: 10 });
  session.hear({ kind: "checkpoint", step: 4, bytes });
  expect(session.atRest).toBeUndefined();
  session.hear({ kind: "training", progress: progress(5), milliseconds: 10 });
  session.hear({ kind: "training stopped", error: { code: "diverged", field: "lambda", message: "Lower lambda." } });
  expect([session.phase.value, session.atRest]).toEqual(["paused", undefined]);
  session.hear({ kind: "checkpoint", step: 5, bytes });
  expect(session.atRest?.checkpoint).toBe(bytes);
});

test("a step that does not fit into memory leaves no run behind, and half of the batch", async () => {
  const { engine, session, store } = await begin({ settings: { batch: 100 } });
  await session.toggle();
  session.hear({ kind: "checkpoint", step: 4, bytes: Uint8Array.of(1) });
  expect(engine.lose("out_of_memory")).toMatchObject({ field: "batch", message: expect.stringContaining("50 should") });
  expect(store.chosen.settings.value).toEqual({ batch: 50 });
  engine.start();
  await settled();
  expect([session.phase.value, session.history.value]).toEqual(["idle", undefined]);
});

test("a hidden tab pauses a run, which then goes on; one that a visitor paused does not", async () => {
  const { engine, session } = await begin();
  await session.toggle();
  await session.rest(true);
  session.hear({ kind: "training stopped", error: null });
  engine.asked.length = 0;
  await session.rest(false);
  expect([engine.asked, session.phase.value]).toEqual([['runTraining "finished"'], "running"]);
  await session.toggle();
  session.hear({ kind: "training stopped", error: null });
  await session.rest(true);
  await session.rest(false);
  expect(session.phase.value).toBe("paused");
});

/** What is held until it is let go. */
function hold(engine: FakeEngine, name: string): () => void {
  let release = () => {};
  engine.held.set(name, new Promise<void>((resolve) => (release = resolve)));
  return release;
}

test("a tab that is seen again before its run has paused lets it go on", async () => {
  const { engine, session } = await begin();
  await session.toggle();
  const release = hold(engine, "pauseTraining");
  const hidden = session.rest(true);
  const seen = session.rest(false);
  session.hear({ kind: "training stopped", error: null });
  engine.asked.length = 0;
  release();
  await Promise.all([hidden, seen]);
  expect([engine.asked, session.phase.value]).toEqual([['runTraining "finished"'], "running"]);
  // And hidden once more, it rests.
  const [again, shown, last] = [session.rest(true), session.rest(false), session.rest(true)];
  session.hear({ kind: "training stopped", error: null });
  await Promise.all([again, shown, last]);
  expect(session.phase.value).toBe("paused");
  // What a visitor lets go on and pauses stays paused.
  await session.toggle();
  await session.toggle();
  session.hear({ kind: "training stopped", error: null });
  await session.rest(false);
  expect(session.phase.value).toBe("paused");
});

test("what a session that has been reset has come to is not said, nor that there is none", async () => {
  const { engine, session } = await begin();
  await session.toggle();
  const release = hold(engine, "trainingOutcome");
  session.hear({ kind: "training", progress: progress(10, "finished"), milliseconds: 10 });
  await session.end();
  await session.toggle();
  release();
  await settled();
  expect([session.outcome.value, session.phase.value]).toEqual([undefined, "running"]);
  const none: EngineError = { code: "invalid", field: "training", message: "there is no session." };
  let refuse = () => {};
  engine.held.set("trainingOutcome", new Promise((_, reject) => (refuse = () => reject(none))));
  session.hear({ kind: "training", progress: progress(10, "finished"), milliseconds: 10 });
  await session.end();
  refuse();
  await settled();
  expect([engine.errors, session.phase.value]).toEqual([[], "idle"]);
});

const KEPT: Run = { id: "a", step: 3, steps: 8, savedAt: 0, words: "", bytes: Uint8Array.of(7) };

/** An engine that refuses every run. */
function refuse(engine: FakeEngine, error: EngineError) {
  const refusing = (name: string) => (name === "resumeTraining" ? Promise.reject(error) : Promise.resolve());
  engine.client = { call: refusing as EngineClient["call"] };
}

test("a run of an earlier visit is offered, and goes on with its own settings; those chosen for the next stay", async () => {
  const { engine, session, store } = await begin({ storage: new FakeStorage(KEPT), settings: { steps: 30 } });
  expect(session.kept.offer.value?.id).toBe("a");
  engine.step = 3;
  await session.open("a");
  expect([session.phase.value, session.settings.value, store.chosen.settings.value]).toEqual(["paused", { steps: 8 }, { steps: 30 }]);
  expect([session.kept.offer.value, session.kept.runs.value[0]?.open]).toEqual([undefined, "here"]);
  // What somebody chooses meanwhile, or a link that was opened, says nothing of the run under way.
  store.choose({ settings: { steps: 5 } });
  expect(session.settings.value).toEqual({ steps: 8 });
  await session.end();
  expect(session.settings.value).toEqual({ steps: 5 });
});

test("a run that the engine finds broken is set aside; one that another error kept from going on is still offered", async () => {
  const { engine, storage, session } = await begin({ storage: new FakeStorage(KEPT) });
  for (const code of ["engine_crashed", "stopped", "not_ready", "device", "invalid"]) {
    refuse(engine, { code, field: "engine", message: "gone." });
    await session.open("a");
    expect([code, session.kept.offer.value?.id, session.phase.value]).toEqual([code, "a", "idle"]);
  }
  refuse(engine, { code: "weights", field: "checkpoint", message: "It is cut short." });
  await session.open("a");
  await settled();
  expect([storage.runs.get("a")?.broken, session.kept.offer.value, session.phase.value]).toEqual(["It is cut short.", undefined, "idle"]);
  expect(engine.errors.at(-1)?.message).toContain("It is cut short. It has been set aside");
});

test("a run that is begun does not take the place of the one on offer, and each is forgotten by itself", async () => {
  const { storage, session } = await begin({ storage: new FakeStorage(KEPT) });
  await session.toggle();
  session.hear({ kind: "checkpoint", step: 4, bytes: Uint8Array.of(1) });
  await settled();
  expect(storage.steps).toEqual([3, 4]);
  expect(session.kept.runs.value.map(({ step, open }) => [step, open])).toEqual([
    [4, "here"],
    [3, "nowhere"],
  ]);
  await session.end();
  expect(storage.steps).toEqual([3]);
  expect(session.kept.offer.value?.id).toBe("a");
  await session.kept.forget("a");
  expect([storage.steps, session.kept.offer.value]).toEqual([[], undefined]);
});

test("a run that is open in one tab is neither offered nor opened in another, until that lets it go", async () => {
  const browser = new FakeBrowser();
  const storage = new FakeStorage(KEPT);
  const [one, other] = [await begin({ storage, tab: new FakeTab(browser) }), await begin({ storage, tab: new FakeTab(browser) })];
  await one.session.open("a");
  await settled();
  await other.session.kept.refresh();
  expect([other.session.kept.offer.value, other.session.kept.runs.value[0]?.open]).toEqual([undefined, "in another tab"]);
  await other.session.open("a");
  expect(other.engine.errors.at(-1)?.message).toBe("This run is open in another tab.");
  expect(other.session.phase.value).toBe("idle");
  // Two tabs that train each have a run of their own.
  await other.session.toggle();
  other.session.hear({ kind: "checkpoint", step: 1, bytes: Uint8Array.of(2) });
  one.session.hear({ kind: "checkpoint", step: 5, bytes: Uint8Array.of(1) });
  await settled();
  expect(storage.steps.sort()).toEqual([1, 5]);
  await one.session.end();
  await settled();
  expect(other.session.kept.runs.value.map(({ step }) => step)).toEqual([1]);
});

test("where nobody knows what other tabs do, a run that is opened twice becomes two", async () => {
  const storage = new FakeStorage(KEPT);
  const [one, other] = [
    await begin({ storage, tab: new FakeTab(undefined, false) }),
    await begin({ storage, tab: new FakeTab(undefined, false) }),
  ];
  await one.session.open("a");
  await other.session.open("a");
  one.session.hear({ kind: "checkpoint", step: 5, bytes: Uint8Array.of(1) });
  other.session.hear({ kind: "checkpoint", step: 6, bytes: Uint8Array.of(1) });
  await settled();
  expect(storage.steps).toEqual([3, 5, 6]);
});

test("a store that is full is said once and quietly, and tried again when the run pauses", async () => {
  const { engine, storage, session } = await begin();
  storage.refusal = new DOMException("no room", "QuotaExceededError");
  await session.toggle();
  for (const step of [10, 20, 30]) {
    session.hear({ kind: "checkpoint", step, bytes: Uint8Array.of(step) });
    await settled();
  }
  expect(session.kept.note.value).toContain("This browser does not keep the run (its storage is full)");
  expect([storage.writes, session.kept.savedStep.value, engine.errors]).toEqual([1, undefined, []]);
  session.hear({ kind: "training stopped", error: null });
  await settled();
  expect([storage.writes, storage.steps]).toEqual([2, []]);
  storage.refusal = undefined;
  session.hear({ kind: "training stopped", error: null });
  await settled();
  expect([storage.steps, session.kept.savedStep.value, session.kept.note.value]).toEqual([[30], 30, undefined]);
});

test("a store that cannot be read is no news to whoever has kept nothing", async () => {
  const storage = new FakeStorage();
  storage.list = () => Promise.reject(new Error("forbidden"));
  const { engine, session } = await begin({ storage });
  expect([engine.errors, session.kept.note.value, session.kept.runs.value]).toEqual([[], undefined, []]);
});

test("more runs than are kept make room, the oldest first, and never one that another tab has open", async () => {
  const browser = new FakeBrowser();
  const runs = Array.from({ length: MOST_KEPT }, (_, index): Run => ({ ...KEPT, id: `run ${index}`, savedAt: index, step: index }));
  const storage = new FakeStorage(...runs);
  browser.held.set("run 0", new FakeTab(browser));
  const { session } = await begin({ storage, tab: new FakeTab(browser) });
  await session.toggle();
  session.hear({ kind: "checkpoint", step: 100, bytes: Uint8Array.of(1) });
  await settled();
  expect(storage.runs.size).toBe(MOST_KEPT + 1);
  browser.held.delete("run 0");
  session.hear({ kind: "checkpoint", step: 110, bytes: Uint8Array.of(1) });
  await settled();
  expect(storage.steps.sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 110]);
  expect(session.kept.note.value).toContain("the oldest has made room");
});

test("a run that is reset is forgotten, even while it is stored, and what was loaded reads again", async () => {
  const { engine, storage, session } = await begin();
  await session.toggle();
  session.hear({ kind: "checkpoint", step: 4, bytes: Uint8Array.of(1) });
  await settled();
  session.hear({ kind: "checkpoint", step: 5, bytes: Uint8Array.of(1) });
  await session.end();
  await settled();
  expect(engine.asked.slice(-2)).toEqual(["endTraining", "readWith loaded"]);
  expect([session.phase.value, session.reader.value, session.history.value, storage.steps]).toEqual(["idle", "loaded", undefined, []]);
});

test("the settings of a run are named in words where they are not the usual ones", async () => {
  const { session } = await begin({ settings: { steps: 8, batch: 4 } });
  await session.toggle();
  session.hear({ kind: "checkpoint", step: 1, bytes: Uint8Array.of(1) });
  await settled();
  expect(session.kept.runs.value[0]?.words).toBe("steps 8, batch 4");
});
