// What is going on: the load's progress, the device, the time of answers, and errors in plain words.

import { create, element } from "../canvas/dom";
import type { DeviceReport, EngineError, WeightsReport } from "../engine/types";
import type { Stage } from "../engine/protocol";

const STAGES: Record<Stage, string> = {
  engine: "Loading the engine",
  device: "Looking for a GPU",
  weights: "Loading the encoder's weights",
  kernels: "Warming up",
};

const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`;

export class Status {
  readonly #root = element("status", HTMLElement);
  readonly #load = element("load", HTMLElement);
  readonly #words = element("load-words", HTMLElement);
  readonly #bar = element("load-bar", HTMLProgressElement);
  readonly #device = element("device", HTMLElement);
  readonly #encoder = element("encoder", HTMLElement);
  readonly #time = element("answer-time", HTMLElement);
  readonly #errors = element("errors", HTMLElement);
  #answers = 0;

  constructor(private readonly onRestart: () => void) {}

  showProgress(stage: Stage, loaded: number, total: number | null) {
    this.#root.dataset["state"] = "loading";
    this.#load.hidden = false;
    if (stage === "engine") this.#device.textContent = this.#encoder.textContent = this.#time.textContent = "";
    const bytes = total ? `: ${megabytes(loaded)} of ${megabytes(total)}` : loaded ? `: ${megabytes(loaded)}` : " …";
    this.#words.textContent = STAGES[stage] + bytes;
    if (total) {
      this.#bar.max = total;
      this.#bar.value = loaded;
    } else {
      this.#bar.removeAttribute("value");
    }
  }

  showDevice({ kind, description, fallback }: DeviceReport) {
    this.#root.dataset["device"] = kind;
    const name = kind === "webgpu" ? "WebGPU" : "CPU";
    this.#device.textContent = this.#device.title = `${name}: ${description}${fallback ? ` (${fallback})` : ""}`;
  }

  showReady(weights: WeightsReport | null) {
    this.#root.dataset["state"] = "ready";
    this.#load.hidden = true;
    this.showWeights(weights);
  }

  showWeights(weights: WeightsReport | null) {
    this.#encoder.textContent = this.#encoder.title = weights
      ? `encoder “${weights.name}”, ${weights.parameters.toLocaleString("en")} parameters`
      : "no encoder";
  }

  /** Shows how long an answer took from the change that it answers; the end-to-end bench reads it, too. */
  showAnswer(milliseconds: number) {
    this.#answers += 1;
    this.#time.textContent = `answered in ${Math.round(milliseconds)} ms`;
    this.#root.dataset["answers"] = String(this.#answers);
    this.#root.dataset["answerMs"] = milliseconds.toFixed(1);
  }

  showFailure(error: EngineError) {
    this.#root.dataset["state"] = "failed";
    this.#load.hidden = true;
    const restart = create("button", "button", "Restart the engine");
    restart.addEventListener("click", () => {
      this.#errors.replaceChildren();
      this.onRestart();
    });
    this.#show(error, restart);
  }

  showError(error: EngineError) {
    this.#show(error);
  }

  clearErrors() {
    this.#errors.replaceChildren();
  }

  #show(error: EngineError, ...actions: HTMLElement[]) {
    const box = create("div", "error");
    box.dataset["code"] = error.code;
    const dismiss = create("button", "button", "Dismiss");
    dismiss.addEventListener("click", () => box.remove());
    box.append(create("p", "", error.message), ...actions, dismiss);
    // One error at a time: while somebody drags a slider the newest is what counts.
    this.#errors.replaceChildren(box);
  }
}
