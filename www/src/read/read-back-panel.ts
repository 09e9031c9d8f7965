// What the network reads back: the picture it sees, the factors with their intervals, and the views it averages.

import { effect, type ReadonlySignal } from "@preact/signals-core";
import type { ReadBack } from "engine";

import { create, element, format } from "../canvas/dom";
import { showGrid, showPicture } from "../canvas/picture";
import { FACTORS, type Factors, isOfHand } from "../engine/factors";
import type { Lab } from "../state/lab";
import { AveragingCharts } from "./averaging-charts";

type Estimate = ReadBack["estimates"][number];

const LABELS = new Map(FACTORS.map(({ name, label }) => [name, label]));

export class ReadBackPanel {
  readonly #picture = element("picture", HTMLCanvasElement);
  readonly #views = element("views", HTMLCanvasElement);
  readonly #estimates = element("estimates", HTMLElement);
  readonly #caption = element("views-caption", HTMLElement);
  readonly #charts = new AveragingCharts(element("charts", HTMLElement));

  constructor({ store, engine }: Lab, answer: ReadonlySignal<ReadBack | undefined>) {
    effect(() => {
      const known = store.subject.value.kind === "drawing" ? store.truth.value : undefined;
      if (answer.value) this.#show(answer.value, known);
    });
    effect(() => {
      const views = answer.value?.by_views.at(-1)?.views ?? 0;
      const isDrawn = store.subject.value.kind === "drawing" || hasFlaws(store.chosen.factors.value);
      const redraws = engine.factors.value.some(({ name, role }) => isOfHand(name) && role === "nuisance");
      this.#caption.textContent = `${count(views)}: ${differences(isDrawn, redraws)}`;
    });
  }

  /** Shows an answer; `known` are true values that the engine does not know, as of a drawing that was traced. */
  #show(read: ReadBack, known: Factors = {}) {
    const estimates = read.estimates.map((estimate) => ({ ...estimate, truth: estimate.truth ?? known[estimate.factor] ?? null }));
    const answer = { ...read, estimates };
    const views = answer.by_views.at(-1)?.views ?? 0;
    showPicture(this.#picture, answer.picture);
    showGrid(this.#views, answer.views);
    this.#views.dataset["views"] = String(views);
    this.#estimates.replaceChildren(...answer.estimates.map((estimate) => this.#row(estimate)));
    this.#charts.show(answer);
  }

  #row(estimate: Estimate): HTMLElement {
    const row = create("div", "estimate");
    row.dataset["factor"] = estimate.factor;
    const head = create("div", "estimate-head");
    head.append(
      create("span", "factor-name", estimate.factor),
      create("span", "factor-label", LABELS.get(estimate.factor) ?? ""),
      create("span", "estimate-value", format(estimate.estimate)),
    );
    head.append(interval(estimate));
    if (estimate.truth !== null) head.append(create("span", "estimate-truth", `true ${format(estimate.truth)}`));
    row.append(head, this.#track(estimate));
    return row;
  }

  /** The factor's range as a track with the estimate, its interval and the truth on it. */
  #track({ estimate, interval, truth, lower, upper }: Estimate): HTMLElement {
    const track = create("div", "track");
    track.setAttribute("aria-hidden", "true");
    // Estimates outside the range of training are shown, at the end of a track a little longer than it.
    const margin = 0.08 * (upper - lower);
    const place = (value: number) => {
      const share = (value - lower + margin) / (upper - lower + 2 * margin);
      return `${100 * Math.min(Math.max(share, 0), 1)}%`;
    };
    const range = create("div", "track-range");
    range.style.left = place(lower);
    range.style.right = `calc(100% - ${place(upper)})`;
    track.append(range);
    if (interval !== null) {
      const whisker = create("div", "track-interval");
      whisker.style.left = place(interval.lower);
      whisker.style.right = `calc(100% - ${place(interval.upper)})`;
      track.append(whisker);
    }
    const mark = (className: string, value: number) => {
      const made = create("div", className);
      made.style.left = place(value);
      track.append(made);
    };
    if (truth !== null) mark("track-truth", truth);
    mark("track-estimate", estimate);
    return track;
  }
}

/** Where the truth is nine times in ten, and for whoever asks how much the views differ, which is another thing. */
function interval({ interval, standard_error }: Estimate): HTMLElement {
  const words = interval ? `${format(interval.lower)} to ${format(interval.upper)}` : "no interval";
  const shown = create("span", "estimate-interval", words);
  const known = interval
    ? "90 % interval, from the errors on held-out pictures."
    : "Nobody has looked at the errors of this encoder's probe.";
  const spread = standard_error === null ? "" : ` Standard error over the views: ${format(standard_error)}.`;
  shown.title = known + spread;
  return shown;
}

const hasFlaws = (factors: Factors) => FACTORS.some(({ name, neutral }) => isOfHand(name) && factors[name] !== neutral);

const count = (views: number) =>
  views === 1 ? "One random nuisance view" : `${views} random nuisance views, whose representations are averaged`;

/** In what the views of a picture differ. */
function differences(isDrawn: boolean, redraws: boolean): string {
  if (!isDrawn) return "other colours and another h";
  return redraws ? "other colours, and drawn again with a little offset, turn, tremble, gaps and uneven width" : "other colours";
}
