// Keeps an engine running: starts it, listens to it, replaces it when its device is lost. Its life is signals that panels read.

import { batch, computed, effect, type Signal, signal, untracked } from "@preact/signals-core";
import type { DeviceReport, EncoderReport, EngineError, SourceReport } from "engine";

import { EngineClient } from "./client";
import { download } from "./download";
import { type Encoder, weightsOf } from "./encoders";
import { FACTORS } from "./factors";
import { toEngineError } from "./failure";
import { LatestOnly } from "./latest-only";
import type { DeviceChoice, Load, Notice } from "./protocol";

/** How far the engine has come: open, it makes curves; able to read, it has its weights as well. */
export type Life = "loading" | "open" | "reads" | "without weights" | "failed";

/** What reads, and what it looks at. */
export interface Reader {
  client: EngineClient;
  source: SourceReport;
}

/** How often in a row the engine is started again by itself before a visitor is asked. */
const MOST_RECOVERIES = 3;

/** What the host tells the training session. */
export interface SessionListener {
  hear(notice: Notice): void;
  /** The engine is gone by accident; what there is to say about it. */
  lost(error: EngineError): EngineError;
}

export class EngineHost {
  readonly life = signal<Life>("loading");
  /** How far the engine is loaded, while it is. */
  readonly load = signal<Load>({ stage: "engine", loaded: 0, total: null });
  readonly device = signal<DeviceReport | undefined>(undefined);
  /** The encoder that was loaded last. */
  readonly encoder = signal<EncoderReport | undefined>(undefined);
  /** Another value as soon as it is another encoder, or its weights have moved. */
  readonly reader = signal<Reader | undefined>(undefined);
  /** The factors, each with its role for what reads. */
  readonly factors = computed(() => this.reader.value?.source.factors ?? FACTORS);
  /** What went wrong last. */
  readonly problem = signal<{ error: EngineError; canRestart: boolean } | undefined>(undefined);
  readonly #client = signal<EngineClient | undefined>(undefined);
  /** An engine that makes curves. */
  readonly opened = computed(() => (["loading", "failed"].includes(this.life.value) ? undefined : this.#client.value));
  /** An engine that reads as well. */
  readonly ready = computed(() => this.reader.value?.client);
  session: SessionListener | undefined;
  /** The name of what reads: the encoder that was loaded, or a run of the session. */
  #reads = "loaded";
  #loaded: Encoder;
  readonly #encoders = new LatestOnly<Encoder>((encoder) => this.#loadEncoder(encoder));
  #recoveries = 0;

  /** Starts an engine on the device that is chosen, and again whenever that is another; it reads with the encoder that is chosen. */
  constructor(
    private readonly chosenDevice: Signal<DeviceChoice>,
    private readonly chosenEncoder: Signal<Encoder>,
  ) {
    this.#loaded = chosenEncoder.peek();
    effect(() => {
      this.chosenDevice.value;
      untracked(() => this.start());
    });
    effect(() => {
      const encoder = this.chosenEncoder.value;
      const mayLoad = this.life.value === "reads" || this.life.value === "without weights";
      if (mayLoad && encoder !== this.#loaded) untracked(() => this.#encoders.request(encoder));
    });
  }

  /** Starts a new engine in the place of the one that is there. */
  start() {
    this.#client.peek()?.stop();
    this.#loaded = this.chosenEncoder.peek();
    this.#reads = "loaded";
    batch(() => {
      this.#reach("loading");
      this.device.value = this.problem.value = undefined;
      this.load.value = { stage: "engine", loaded: 0, total: null };
      this.#client.value = new EngineClient(this.chosenDevice.peek(), weightsOf(this.#loaded), (notice) => this.#hear(notice));
    });
  }

  /** Does something with the engine; an error is shown and answered, unless that engine is gone, which says so itself. */
  async ask(work: (client: EngineClient) => Promise<unknown>): Promise<EngineError | undefined> {
    const client = this.#client.peek();
    if (!client) return undefined;
    try {
      await work(client);
    } catch (thrown) {
      if (client !== this.#client.peek() || this.life.peek() === "failed") return undefined;
      const error = toEngineError(thrown);
      this.report(error);
      return error;
    }
    return undefined;
  }

  /** A channel to the engine on which only the newest request counts. What waits while the engine is replaced is dropped. */
  latest<Asked>(work: (client: EngineClient, asked: Asked) => Promise<unknown>): (asked: Asked) => void {
    const requests = new LatestOnly<Asked>(async (asked) => this.opened.peek() && this.ask((client) => work(client, asked)));
    return (asked) => requests.request(asked);
  }

  report(error: EngineError) {
    // The end of the engine stays on show until it is dismissed, or there is a new engine.
    if (!this.problem.peek()?.canRestart) this.problem.value = { error, canRestart: false };
  }

  /** Lets something else read: "loaded", or the newest weights of a run of the session. */
  async readWith(name: string): Promise<EngineError | undefined> {
    return this.ask(async (client) => {
      const { source } = await client.call("readWith", name);
      this.#reads = name;
      if (client === this.ready.peek()) this.reader.value = { client, source };
    });
  }

  /** The weights that read have moved. */
  readerMoved() {
    const reader = this.reader.peek();
    if (reader) this.reader.value = { ...reader };
  }

  #hear(notice: Notice) {
    switch (notice.kind) {
      case "loading":
        this.load.value = notice;
        break;
      case "warning":
        this.report(notice.error);
        break;
      case "failed":
        this.#failed(notice.error);
        break;
      case "opened":
        batch(() => {
          this.device.value = notice.device;
          this.#reach("open");
        });
        break;
      case "ready":
        this.#reach("without weights", notice.encoder);
        break;
      case "training":
        this.#recoveries = 0;
    }
    this.session?.hear(notice);
  }

  /** The engine has ended. A lost device is replaced; what was being trained goes on from where it was last saved. */
  #failed(error: EngineError) {
    const wasOpen = this.life.peek() !== "loading";
    const words = this.session?.lost(error) ?? error;
    this.#reach("failed");
    if (error.code !== "device" || this.#recoveries >= MOST_RECOVERIES) {
      this.problem.value = { error: words, canRestart: true };
      return;
    }
    this.#recoveries += 1;
    // A device that does not even open is not asked for again. Another choice starts the engine by itself.
    if (!wasOpen && this.chosenDevice.peek() !== "cpu") this.chosenDevice.value = "cpu";
    else this.start();
    this.report({ ...error, message: `${error.message} A new device is being opened; nothing is lost.` });
  }

  /** Loads an encoder into the running engine. One that cannot be had leaves the one before, and is no longer chosen. */
  async #loadEncoder(encoder: Encoder) {
    if (encoder === this.#loaded) return;
    const error = await this.ask(async (client) => {
      const bytes = await download("The weights file", weightsOf(encoder), () => {});
      const report = await client.call("loadWeights", bytes);
      this.#loaded = encoder;
      // A run that reads goes on reading, unless it has ended meanwhile.
      const { source } = await client.call("readWith", this.#reads).catch(() => client.call("readWith", (this.#reads = "loaded")));
      this.#reach("without weights", { ...report, source });
    });
    if (error && this.chosenEncoder.peek() === encoder) this.chosenEncoder.value = this.#loaded;
  }

  /** How far the engine has come; with an encoder, it reads. */
  #reach(life: Life, encoder: EncoderReport | null = null) {
    const client = this.#client.peek();
    batch(() => {
      this.life.value = encoder ? "reads" : life;
      this.encoder.value = encoder ?? undefined;
      this.reader.value = encoder && client ? { client, source: encoder.source } : undefined;
    });
  }
}
