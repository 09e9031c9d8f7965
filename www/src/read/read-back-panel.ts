// What the network reads back: the picture it sees, the factors with their intervals, and the views it averages.

import { effect, type ReadonlySignal } from "@preact/signals-core";
import type { FactorEstimate, ReadBack } from "engine";

import { create, element } from "../canvas/dom";
import { format } from "../canvas/numbers";
import { showGrid, showPicture } from "../canvas/picture";
import { createName } from "../canvas/untranslated";
import { fillTable, tableRow } from "../charts/table";
import { FACTORS, type Factors } from "../engine/factors";
import type { Lab } from "../state/lab";
import { AveragingCharts } from "./averaging-charts";
import { between } from "./interval";
import { viewsInWords } from "./views-in-words";

const LABELS = new Map(FACTORS.map(({ name, label }) => [name, label]));

export class ReadBackPanel {
  readonly #picture = element("picture", HTMLCanvasElement);
  readonly #views = element("views", HTMLCanvasElement);
  readonly #estimates = element("estimates", HTMLElement);
  readonly #legend = element("interval-legend", HTMLElement);
  readonly #errors = element("standard-errors", HTMLTableElement);
  readonly #caption = element("views-caption", HTMLElement);
  readonly #charts = new AveragingCharts(element("charts", HTMLElement));

  constructor({ store, engine }: Lab, answer: ReadonlySignal<ReadBack | undefined>) {
    effect(() => {
      const known = store.subject.value.kind === "drawing" ? store.truth.value : undefined;
      if (answer.value) this.#show(answer.value, known);
    });
    effect(() => {
      const views = answer.value?.by_views.at(-1)?.views;
      if (views) this.#caption.textContent = viewsInWords(views, store.subject.value, engine.spirographFactors.value);
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
    this.#estimates.replaceChildren(...answer.estimates.map((estimate) => row(estimate, views)));
    this.#showErrors(answer.estimates, views);
    this.#charts.show(answer);
    const isKnown = answer.estimates.some(({ interval }) => interval !== null);
    this.#legend.classList.toggle("legend-interval", isKnown);
    this.#legend.textContent = isKnown ? "90 % interval" : "no intervals: this probe has not been calibrated";
  }

  /** The numbers that the intervals' tooltips have, for the keyboard and for fingers. */
  #showErrors(estimates: FactorEstimate[], views: number) {
    const rows = estimates.map(({ factor, standard_error }) => tableRow(factor, [standard_error === null ? "–" : format(standard_error)]));
    fillTable(this.#errors, ["factor", nameOfError(views)], rows);
  }
}

const nameOfError = (views: number) => (views === 1 ? "standard error over views" : `standard error over the ${views} views`);

function row(estimate: FactorEstimate, views: number): HTMLElement {
  const { factor, interval, standard_error, truth } = estimate;
  const made = create("div", "estimate");
  made.dataset["factor"] = factor;
  const head = create("div", "estimate-head");
  head.append(
    createName("span", "factor-name", factor),
    create("span", "factor-label", LABELS.get(factor) ?? ""),
    createName("span", "estimate-value", format(estimate.estimate)),
  );
  if (interval) {
    const shown = create("span", "estimate-interval", between(interval));
    shown.prepend(create("span", "estimate-level", "90 %: "));
    head.append(shown);
  }
  if (truth !== null) head.append(create("span", "estimate-truth", `true ${format(truth)}`));
  if (standard_error !== null) head.title = `${nameOfError(views)}: ${format(standard_error)}`;
  made.append(head, track(estimate));
  return made;
}

/** The factor's range as a track with the estimate, its interval and the truth on it. */
function track({ estimate, interval, truth, lower, upper }: FactorEstimate): HTMLElement {
  const track = create("div", "track");
  track.setAttribute("aria-hidden", "true");
  // Estimates outside the range of training are shown, at the end of a track a little longer than it.
  const margin = 0.08 * (upper - lower);
  const place = (value: number) => {
    const share = (value - lower + margin) / (upper - lower + 2 * margin);
    return `${100 * Math.min(Math.max(share, 0), 1)}%`;
  };
  const bar = (className: string, from: number, to: number) => {
    const made = create("div", className);
    made.style.left = place(from);
    made.style.right = `calc(100% - ${place(to)})`;
    track.append(made);
  };
  const mark = (className: string, value: number) => {
    const made = create("div", className);
    made.style.left = place(value);
    track.append(made);
  };
  bar("track-range", lower, upper);
  if (interval) bar("track-interval", interval.lower, interval.upper);
  if (truth !== null) mark("track-truth", truth);
  mark("track-estimate", estimate);
  // The end of the track is not the estimate: it lies beyond, and the mark points there.
  if (estimate < lower - margin) track.dataset["beyond"] = "below";
  if (estimate > upper + margin) track.dataset["beyond"] = "above";
  return track;
}
