// The page: wires the subject (a drawing or a Spirograph), the engine and the panels together.

import { DrawingPad } from "./drawing-pad";
import { element } from "./dom";
import { download } from "./download";
import { EncoderChoice } from "./encoder-choice";
import { EngineClient, LatestOnly, type Notice } from "./engine-client";
import type { EngineError, FactorSpec, ReadBackRequest, Subject } from "./engine-types";
import { loadExample } from "./example";
import { MeasurePanel } from "./measure-panel";
import type { DeviceChoice } from "./protocol";
import { ReadBackPanel } from "./read-back-panel";
import { SMOOTH_POINTS, SpirographMaker } from "./spirograph-maker";
import { Status } from "./status";
import { TrainingPanel } from "./training-panel";
import { ViewCount } from "./view-count";

type Mode = Subject["kind"];

/** How far the engine has come: open, it makes curves; able to read, it has its weights as well. */
type Progress = "loading" | "open" | "reads" | "without weights" | "failed";

/** How often in a row the engine is started anew by itself before a visitor is asked. */
const MOST_RECOVERIES = 3;

/** A request, and when the change that it answers was made. */
type Asked = { request: ReadBackRequest; since: number };

class Page {
  readonly #status = new Status(() => this.#start());
  readonly #pad = new DrawingPad(() => this.#changed());
  readonly #maker = new SpirographMaker(() => this.#changed());
  readonly #panel = new ReadBackPanel();
  readonly #views = new ViewCount(() => this.#changed());
  readonly #encoder = new EncoderChoice(() => void this.#chooseEncoder());
  readonly #device = element("device-choice", HTMLSelectElement);
  readonly #hint = element("hint", HTMLElement);
  readonly #readBack = new LatestOnly<Asked>((asked) => this.#answer(asked));
  readonly #curve = new LatestOnly<number[]>((factors) => this.#drawCurve(factors));
  readonly #reading = element("reading", HTMLElement);
  readonly #measure = new MeasurePanel((error) => this.#status.showError(error));
  readonly #training = new TrainingPanel({
    showError: (error) => this.#status.showError(error),
    readerMoved: () => {
      this.#measure.forget();
      this.#changed();
    },
    loadWeights: (bytes) => this.#loadFile(bytes),
  });
  #factors: FactorSpec[] = [];
  #recoveries = 0;
  #newest: Asked | undefined;
  #client: EngineClient | undefined;
  #progress: Progress = "loading";
  #showsExample = false;
  #seed = 1;
  #mode: Mode = "spirograph";

  constructor() {
    const asked = new URLSearchParams(location.search).get("device");
    if (asked === "cpu" || asked === "webgpu") this.#device.value = asked;
    this.#device.addEventListener("change", () => this.#start());
    for (const mode of ["drawing", "spirograph"] as const) {
      element(`mode-${mode}`, HTMLInputElement).addEventListener("change", () => this.#choose(mode));
    }
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
    if (!example || this.#progress === "reads") return;
    this.#maker.setSpecs(example.factors);
    this.#panel.setSpecs(example.factors);
    this.#maker.setCurve(example.curve);
    this.#panel.show(example.readBack);
    this.#showsExample = true;
    this.#changed();
  }

  #start() {
    this.#training.engineGone();
    this.#measure.engineGone();
    this.#encoder.restart();
    this.#client?.stop();
    this.#status.clearErrors();
    this.#status.showProgress("engine", 0, null);
    this.#client = new EngineClient(this.#device.value as DeviceChoice, this.#encoder.weights, (notice) => this.#hear(notice));
    this.#reached("loading");
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
        this.#failed(notice.error);
        break;
      case "opened":
        this.#factors = notice.factors;
        this.#status.showDevice(notice.device);
        this.#maker.setSpecs(notice.factors);
        this.#panel.setSpecs(notice.factors);
        this.#reached("open");
        break;
      case "ready":
        this.#status.showReady(notice.weights);
        this.#reached(notice.weights ? "reads" : "without weights");
        if (notice.weights && this.#client) {
          this.#measure.engineReady(this.#client, this.#factors);
          void this.#training.engineReady(this.#client, this.#factors);
        }
        break;
      case "training":
        this.#recoveries = 0;
        this.#training.hear(notice);
        break;
      default:
        this.#training.hear(notice);
    }
  }

  /** The engine has ended. A lost device is replaced; what was being trained goes on from where it was last saved. */
  #failed(error: EngineError) {
    const wasOpen = this.#progress !== "loading";
    this.#reached("failed");
    this.#measure.engineGone();
    const words = this.#training.engineGone(error) ?? error;
    if (error.code !== "device" || this.#recoveries >= MOST_RECOVERIES) {
      this.#status.showFailure(words);
      return;
    }
    this.#recoveries += 1;
    // A device that does not even open is not asked for again.
    if (!wasOpen) this.#device.value = "cpu";
    this.#start();
    this.#status.showError({ ...error, message: `${error.message} A new device is being opened; nothing is lost.` });
  }

  async #loadFile(bytes: Uint8Array) {
    await this.#loadWeights(bytes);
    this.#encoder.showFile();
  }

  async #chooseEncoder() {
    const weights = this.#encoder.weights;
    await this.#ask(async () => {
      try {
        await this.#loadWeights(await download("The weights file", weights, () => {}));
        this.#encoder.showLoaded();
      } catch (error) {
        this.#encoder.takeBack();
        throw error;
      }
    });
  }

  async #loadWeights(bytes: Uint8Array) {
    const client = this.#client;
    if (!client) return;
    this.#status.showWeights(await client.call("loadWeights", bytes));
    this.#measure.forget();
    this.#changed();
  }

  #reached(progress: Progress) {
    this.#progress = progress;
    this.#changed();
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

  /** Something that the answer depends on has changed: asks for a new one, as far as the engine has come. */
  #changed() {
    const reads = this.#progress === "reads";
    const isEmpty = this.#mode === "drawing" && this.#pad.isEmpty;
    // Nothing is left on show that was read in something else.
    document.body.classList.toggle("nothing-to-read", reads && isEmpty);
    this.#hint.textContent = this.#words(isEmpty);
    this.#hint.hidden = this.#hint.textContent === "";
    const makesCurves = reads || this.#progress === "open" || this.#progress === "without weights";
    if (makesCurves && this.#mode === "spirograph") this.#curve.request(this.#maker.factors);
    if (!reads || isEmpty) return;
    const subject: Subject =
      this.#mode === "drawing"
        ? { kind: "drawing", drawing: this.#pad.drawing }
        : { kind: "spirograph", factors: this.#maker.factors };
    this.#newest = { request: { subject, views: this.#views.views, seed: this.#seed }, since: performance.now() };
    this.#reading.ariaBusy = "true";
    this.#readBack.request(this.#newest);
  }

  /** What a visitor should know about the numbers on show. */
  #words(isEmpty: boolean): string {
    if (this.#progress === "reads") return isEmpty ? "Draw a stroke: what the network reads in it appears here." : "";
    const shown = this.#showsExample ? "An example computed beforehand. " : "";
    return this.#progress === "loading" || this.#progress === "open"
      ? `${shown}You can draw and move the sliders meanwhile: your own picture is read as soon as the engine is here.`
      : `${shown}Your own picture cannot be read now; the reason stands above.`;
  }

  async #answer(asked: Asked) {
    await this.#ask(async (client) => {
      const answer = await client.call("readBack", asked.request);
      this.#showsExample = false;
      this.#panel.show(answer);
      this.#status.showAnswer(performance.now() - asked.since);
    });
    // An older answer is shown as well, but the page is busy until the newest has come.
    if (asked === this.#newest) this.#reading.ariaBusy = "false";
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
      // A crash is reported as the engine's failure, with the offer of a restart, and not once more as this request's.
      if (client === this.#client && this.#progress !== "failed") this.#status.showError(error as EngineError);
    }
  }
}

new Page();
