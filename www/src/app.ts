// The page: wires the subject (a drawing or a Spirograph), the engine and the panels together.

import { DrawingPad } from "./drawing-pad";
import { element } from "./dom";
import { EngineClient, LatestOnly, type Notice } from "./engine-client";
import type { EngineError, ReadBackRequest, Subject } from "./engine-types";
import { loadExample } from "./example";
import type { DeviceChoice } from "./protocol";
import { ReadBackPanel } from "./read-back-panel";
import { SMOOTH_POINTS, SpirographMaker } from "./spirograph-maker";
import { Status } from "./status";

type Mode = Subject["kind"];

/** Steps of the slider for M: its position is log2 M in quarters, so that small M are as easy to reach as large ones. */
const viewsAt = (position: number) => Math.round(2 ** (position / 4));

class Page {
  readonly #status = new Status(() => this.#start());
  readonly #pad = new DrawingPad(() => this.#changed());
  readonly #maker = new SpirographMaker(() => this.#changed());
  readonly #panel = new ReadBackPanel();
  readonly #views = element("view-count", HTMLInputElement);
  readonly #viewsValue = element("view-count-value", HTMLOutputElement);
  readonly #device = element("device-choice", HTMLSelectElement);
  readonly #hint = element("hint", HTMLElement);
  readonly #readBack = new LatestOnly<ReadBackRequest>((request) => this.#answer(request));
  readonly #curve = new LatestOnly<number[]>((factors) => this.#drawCurve(factors));
  #client: EngineClient | undefined;
  #isReady = false;
  #seed = 1;
  #mode: Mode = "spirograph";

  constructor() {
    const asked = new URLSearchParams(location.search).get("device");
    if (asked === "cpu" || asked === "webgpu") this.#device.value = asked;
    this.#device.addEventListener("change", () => this.#start());
    for (const mode of ["drawing", "spirograph"] as const) {
      element(`mode-${mode}`, HTMLInputElement).addEventListener("change", () => this.#choose(mode));
    }
    this.#views.addEventListener("input", () => this.#changed());
    element("new-views", HTMLButtonElement).addEventListener("click", () => {
      this.#seed += 1;
      this.#changed();
    });
    this.#choose("spirograph");
    void this.#showExample();
    this.#start();
  }

  async #showExample() {
    const example = await loadExample();
    if (this.#isReady) return;
    if (!example) {
      this.#say("The engine is loading; you can draw meanwhile.");
      return;
    }
    this.#maker.setSpecs(example.factors);
    this.#panel.setSpecs(example.factors);
    this.#maker.setCurve(example.curve);
    this.#panel.show(example.readBack);
    this.#say("An example computed beforehand. The engine is loading; you can draw and move the sliders meanwhile.");
  }

  #start() {
    this.#client?.stop();
    this.#isReady = false;
    this.#status.clearErrors();
    this.#status.showProgress("engine", 0, null);
    this.#client = new EngineClient(this.#device.value as DeviceChoice, (notice) => this.#hear(notice));
  }

  #hear(notice: Notice) {
    switch (notice.kind) {
      case "progress":
        this.#status.showProgress(notice.stage, notice.loaded, notice.total);
        break;
      case "warning":
        this.#status.showError(notice.error);
        break;
      case "failed":
        this.#isReady = false;
        this.#status.showFailure(notice.error);
        break;
      case "ready":
        this.#isReady = true;
        this.#status.showReady(notice.device, notice.weights);
        this.#maker.setSpecs(notice.factors);
        this.#panel.setSpecs(notice.factors);
        this.#changed();
        break;
    }
  }

  #choose(mode: Mode) {
    this.#mode = mode;
    element(`mode-${mode}`, HTMLInputElement).checked = true;
    element("draw-panel", HTMLElement).hidden = mode !== "drawing";
    element("make-panel", HTMLElement).hidden = mode !== "spirograph";
    this.#pad.paint();
    this.#maker.paint();
    this.#changed();
  }

  /** Something that the answer depends on has changed: asks for a new one. */
  #changed() {
    const views = viewsAt(this.#views.valueAsNumber);
    this.#viewsValue.textContent = String(views);
    this.#views.setAttribute("aria-valuetext", `${views} views`);
    if (!this.#isReady) return;
    if (this.#mode === "spirograph") this.#curve.request(this.#maker.factors);
    if (this.#mode === "drawing" && this.#pad.isEmpty) {
      this.#say("Draw a stroke: what the network reads in it appears here.");
      return;
    }
    this.#say("");
    const subject: Subject =
      this.#mode === "drawing"
        ? { kind: "drawing", drawing: this.#pad.drawing }
        : { kind: "spirograph", factors: this.#maker.factors };
    this.#readBack.request({ subject, views, seed: this.#seed });
  }

  async #answer(request: ReadBackRequest) {
    const begun = performance.now();
    await this.#ask(async (client) => {
      const answer = await client.call("readBack", request);
      this.#status.showAnswer(performance.now() - begun);
      this.#panel.show(answer);
    });
  }

  async #drawCurve(factors: number[]) {
    await this.#ask(async (client) => this.#maker.setCurve(await client.call("curve", { factors, points: SMOOTH_POINTS })));
  }

  /** Does something with the engine; an error is shown, and the next request is asked all the same. */
  async #ask(work: (client: EngineClient) => Promise<void>) {
    const client = this.#client;
    if (!client) return;
    try {
      await work(client);
    } catch (error) {
      if (client === this.#client) this.#status.showError(error as EngineError);
    }
  }

  #say(words: string) {
    this.#hint.textContent = words;
    this.#hint.hidden = words === "";
  }
}

new Page();
