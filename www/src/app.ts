// The page: wires the steps, the subject (a drawing or a Spirograph), the engine and the panels together.

import { wireDeeds } from "./deeds";
import { DerivativePanel } from "./derivative-panel";
import { DrawingPad } from "./drawing-pad";
import { element } from "./dom";
import { download } from "./download";
import { EncoderChoice } from "./encoder-choice";
import type { EngineClient } from "./engine-client";
import { EngineHost } from "./engine-host";
import type { Subject } from "./engine-types";
import { loadExample } from "./example";
import { LiveReading } from "./live-reading";
import { MeasurePanel } from "./measure-panel";
import { Path } from "./path";
import { ReadBackPanel } from "./read-back-panel";
import { SpirographMaker } from "./spirograph-maker";
import { Status } from "./status";
import { TrainingPanel } from "./training-panel";
import { showTrends } from "./trends-table";
import { ViewCount } from "./view-count";

class Page {
  readonly #status: Status = new Status(() => this.#host.start());
  readonly #path = new Path(() => this.#stepChanged());
  readonly #pad = new DrawingPad(() => this.#changed());
  readonly #maker = new SpirographMaker(
    () => this.#changed(),
    (column) => this.#derivatives.pointAt(column),
  );
  readonly #panel = new ReadBackPanel();
  readonly #views = new ViewCount(() => this.#changed());
  readonly #encoder = new EncoderChoice(() => void this.#chooseEncoder());
  readonly #measure = new MeasurePanel((error) => this.#status.showError(error));
  readonly #training = new TrainingPanel({
    showError: (error) => this.#status.showError(error),
    readerMoved: () => this.#readerMoved(),
    loadWeights: (client, bytes) => this.#loadFile(client, bytes),
  });
  readonly #host: EngineHost = new EngineHost(this.#status, {
    weights: () => this.#encoder.weights,
    starting: () => {
      this.#training.engineGone();
      this.#measure.engineGone();
      this.#encoder.restart();
    },
    lost: (error) => {
      this.#measure.engineGone();
      return this.#training.engineGone(error) ?? error;
    },
    opened: (factors) => {
      this.#maker.setSpecs(factors);
      this.#panel.setSpecs(factors);
      this.#derivatives.setSpecs(factors);
    },
    ready: (client, factors) => {
      this.#measure.engineReady(client, factors);
      void this.#training.engineReady(client, factors);
    },
    reached: () => this.#changed(),
    heard: (notice) => this.#training.hear(notice),
  });
  readonly #derivatives = new DerivativePanel(this.#host);
  readonly #reading = new LiveReading(this.#host, this.#status, this.#maker, (answer) => {
    this.#panel.show(answer);
    showTrends(answer);
  });
  #seed = 1;
  /** What is looked at: what was made or drawn last. */
  #mode: Subject["kind"] = "spirograph";

  constructor() {
    element("new-views", HTMLButtonElement).addEventListener("click", () => {
      this.#seed += 1;
      this.#changed();
    });
    wireDeeds({
      "loud-background": () => this.#maker.change({ "back.r": 0.6, "back.g": 0.05, "back.b": 0.6 }),
      "other-nuisances": () => this.#otherNuisances(),
      "larger-circle": () => this.#maker.change({ m: 4.8 }),
      "thicker-pen": () => this.#maker.change({ sigma: 0.9 }),
      ghost: () => {},
      "one-view": () => (this.#views.views = 1),
      "many-views": () => (this.#views.views = 64),
      find: () => {},
      "regulariser-on": () => this.#training.startWith({ runs: "pair", lambda: 0.1 }),
      "regulariser-strong": () => this.#training.startWith({ runs: "pair", lambda: 1 }),
      "look-inside": () => this.#path.go("look"),
      "colour-by-interest": () => {},
      "colour-by-nuisance": () => {},
      "read-invariant": () => this.#encoder.choose("invariant"),
      "read-base": () => this.#encoder.choose("base"),
    });
    void this.#showExample();
    this.#host.start();
  }

  async #showExample() {
    const example = await loadExample();
    if (!example || this.#host.progress === "reads") return;
    this.#maker.setSpecs(example.factors);
    this.#panel.setSpecs(example.factors);
    this.#maker.setCurve(example.curve);
    this.#reading.showExample(example.readBack);
    this.#changed();
  }

  /** Draws every nuisance factor anew from its range; what is of interest stays. */
  #otherNuisances() {
    const nuisances = this.#maker.specs.filter(({ role }) => role === "nuisance");
    this.#maker.change(
      Object.fromEntries(nuisances.map(({ name, lower, upper }) => [name, lower + Math.random() * (upper - lower)])),
    );
  }

  async #loadFile(client: EngineClient, bytes: Uint8Array) {
    await this.#loadWeights(client, bytes);
    this.#encoder.showFile();
  }

  async #chooseEncoder() {
    const weights = this.#encoder.weights;
    await this.#host.ask(async (client) => {
      try {
        await this.#loadWeights(client, await download("The weights file", weights, () => {}));
        this.#encoder.showLoaded();
      } catch (error) {
        this.#encoder.takeBack();
        throw error;
      }
    });
  }

  async #loadWeights(client: EngineClient, bytes: Uint8Array) {
    this.#status.showWeights(await client.call("loadWeights", bytes));
    this.#readerMoved();
  }

  /** Another encoder reads, or its weights have moved. */
  #readerMoved() {
    this.#measure.forget();
    this.#changed();
  }

  #stepChanged() {
    const { step } = this.#path;
    if (step === "draw") this.#mode = "drawing";
    else if (step === "make") this.#mode = "spirograph";
    this.#pad.paint();
    this.#maker.paint();
    this.#changed();
  }

  /** Something that the answer depends on has changed. */
  #changed() {
    const subject: Subject =
      this.#mode === "drawing"
        ? { kind: "drawing", drawing: this.#pad.drawing }
        : { kind: "spirograph", factors: this.#maker.factors };
    this.#reading.request(subject, this.#views.views, this.#seed);
    if (subject.kind === "spirograph") this.#derivatives.request(subject.factors);
  }
}

new Page();
