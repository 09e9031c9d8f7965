// A fine-tuning session without a page: what it asks of an engine, and what becomes of it when that is lost. No browser is needed.

import { expect, test } from "@playwright/test";
import { signal } from "@preact/signals-core";
import type { EngineError, Progress, SessionReport, SettingSpec, TrainingTables } from "engine";

import type { EngineClient } from "../../www/src/engine/client";
import { toEngineError } from "../../www/src/engine/failure";
import { Store } from "../../www/src/state/store";
import { type SessionEngine, TrainingSession } from "../../www/src/train/session";
import type { Found, Stored, TrainingStore } from "../../www/src/train/store";

const count = (key: string, initial: number): SettingSpec => ({
  key,
  label: key,
  meaning: "",
  control: { kind: "count", lower: 1, upper: 4096 },
  default: initial,
});
const TABLES: TrainingTables = { settings: [count("steps", 60), count("batch", 16)], plan: [count("held_out", 64)] };

/** An engine that writes down what it is asked, and answers like one that trains a run without and a run with the penalty. */
class FakeEngine implements SessionEngine {
  readonly asked: string[] = [];
  readonly errors: EngineError[] = [];
  readonly ready = signal(false);
  client: Pick<EngineClient, "call"> | undefined;
  session: SessionEngine["session"];
  moves = 0;
  step = 0;

  start() {
    const call = async (name: string, ...asked: unknown[]) => {
      this.asked.push(asked.length > 0 ? `${name} ${JSON.stringify(asked[0] instanceof Uint8Array ? [...asked[0]] : asked[0])}` : name);
      if (name === "trainingTables") return TABLES;
      if (name === "startTraining") return this.#report(asked[0] as SessionReport, 0);
      if (name === "resumeTraining") return this.#report({ settings: { steps: 8, batch: 16 }, plan: { held_out: 64 } }, this.step);
      if (name === "trainingProgress") return progress(this.step);
      if (name === "trainingOutcome") return { rows: [] };
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

  #report({ settings, plan }: Pick<SessionReport, "settings" | "plan">, step: number): SessionReport {
    const arms = ["without", "with"].map((name) => ({ name, words: `${name} the regulariser`, seed: 1 }));
    return { settings, plan, arms, source: { pictures: "spirographs", factors: [] }, step };
  }
}

/** A place to keep a run in, which holds one already if so asked. */
class FakeStorage implements TrainingStore {
  readonly kept: Stored[] = [];
  readonly aside: unknown[] = [];
  constructor(private readonly found: Found = { kind: "nothing" }) {}
  async keep(session: Stored) {
    this.kept.push(session);
  }
  async find() {
    return this.found;
  }
  async forget() {
    this.kept.length = 0;
  }
  async setAside(record: unknown, reason: string): Promise<Found> {
    this.aside.push(record);
    return { kind: "broken", reason };
  }
}

const progress = (step: number, doing: Progress["doing"] = "training"): Progress => ({
  doing,
  arm: 1,
  step,
  measured: 0,
  before: null,
  news: [{ arm: 1, losses: [{ step, terms: { contrastive: 1 }, total: 1 }], measurements: [] }],
});

/** Lets everything that waits be done. */
const settled = () => new Promise((resolve) => setTimeout(resolve, 5));

async function begin({ storage = new FakeStorage(), settings = {} as Record<string, number> } = {}) {
  const [store, engine] = [new Store(), new FakeEngine()];
  store.choose({ settings });
  const session = new TrainingSession(store, engine, storage);
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
    'startTraining {"settings":{"steps":8,"batch":16},"plan":{"held_out":64}}',
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
  expect(engine.asked).toEqual(["trainingTables"]);
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
    expect([storage.kept.map(({ step }) => step), session.storedStep.value]).toEqual([[4], 4]);
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

test("a run of an earlier visit is offered; one that no engine takes is set aside", async () => {
  const stored: Stored = { step: 3, steps: 8, savedAt: 0, bytes: Uint8Array.of(7) };
  const { engine, storage, session } = await begin({ storage: new FakeStorage({ kind: "session", session: stored }) });
  expect(session.offer.value).toBe(stored);
  const refuse = { code: "invalid", field: "checkpoint", message: "It is cut short" };
  const refusing = (name: string) => (name === "resumeTraining" ? Promise.reject(refuse) : Promise.resolve());
  engine.client = { call: refusing as EngineClient["call"] };
  await settled();
  await session.resumeStored();
  expect([storage.aside, session.offer.value, session.phase.value]).toEqual([[stored], undefined, "idle"]);
  expect(engine.errors.at(-1)?.message).toContain("It is cut short. It has been set aside");
});

test("a run that is reset is forgotten, and what was loaded reads again", async () => {
  const { engine, storage, session } = await begin();
  await session.toggle();
  session.hear({ kind: "checkpoint", step: 4, bytes: Uint8Array.of(1) });
  await settled();
  await session.end();
  expect(engine.asked.slice(-2)).toEqual(["endTraining", "readWith loaded"]);
  expect([session.phase.value, session.reader.value, session.history.value, storage.kept]).toEqual(["idle", "loaded", undefined, []]);
});
