// Keeps an engine running: starts it, listens to it, replaces it when its device is lost. Its life is signals that panels read.
//
// The small engine for the CPU reads first. Where a visitor's choice and the browser allow it, the one with WebGPU gets ready
// behind it and takes its place, which panels do not notice.

import { batch, computed, effect, type ReadonlySignal, signal, untracked } from "@preact/signals-core";
import type { CropsReport, DeviceReport, EncoderReport, EngineError, Progress, SourceReport } from "engine";

import { EngineClient } from "./client";
import { type Encoder, loadWeights, picturesOf } from "./encoders";
import { FACTORS, FACTORS_OF } from "./factors";
import { SILENT, silence, toEngineError } from "./failure";
import { LatestOnly } from "./latest-only";
import { BEGINNING, type Load, together } from "./load";
import { type Choices, Loaded } from "./loaded";
import { type DeviceChoice, type Notice, type Program, VIEWS_AT_FIRST } from "./protocol";
import { kindOfReport } from "./sources";
import { type Given, type Heir, Successor } from "./successor";

/** How far the engine has come: open, it makes curves; able to read, it has its weights as well. */
export type Life = "loading" | "open" | "reads" | "without weights" | "failed";

/** What reads: the pictures that it has learned from. */
export interface Reader {
  source: SourceReport;
}

/** How often in a row the engine is started again by itself before a visitor is asked. */
const MOST_RECOVERIES = 3;

/** What went wrong, and the way on from there. */
export interface Problem {
  error: EngineError;
  remedy?: { label: string; act: () => void };
}

/** What the host tells the training session, and asks it. */
export interface SessionListener {
  hear(notice: Notice): void;
  /** The engine is gone by accident; what there is to say about it. */
  lost(error: EngineError): EngineError;
  /** What another engine needs to go on with: the checkpoint, if there is a run. Nothing while a run is at work. */
  readonly atRest: { checkpoint: Uint8Array | undefined } | undefined;
  /** Another engine has the session now; this is its whole history. */
  moved(progress: Progress): void;
}

export class EngineHost {
  readonly life = signal<Life>("loading");
  /** How far the engine is loaded, while it is. */
  readonly load = signal<Load>(BEGINNING);
  readonly device = signal<DeviceReport | undefined>(undefined);
  /** How far the engine has come that is to take over, while there is one. */
  readonly coming = signal<Load | undefined>(undefined);
  /** The encoder that was loaded last. */
  readonly encoder = signal<EncoderReport | undefined>(undefined);
  /** Another value as soon as it is another encoder, or its weights have moved. */
  readonly reader = signal<Reader | undefined>(undefined);
  /** The pictures that what reads has learned from: another value only where another encoder reads, not where its weights have moved. */
  readonly source = computed(() => this.reader.value?.source);
  /** The factors, each with its role for what reads. */
  readonly factors = computed(() => this.source.value?.factors ?? FACTORS_OF[picturesOf(this.chosen.encoder.value)]);
  /** What reads, where it has learned from Spirographs: nothing else is asked about them. */
  readonly spirographReader = computed(() => {
    const { value: reader } = this.reader;
    return reader && kindOfReport(reader.source) === "spirographs" ? reader : undefined;
  });
  /** The factors of Spirographs, each with its role for what reads them. */
  readonly spirographFactors = computed(() => this.spirographReader.value?.source.factors ?? FACTORS);
  /** What the photographs that are chosen are cut into, once they are open. */
  readonly photographs: ReadonlySignal<CropsReport | undefined>;
  /** What went wrong last. */
  readonly problem = signal<Problem | undefined>(undefined);
  /** Whether there is an engine that makes curves. */
  readonly opened = computed(() => !["loading", "failed"].includes(this.life.value));
  /** Whether it reads as well. */
  readonly ready = computed(() => this.reader.value !== undefined);
  session: SessionListener | undefined;
  #client: EngineClient | undefined;
  #successor: Successor | undefined;
  /** The name of what reads: the encoder that was loaded, or a run of the session. */
  #reads = "loaded";
  readonly #loaded: Loaded;
  /** The encoder that was asked for last, which may be on its way. */
  #asked: Encoder | undefined;
  readonly #encoders = new LatestOnly<Encoder>((encoder) => this.#loadEncoder(encoder));
  readonly #handovers = new LatestOnly<Successor>((successor) => this.#handOver(successor));
  /** How many are waiting for answers. */
  #asking = 0;
  #recoveries = 0;
  /** How often pictures of another kind have begun to be read. */
  #turns = 0;

  /** Starts an engine; it computes on the device and reads with the encoder that are chosen, and changes when they do. */
  constructor(private readonly chosen: Choices) {
    this.#loaded = new Loaded(chosen);
    this.photographs = this.#loaded.photographs.report;
    effect(() => {
      const { value: device } = this.chosen.device;
      untracked(() => this.#chooseDevice(device));
    });
    effect(() => {
      const encoder = this.chosen.encoder.value;
      const mayLoad = this.life.value === "reads" || this.life.value === "without weights";
      const isAsked = this.#loaded.photographs.areOpen && encoder === this.#asked;
      if (mayLoad && !isAsked) untracked(() => this.#encoders.request((this.#asked = encoder)));
    });
  }

  /** Starts a new engine in the place of the one that is there. */
  start() {
    this.#start("engine");
  }

  /** Does something with the engine; an error is shown and answered, unless that engine is gone, which says so itself. */
  async ask(work: (client: EngineClient) => Promise<unknown>): Promise<EngineError | undefined> {
    const [client, turns] = [this.#client, this.#turns];
    if (!client) return undefined;
    this.#asking += 1;
    try {
      await work(client);
    } catch (thrown) {
      if (client !== this.#client || this.life.peek() === "failed") return undefined;
      // What was asked about pictures of one kind, an encoder of the other kind refuses: nobody waits for that any more.
      if (turns !== this.#turns) return undefined;
      const error = toEngineError(thrown);
      this.report(error);
      return error;
    } finally {
      this.#asking -= 1;
      this.#tryToHandOver();
    }
    return undefined;
  }

  /** A channel to the engine on which only the newest request counts. What waits while the engine is replaced is dropped. */
  latest<Asked>(work: (client: EngineClient, asked: Asked) => Promise<unknown>): (asked: Asked) => void {
    const requests = new LatestOnly<Asked>(async (asked) => this.opened.peek() && this.ask((client) => work(client, asked)));
    return (asked) => requests.request(asked);
  }

  report(error: EngineError) {
    this.#say({ error });
  }

  /** What has a way on stays on show until that was taken, and the end of the engine until there is a new one. */
  #say(problem: Problem) {
    const shown = this.problem.peek();
    if (!shown?.remedy && !(shown && this.life.peek() === "failed")) this.problem.value = problem;
  }

  /** Lets something else read: "loaded", or the newest weights of a run of the session. */
  async readWith(name: string): Promise<EngineError | undefined> {
    return this.ask(async (client) => {
      const { source } = await client.call("readWith", name);
      this.#turnTo(source);
      this.#reads = name;
      if (client === this.#client && this.ready.peek()) this.reader.value = { source };
    });
  }

  /** The weights that read have moved. */
  readerMoved() {
    const reader = this.reader.peek();
    if (reader) this.reader.value = { ...reader };
  }

  /** Pictures of a source are read from now on, or in a moment; whether they are of another kind. */
  #turnTo(source: SourceReport): boolean {
    const before = this.source.peek();
    const turns = before !== undefined && kindOfReport(before) !== kindOfReport(source);
    if (turns) this.#turns += 1;
    return turns;
  }

  // ---- its beginning ----

  #start(program: Program, fallback: string | null = null) {
    this.#dropSuccessor();
    this.#client?.stop();
    this.#loaded.begin();
    this.#asked = this.#loaded.encoder;
    this.#reads = "loaded";
    batch(() => {
      this.#reach("loading");
      this.device.value = this.problem.value = undefined;
      this.load.value = BEGINNING;
    });
    try {
      this.#client = this.#engine(program);
      void this.#open(this.#client, fallback);
    } catch (thrown) {
      this.#failed(toEngineError(thrown));
    }
  }

  #engine(program: Program): EngineClient {
    const client: EngineClient = new EngineClient(program, (notice) => this.#hear(client, notice));
    return client;
  }

  /** Program and weights are downloaded at the same time. `fallback` is why it is not the GPU, where that was tried. */
  async #open(client: EngineClient, fallback: string | null) {
    const isCurrent = () => client === this.#client && this.life.peek() !== "failed";
    const part = together((load) => {
      if (isCurrent()) this.load.value = load;
    });
    const weights = this.#loaded.coming(part());
    try {
      const device = await client.open(client.program === "engine" ? "cpu" : "webgpu", part());
      if (!isCurrent()) return;
      batch(() => {
        this.device.value = { ...device, fallback };
        this.#reach("open");
      });
      const encoder = await this.#loadFirst(client, weights);
      if (!isCurrent()) return;
      this.#reach("without weights", encoder);
      if (fallback === null) void this.#follow(client);
    } catch (thrown) {
      if (isCurrent()) this.#failed(toEngineError(thrown));
    }
  }

  /** Loads the first weights; without them the engine still draws Spirographs, so a failure is shown and is not the end. */
  async #loadFirst(client: EngineClient, weights: Promise<Uint8Array>): Promise<EncoderReport | undefined> {
    try {
      const encoder = await this.#loaded.give(client, this.#loaded.encoder, () => weights);
      if (!encoder || client.program === "engine") return encoder;
      this.load.value = { ...BEGINNING, stage: "kernels" };
      await client.call("warmUp", VIEWS_AT_FIRST);
      return encoder;
    } catch (thrown) {
      if (client === this.#client) this.#offerWeights(toEngineError(thrown));
      return undefined;
    }
  }

  /** Loads an encoder into the running engine. One that cannot be had leaves the one before, and is no longer chosen. */
  async #loadEncoder(encoder: Encoder) {
    if (this.#loaded.has(encoder)) return;
    const error = await this.ask(async (client) => {
      await this.#loaded.photographs.open(client);
      if (this.#loaded.has(encoder)) return this.readerMoved();
      const report = await this.#loaded.give(client, encoder, () => loadWeights(encoder));
      if (!report) return;
      // A run that reads goes on reading, unless it has ended meanwhile, or is of other pictures.
      if (this.#turnTo(report.source)) this.#reads = "loaded";
      const { source } = await client.call("readWith", this.#reads).catch(() => client.call("readWith", (this.#reads = "loaded")));
      this.#turnTo(source);
      this.#reach("without weights", { ...report, source });
    });
    if (error && !this.#loaded.weights) this.#offerWeights(error);
    else if (error && this.chosen.encoder.peek() === encoder) this.chosen.choose(this.#loaded.encoder);
  }

  /** Nothing reads: what could not be loaded can be asked for again. */
  #offerWeights(error: EngineError) {
    const act = () => {
      this.problem.value = undefined;
      this.#encoders.request(this.chosen.encoder.peek());
    };
    this.problem.value = { error, remedy: { label: "Load the weights again", act } };
  }

  /** How far the engine has come; with an encoder, it reads. */
  #reach(life: Life, encoder?: EncoderReport) {
    batch(() => {
      this.life.value = encoder ? "reads" : life;
      this.encoder.value = encoder;
      this.reader.value = encoder ? { source: encoder.source } : undefined;
    });
  }

  // ---- the change to another device ----

  /** The engine that runs stays, if it is the right one or is the first of the two. */
  #chooseDevice(device: DeviceChoice) {
    const client = this.#client;
    if (!client || this.life.peek() === "failed" || (client.program === "engine_webgpu" && device === "cpu")) {
      this.start();
    } else if (device === "cpu") {
      this.#dropSuccessor();
      const report = this.device.peek();
      if (report) this.device.value = { ...report, fallback: null };
    } else if (this.life.peek() === "reads" || this.life.peek() === "without weights") {
      void this.#follow(client);
    }
  }

  /** Lets the engine with WebGPU get ready behind the one for the CPU. */
  async #follow(before: EngineClient) {
    if (before.program !== "engine" || this.chosen.device.peek() === "cpu" || this.#successor) return;
    const successor = new Successor(
      (load) => {
        if (successor === this.#successor) this.coming.value = load;
      },
      () => this.chosen.device.peek() === "auto",
    );
    this.#successor = successor;
    try {
      await successor.open(() => this.#engine("engine_webgpu"));
      this.#tryToHandOver();
    } catch (thrown) {
      this.#stay(successor, toEngineError(thrown));
    }
  }

  #tryToHandOver() {
    if (this.#successor?.heir) this.#handovers.request(this.#successor);
  }

  /** The successor is given what this engine has, and takes over as soon as nobody waits for an answer and no run is at work. */
  async #handOver(successor: Successor) {
    const { heir } = successor;
    if (!heir) return;
    try {
      while (successor === this.#successor) {
        const given = this.#given();
        if (!given) return;
        if (!successor.has(given)) await successor.give(heir, given);
        else if (!successor.isProven && this.#client) await successor.prove(heir, this.#client);
        else return this.#takeOver(heir);
      }
    } catch (thrown) {
      this.#stay(successor, toEngineError(thrown));
    }
  }

  /** What this engine has been given; nothing while it is at work. */
  #given(): Given | undefined {
    const rest = this.session ? this.session.atRest : { checkpoint: undefined };
    if (!rest || this.#asking > 0) this.coming.value = { ...BEGINNING, stage: "work" };
    const { weights } = this.#loaded;
    if (!rest || !weights || this.#asking > 0 || !this.ready.peek()) return undefined;
    return { photographs: this.#loaded.photographs.photos, weights, checkpoint: rest.checkpoint, reads: this.#reads };
  }

  #takeOver({ client, device, progress }: Heir) {
    this.#client?.stop();
    this.#client = client;
    this.#successor = undefined;
    batch(() => {
      this.device.value = device;
      this.coming.value = undefined;
      if (progress) this.session?.moved(progress);
    });
  }

  /** There is no GPU after all: the engine that reads goes on. */
  #stay(successor: Successor, error: EngineError) {
    const report = this.device.peek();
    if (successor !== this.#successor || !report) return;
    this.#dropSuccessor();
    this.device.value = { ...report, fallback: error.message };
    if (this.chosen.device.peek() === "webgpu") this.report(error);
  }

  #dropSuccessor() {
    this.#successor?.stop();
    this.#successor = undefined;
    this.coming.value = undefined;
  }

  // ---- what it says ----

  #hear(client: EngineClient, notice: Notice) {
    const successor = this.#successor;
    if (successor?.is(client) && notice.kind === "failed") this.#stay(successor, notice.error);
    if (successor?.is(client) && notice.kind === "silent") this.#stay(successor, silence("WebGPU", notice.seconds));
    if (client !== this.#client) return;
    if (notice.kind === "failed") this.#failed(notice.error);
    if (notice.kind === "silent") this.#say({ error: silence("The engine", notice.seconds), remedy: this.#restart });
    if (notice.kind === "heard again" && this.problem.peek()?.error.code === SILENT) this.problem.value = undefined;
    if (notice.kind === "training") this.#recoveries = 0;
    this.session?.hear(notice);
    this.#tryToHandOver();
  }

  /** The engine has ended. A lost device is replaced; what was being trained goes on from where it was last saved. */
  #failed(error: EngineError) {
    if (this.life.peek() === "failed") return;
    const wasOpen = this.life.peek() !== "loading";
    const words = this.session?.lost(error) ?? error;
    this.#dropSuccessor();
    this.#reach("failed");
    const mayRecover = this.#client?.program === "engine_webgpu" && (error.code === "device" || !wasOpen);
    if (!mayRecover || this.#recoveries >= MOST_RECOVERIES) {
      // Where a browser cannot run it, another start changes nothing.
      this.problem.value = { error: words, ...(error.code !== "unsupported" && { remedy: this.#restart }) };
      return;
    }
    this.#recoveries += 1;
    // A device that does not even open is not asked for again.
    if (wasOpen) this.#start("engine_webgpu");
    else this.#start("engine", error.message);
    const next = wasOpen ? "A new device is being opened" : "The processor goes on";
    this.report({ ...error, message: `${error.message} ${next}; nothing is lost.` });
  }

  readonly #restart = { label: "Restart the engine", act: () => this.start() };
}
