// What is going on: the load's progress, the device, the time of answers, and errors in plain words.

import { effect, type ReadonlySignal } from "@preact/signals-core";
import type { DeviceReport, EncoderReport } from "engine";

import { announce } from "../canvas/announce";
import { create, element } from "../canvas/dom";
import { milliseconds as inMilliseconds } from "../canvas/numbers";
import type { EngineHost, Life, Problem } from "../engine/host";
import type { Load, Stage } from "../engine/load";

const STAGES: Record<Stage, string> = {
  download: "Loading the engine and the encoder's weights",
  kernels: "Warming up",
  work: "Waiting for the work at hand",
};

/** The same of an engine that is to take over. */
const COMING: Record<Stage, string> = {
  download: "WebGPU is being loaded",
  kernels: "WebGPU is warming up",
  work: "WebGPU takes over when the work at hand is done",
};

const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`;

/** How much has come. */
const amount = ({ loaded, total }: Load) =>
  total ? `: ${megabytes(loaded)} of ${megabytes(total)}` : loaded ? `: ${megabytes(loaded)}` : "";

export class Status {
  readonly #root = element("status", HTMLElement);
  readonly #errors = element("errors", HTMLElement);
  #spoken = "";

  constructor(
    private readonly engine: EngineHost,
    answered: ReadonlySignal<{ count: number; milliseconds: number }>,
  ) {
    effect(() => this.#showLife(engine.life.value));
    effect(() => this.#showLoad(engine.load.value));
    effect(() => this.#showDevice(engine.device.value, engine.coming.value));
    effect(() => this.#showEncoder(engine.encoder.value, engine.life.value));
    effect(() => this.#showAnswer(answered.value, engine.life.value));
    effect(() => {
      const { value: problem } = engine.problem;
      if (problem) this.#showError(problem);
      else this.#errors.replaceChildren();
    });
  }

  #showLife(life: Life) {
    const isLoading = life === "loading" || life === "open";
    this.#root.dataset["state"] = isLoading ? "loading" : life === "failed" ? "failed" : "ready";
    element("load", HTMLElement).hidden = !isLoading;
    if (isLoading) this.#speak("The engine is loading.");
    if (life === "reads") this.#speak("The engine is ready.");
  }

  /** Speaks the beginning and the end of a load, each once; that it failed is an alert. */
  #speak(words: string) {
    if (words !== this.#spoken) announce((this.#spoken = words));
  }

  #showLoad(load: Load) {
    element("load-words", HTMLElement).textContent = STAGES[load.stage] + (amount(load) || " …");
    const bar = element("load-bar", HTMLProgressElement);
    if (load.total) {
      bar.max = load.total;
      bar.value = load.loaded;
    } else {
      bar.removeAttribute("value");
    }
  }

  #showDevice(device: DeviceReport | undefined, coming: Load | undefined) {
    if (device) this.#root.dataset["device"] = device.kind;
    const name = device?.kind === "webgpu" ? "WebGPU" : "CPU";
    const more = coming ? COMING[coming.stage] + amount(coming) : device?.fallback;
    this.#write("device", device ? `${name}: ${device.description}${more ? ` (${more})` : ""}` : "");
  }

  #showEncoder(encoder: EncoderReport | undefined, life: Life) {
    const none = life === "without weights" ? "no encoder" : "";
    this.#write("encoder", encoder ? `encoder “${encoder.name}”, ${encoder.parameters.toLocaleString("en")} parameters` : none);
  }

  /** Shows how long an answer took from the change that it answers; the end-to-end bench reads it, too. */
  #showAnswer({ count, milliseconds }: { count: number; milliseconds: number }, life: Life) {
    element("answer-time", HTMLElement).textContent = count > 0 && life === "reads" ? `answered in ${inMilliseconds(milliseconds)}` : "";
    if (count === 0) return;
    this.#root.dataset["answers"] = String(count);
    this.#root.dataset["answerMs"] = milliseconds.toFixed(1);
  }

  /** Where there is no room for all of it, the title has it. */
  #write(id: string, words: string) {
    const place = element(id, HTMLElement);
    place.textContent = place.title = words;
  }

  #showError({ error, remedy }: Problem) {
    const box = create("div", "error");
    box.dataset["code"] = error.code;
    box.append(create("p", "", error.message));
    const offer = (label: string, act: () => void) => {
      const button = create("button", "button", label);
      button.addEventListener("click", act);
      box.append(button);
    };
    if (remedy) offer(remedy.label, remedy.act);
    // The way on from an engine that has ended stays in sight.
    if (!remedy || this.engine.life.peek() !== "failed") offer("Dismiss", () => (this.engine.problem.value = undefined));
    // One error at a time: while somebody drags a slider the newest is what counts.
    this.#errors.replaceChildren(box);
  }
}
