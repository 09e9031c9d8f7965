// The charts of a fine-tuning session: losses step by step, and what is measured on the held-out set.

import type { ArmKind, Measurement } from "engine";

import { create } from "../canvas/dom";
import { type Line, LineChart, type LineStyle } from "../charts/line-chart";
import type { TrainingHistory } from "./history";
import { SensitivityChart } from "./sensitivity-chart";

const KINDS: readonly ArmKind[] = ["without", "with"];

/** The two kinds of run, told apart by colour and by dash. */
const STYLES: LineStyle[] = [
  { label: "without the regulariser", colour: "--without", dash: [6, 4] },
  { label: "with the regulariser", colour: "--with" },
];

type Quantity = { title: string; lines: (history: TrainingHistory, kind: ArmKind) => Line };

const LOSSES: Quantity[] = [
  { title: "contrastive loss (NT-Xent)", lines: (history, kind) => history.losses(kind, (point) => point.contrastive) },
  { title: "gradient penalty of the batch", lines: (history, kind) => history.losses(kind, (point) => point.penalty) },
  { title: "total loss", lines: (history, kind) => history.losses(kind, (point) => point.total) },
];

const measured = (title: string, of: (measurement: Measurement) => number | null): Quantity => ({
  title,
  lines: (history, kind) => history.measurements(kind, of),
});

const INVARIANCE: Quantity[] = [
  measured("conditional variance of the representation", (measurement) => measurement.conditional_variance),
  measured("nuisance’s share of the whole variance", (measurement) => measurement.nuisance_share),
  measured("gradient penalty, held out", (measurement) => measurement.penalty),
];

/** The read-back errors of a session's factors of interest at each M. */
function readBack(history: TrainingHistory): Quantity[] {
  const numbers = history.measured.before?.read_back.map(({ views }) => views) ?? [];
  return history.session.interest.flatMap((factor, column) =>
    numbers.map((views, index) =>
      measured(`error of ${factor}, M = ${views}`, (measurement) => measurement.read_back[index]?.errors[column] ?? null),
    ),
  );
}

export class TrainingCharts {
  readonly #charts = new Map<string, LineChart>();
  readonly #losses: HTMLElement;
  readonly #invariance: HTMLElement;
  readonly #readBack: HTMLElement;
  readonly #sensitivities: HTMLElement;
  #sensitivity: SensitivityChart | undefined;
  #shown: TrainingHistory | undefined;

  constructor(container: HTMLElement) {
    const group = (title: string, className = "charts") => {
      const charts = create("div", className);
      container.append(create("h3", "", title), charts);
      return charts;
    };
    this.#losses = group("What is minimised, step by step", "charts three");
    this.#invariance = group("Invariance, on held-out Spirographs", "charts three");
    this.#sensitivities = create("div", "");
    container.append(this.#sensitivities);
    this.#readBack = group("What can still be read back (mean squared error of a new probe)");
  }

  /** Shows what has been trained and measured so far. */
  show(history: TrainingHistory | undefined) {
    if (history?.session !== this.#shown?.session) this.#clear();
    if (history?.hasLosses) this.#showAll(this.#losses, LOSSES, history);
    if (history?.measured.before && history.measured !== this.#shown?.measured) this.#showMeasurements(history);
    this.#shown = history;
  }

  #showMeasurements(history: TrainingHistory) {
    if (!this.#sensitivity) {
      this.#sensitivity = new SensitivityChart();
      this.#sensitivities.append(this.#sensitivity.figure);
    }
    this.#sensitivity.show(history);
    this.#showAll(this.#invariance, INVARIANCE, history);
    this.#showAll(this.#readBack, readBack(history), history);
  }

  #clear() {
    for (const chart of this.#charts.values()) chart.figure.remove();
    this.#charts.clear();
    this.#sensitivity?.figure.remove();
    this.#sensitivity = undefined;
  }

  #showAll(container: HTMLElement, quantities: Quantity[], history: TrainingHistory) {
    for (const { title, lines } of quantities) {
      let chart = this.#charts.get(title);
      if (!chart) {
        this.#charts.set(title, (chart = new LineChart(title, STYLES)));
        container.append(chart.figure);
      }
      chart.show(KINDS.map((kind) => lines(history, kind)));
    }
  }
}
