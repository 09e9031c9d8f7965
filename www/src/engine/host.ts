// Keeps an engine running: starts it, hears what it says, replaces it when its device is lost.

import { element } from "../canvas/dom";
import { EngineClient, type Notice } from "./client";
import type { EngineError, FactorSpec } from "./types";
import type { DeviceChoice } from "./protocol";
import type { Status } from "../shell/status";

/** How far the engine has come: open, it makes curves; able to read, it has its weights as well. */
export type Progress = "loading" | "open" | "reads" | "without weights" | "failed";

/** How often in a row the engine is started anew by itself before a visitor is asked. */
const MOST_RECOVERIES = 3;

/** What the host tells the page. */
export interface HostHooks {
  /** Where the encoder that is to be loaded lies. */
  weights(): URL;
  /** A new engine is about to be started. */
  starting(): void;
  /** The engine is gone by accident; what there is to say about it. */
  lost(error: EngineError): EngineError;
  /** There is an engine: it knows the factors. */
  opened(factors: FactorSpec[]): void;
  /** It has weights as well. */
  ready(client: EngineClient, factors: FactorSpec[]): void;
  /** The engine has come further, or is gone. */
  reached(): void;
  /** Everything else that it says. */
  heard(notice: Notice): void;
}

export class EngineHost {
  readonly #device = element("device-choice", HTMLSelectElement);
  #client: EngineClient | undefined;
  #progress: Progress = "loading";
  #factors: FactorSpec[] = [];
  #recoveries = 0;

  constructor(
    private readonly status: Status,
    private readonly hooks: HostHooks,
  ) {
    this.#device.addEventListener("change", () => this.start());
  }

  get progress(): Progress {
    return this.#progress;
  }

  /** Whether an engine is there or on its way. */
  get isRunning(): boolean {
    return this.#client !== undefined;
  }

  get makesCurves(): boolean {
    return this.#progress === "reads" || this.#progress === "open" || this.#progress === "without weights";
  }

  get device(): DeviceChoice {
    return this.#device.value as DeviceChoice;
  }

  set device(device: DeviceChoice) {
    this.#device.value = device;
  }

  /** Starts a new engine in the place of the one that is there. */
  start() {
    this.hooks.starting();
    this.#client?.stop();
    this.status.clearErrors();
    this.status.showProgress("engine", 0, null);
    this.#client = new EngineClient(this.device, this.hooks.weights(), (notice) => this.#hear(notice));
    this.#reach("loading");
  }

  /** Does something with the engine; an error is shown, and the next request is asked all the same. */
  async ask(work: (client: EngineClient) => Promise<void>) {
    const client = this.#client;
    if (!client) return;
    try {
      await work(client);
    } catch (error) {
      // A crash is reported as the engine's failure, with the offer of a restart, and not once more as this request's.
      if (client === this.#client && this.#progress !== "failed") this.status.showError(error as EngineError);
    }
  }

  #hear(notice: Notice) {
    switch (notice.kind) {
      case "progress":
        this.status.showProgress(notice.stage, notice.loaded, notice.total);
        break;
      case "warning":
        this.status.showError(notice.error);
        break;
      case "failed":
        this.#failed(notice.error);
        break;
      case "opened":
        this.#factors = notice.factors;
        this.status.showDevice(notice.device);
        this.hooks.opened(notice.factors);
        this.#reach("open");
        break;
      case "ready":
        this.status.showReady(notice.weights);
        this.#reach(notice.weights ? "reads" : "without weights");
        if (notice.weights && this.#client) this.hooks.ready(this.#client, this.#factors);
        break;
      default:
        if (notice.kind === "training") this.#recoveries = 0;
        this.hooks.heard(notice);
    }
  }

  /** The engine has ended. A lost device is replaced; what was being trained goes on from where it was last saved. */
  #failed(error: EngineError) {
    const wasOpen = this.#progress !== "loading";
    this.#reach("failed");
    const words = this.hooks.lost(error);
    if (error.code !== "device" || this.#recoveries >= MOST_RECOVERIES) {
      this.status.showFailure(words);
      return;
    }
    this.#recoveries += 1;
    // A device that does not even open is not asked for again.
    if (!wasOpen) this.device = "cpu";
    this.start();
    this.status.showError({ ...error, message: `${error.message} A new device is being opened; nothing is lost.` });
  }

  #reach(progress: Progress) {
    this.#progress = progress;
    this.hooks.reached();
  }
}
