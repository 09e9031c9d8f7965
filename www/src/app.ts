// The page: wires the steps, the subject (a drawing or a Spirograph), the engine and the panels together.

import { Address } from "./state/address";
import { applyChoices, readChoices, type Choosers } from "./state/choices";
import { wireDeeds } from "./shell/deeds";
import { DerivativePanel } from "./make/derivative-panel";
import { element } from "./canvas/dom";
import { download } from "./engine/download";
import { FindSpirograph } from "./draw/find-spirograph";
import { Ghost } from "./draw/ghost";
import { DrawingPad } from "./draw/drawing-pad";
import { EncoderChoice } from "./shell/encoder-choice";
import type { EngineClient } from "./engine/client";
import { EngineHost } from "./engine/host";
import type { EngineError, ReadBack, ReadBackRequest, Subject } from "./engine/types";
import { loadExample } from "./read/example";
import { setFormulas } from "./shell/formulas";
import { LiveReading } from "./read/live-reading";
import { FirstFilters } from "./look/first-filters";
import { RepresentationMap } from "./look/representation-map";
import { SensitivityNow } from "./look/sensitivity-now";
import { MeasurePanel } from "./look/measure-panel";
import { Notices } from "./shell/notices";
import { keepOffline } from "./shell/offline";
import { initialState, type PageState } from "./state/page-state";
import { PageTools } from "./shell/page-tools";
import { Path } from "./shell/path";
import { ReadBackPanel } from "./read/read-back-panel";
import { SpirographMaker } from "./make/spirograph-maker";
import { Status } from "./shell/status";
import { TrainingPanel } from "./train/panel";
import { showTrends } from "./read/trends-table";
import { ViewCount } from "./read/view-count";

class Page {
  readonly #status: Status = new Status(() => this.#host.start());
  readonly #showError = (error: EngineError) => this.#status.showError(error);
  readonly #path: Path = new Path(
    () => this.#address.remember(),
    () => this.#stepChanged(),
  );
  readonly #views = new ViewCount(() => this.#changed());
  /** What the views are drawn with. */
  readonly #seed = { value: 1 };

  readonly #maker: SpirographMaker = new SpirographMaker(
    () => this.#spirographChanged(),
    (column) => this.#derivatives.pointAt(column),
  );
  readonly #pad = new DrawingPad(() => this.#drawingChanged());
  readonly #ghost: Ghost = new Ghost(element("ghost-tools", HTMLElement), this.#pad, {
    showError: this.#showError,
    ghostChanged: () => this.#changed(),
  });
  readonly #find: FindSpirograph = new FindSpirograph(element("find-tools", HTMLElement), this.#pad, {
    showError: this.#showError,
    request: () => this.#request,
    truth: () => this.#ghost.truth,
  });
  readonly #panel = new ReadBackPanel();

  readonly #training = new TrainingPanel({
    showError: this.#showError,
    readerMoved: () => this.#readerMoved(),
    loadWeights: (client, bytes) => this.#loadFile(client, bytes),
  });
  readonly #map = new RepresentationMap(element("representation-map", HTMLElement), this.#showError);
  readonly #sensitivity = new SensitivityNow(element("sensitivity-now", HTMLElement), this.#showError);
  readonly #filters = new FirstFilters(element("first-filters", HTMLElement), this.#showError);
  readonly #measure = new MeasurePanel(this.#showError);
  /** What lives with an engine: it is told when there is one with weights, and when that is gone. */
  readonly #engaged = [this.#ghost, this.#find, this.#map, this.#sensitivity, this.#filters, this.#measure];

  readonly #encoder = new EncoderChoice(() => void this.#chooseEncoder());
  readonly #host: EngineHost = new EngineHost(this.#status, {
    weights: () => this.#encoder.weights,
    starting: () => {
      this.#training.engineGone();
      for (const part of this.#engaged) part.engineGone();
      this.#encoder.restart();
    },
    lost: (error) => {
      for (const part of this.#engaged) part.engineGone();
      return this.#training.engineGone(error) ?? error;
    },
    opened: (factors) => {
      for (const part of [this.#maker, this.#panel, this.#derivatives]) part.setSpecs(factors);
    },
    ready: (client, factors) => {
      for (const part of this.#engaged) part.engineReady(client, factors);
      void this.#training.engineReady(client, factors);
      void this.#keepOffline();
    },
    reached: () => this.#changed(),
    heard: (notice) => this.#training.hear(notice),
  });
  readonly #derivatives = new DerivativePanel(this.#host);
  readonly #reading = new LiveReading(this.#host, this.#status, this.#maker, (answer) => this.#show(answer));
  readonly #notices = new Notices(element("notices", HTMLElement));
  #isKept = false;
  #answer: ReadBack | undefined;
  /** What is looked at: what was made or drawn last. */
  #mode: Subject["kind"] = "spirograph";

  readonly #choosers: Choosers = {
    path: this.#path,
    maker: this.#maker,
    views: this.#views,
    seed: this.#seed,
    pad: this.#pad,
    ghost: this.#ghost,
    encoder: this.#encoder,
    host: this.#host,
    training: this.#training,
    map: this.#map,
  };
  readonly #address: Address = new Address(
    () => readChoices(this.#choosers),
    () => this.#followAddress(),
  );
  readonly #tools: PageTools = new PageTools({
    link: () => this.#address.link,
    choose: (part) => this.#choose({ ...readChoices(this.#choosers), ...part }),
    reset: () => this.#choose(initialState()),
    curve: () => this.#maker.picture,
    everything: () => this.#everything(),
    showError: this.#showError,
  });

  constructor() {
    element("new-views", HTMLButtonElement).addEventListener("click", () => {
      this.#seed.value += 1;
      this.#changed();
    });
    wireDeeds({
      "loud-background": () => this.#maker.change({ "back.r": 0.6, "back.g": 0.05, "back.b": 0.6 }),
      "other-nuisances": () => this.#maker.drawNuisances(),
      "larger-circle": () => this.#maker.change({ m: 4.8 }),
      "thicker-pen": () => this.#maker.change({ sigma: 0.9 }),
      ghost: () => this.#ghost.another(),
      "one-view": () => (this.#views.views = 1),
      "many-views": () => (this.#views.views = 64),
      find: () => void this.#find.search(),
      "regulariser-on": () => this.#training.startWith({ runs: "pair", lambda: 0.1 }),
      "regulariser-strong": () => this.#training.startWith({ runs: "pair", lambda: 1 }),
      "look-inside": () => this.#path.visit("look"),
      "colour-by-interest": () => (this.#map.colourBy = "sigma"),
      "colour-by-nuisance": () => (this.#map.colourBy = "back.r"),
      "read-invariant": () => this.#encoder.choose("invariant"),
      "read-base": () => this.#encoder.choose("base"),
    });
    void this.#showExample();
    this.#followAddress();
    this.#host.start();
    void setFormulas(document);
    openSymbols();
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

  /** Opens the page as its address says; what the address says and is not understood is told. */
  #followAddress() {
    const { state, ignored } = this.#address.asked;
    this.#apply(state);
    if (ignored.length === 0) return;
    this.#notices.show(`The address holds something that this page does not know, and that was left out: ${ignored.join(", ")}.`);
  }

  /** A visitor chooses many things at once, and may want to go back. */
  #choose(state: PageState) {
    this.#address.remember();
    this.#apply(state);
  }

  /** Once, when everything has been loaded: the page then works without a network, and a new version of it is offered. */
  async #keepOffline() {
    if (this.#isKept) return;
    this.#isKept = true;
    await keepOffline(
      (apply) => this.#notices.show("A new version of this page is here.", { label: "Take it", act: apply }),
      () => (element("offline-note", HTMLElement).textContent = "This page now works without a network."),
    );
  }

  #apply(state: PageState) {
    const { isOtherDevice } = applyChoices(state, this.#choosers);
    if (isOtherDevice && this.#host.isRunning) this.#host.start();
    this.#address.changed();
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
    for (const part of [this.#map, this.#sensitivity, this.#filters]) part.refresh();
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

  #spirographChanged() {
    this.#tools.forgetPreset();
    this.#changed();
  }

  #drawingChanged() {
    this.#ghost.drawingChanged();
    this.#find.drawingChanged();
    this.#changed();
  }

  get #request(): ReadBackRequest {
    const subject: Subject =
      this.#mode === "drawing"
        ? { kind: "drawing", drawing: this.#pad.drawing }
        : { kind: "spirograph", factors: this.#maker.factors };
    return { subject, views: this.#views.views, seed: this.#seed.value };
  }

  /** Something that the answer depends on has changed. */
  #changed() {
    const request = this.#request;
    this.#reading.request(request);
    if (request.subject.kind === "spirograph") this.#derivatives.request(request.subject.factors);
    this.#address.changed();
  }

  #show(answer: ReadBack) {
    this.#answer = answer;
    this.#panel.show(answer, this.#mode === "drawing" ? this.#ghost.truth : {});
    showTrends(answer);
  }

  async #everything(): Promise<unknown> {
    const { estimates, by_views } = this.#answer ?? {};
    return {
      link: this.#address.link,
      choices: readChoices(this.#choosers),
      reading: { estimates, by_views },
      map: this.#map.shown,
      sensitivities: this.#sensitivity.shown,
      evaluation: this.#measure.shown,
      training: await this.#training.history(),
    };
  }
}

/** Where there is room beside the prose, the formulas are open from the start. */
function openSymbols() {
  if (!matchMedia("(min-width: 1500px)").matches) return;
  for (const symbols of document.querySelectorAll<HTMLDetailsElement>(".symbols")) symbols.open = true;
}

new Page();
