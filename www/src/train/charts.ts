// The charts of a fine-tuning session: losses step by step, and what is measured on the held-out set.

import type { Measurement } from "engine";

import { create } from "../canvas/dom";
import { type Line, LineChart } from "../charts/line-chart";
import { ofRole } from "../engine/factors";
import { kindOfReport, THINGS } from "../engine/sources";
import { armStyles, legendEntry } from "./arm-styles";
import { armsOf, type TrainingHistory } from "./history";
import { SensitivityChart } from "./sensitivity-chart";

type Quantity = { title: string; line: (history: TrainingHistory, arm: string) => Line };

/** What the terms of a loss are called; others by their own names. */
const TERMS: Record<string, string> = {
  contrastive: "contrastive loss",
  penalty: "gradient penalty of the batch",
  matching: "matching of distributions",
};

/** The terms that are minimised, and their total. */
function losses(history: TrainingHistory): Quantity[] {
  const terms = history.terms.map(
    (term): Quantity => ({
      title: TERMS[term] ?? term,
      line: (history, arm) => history.losses(arm, ({ terms }) => terms[term] ?? null),
    }),
  );
  return [...terms, { title: "total loss", line: (history, arm) => history.losses(arm, ({ total }) => total) }];
}

const measured = (title: string, of: (measurement: Measurement) => number | null): Quantity => ({
  title,
  line: (history, arm) => history.measurements(arm, of),
});

const INVARIANCE: Quantity[] = [
  measured("conditional variance of the representation", (measurement) => measurement.conditional_variance),
  measured("nuisance’s share of the whole variance", (measurement) => measurement.nuisance_share),
  measured("gradient penalty, held out", (measurement) => measurement.penalty),
];

/** The read-back errors of a session's factors of interest at each M. */
function readBack(history: TrainingHistory): Quantity[] {
  const numbers = history.measured.before?.read_back.map(({ views }) => views) ?? [];
  return ofRole(history.session.source.factors, "interest").flatMap(({ name }) =>
    numbers.map((views, index) => measured(`error of ${name}, M = ${views}`, ({ read_back }) => read_back[index]?.errors[name] ?? null)),
  );
}

/** Charts under a title. */
interface Group {
  title: HTMLElement;
  charts: HTMLElement;
}

export class TrainingCharts {
  readonly #charts = new Map<string, LineChart>();
  readonly #losses: Group;
  readonly #invariance: Group;
  readonly #readBack: Group;
  readonly #sensitivities: HTMLElement;
  #sensitivity: SensitivityChart | undefined;
  #shown: TrainingHistory | undefined;

  constructor(
    container: HTMLElement,
    private readonly legend: HTMLElement,
  ) {
    const group = (words: string, className = "charts"): Group => {
      const [title, charts] = [create("h3", "", words), create("div", className)];
      container.append(title, charts);
      return { title, charts };
    };
    this.#losses = group("What is minimised, step by step", "charts three");
    this.#invariance = group("Invariance", "charts three");
    this.#sensitivities = create("div", "");
    container.append(this.#sensitivities);
    this.#readBack = group("What can still be read back (mean squared error of a new probe)");
  }

  /** Shows what has been trained and measured so far. */
  show(history: TrainingHistory | undefined) {
    if (history?.session !== this.#shown?.session) this.#clear();
    if (history && history.session !== this.#shown?.session) this.#showLegend(history);
    if (history && history.terms.length > 0) this.#showAll(this.#losses, losses(history), history);
    if (history?.measured.before && history.measured !== this.#shown?.measured) this.#showMeasurements(history);
    this.#shown = history;
  }

  #showLegend({ session }: TrainingHistory) {
    this.legend.replaceChildren(...armStyles(armsOf(session)).map(legendEntry));
    this.#invariance.title.textContent = `Invariance, on held-out ${THINGS[kindOfReport(session.source)]}`;
    // Of crops no factor is of interest: nothing is read back.
    this.#readBack.title.hidden = ofRole(session.source.factors, "interest").length === 0;
  }

  #showMeasurements(history: TrainingHistory) {
    if (!this.#sensitivity) {
      this.#sensitivity = new SensitivityChart();
      this.#sensitivities.append(this.#sensitivity.figure);
    }
    this.#sensitivity.show(
      history,
      armStyles(armsOf(history.session)).map(({ colour }) => colour),
    );
    this.#showAll(this.#invariance, INVARIANCE, history);
    this.#showAll(this.#readBack, readBack(history), history);
  }

  #clear() {
    for (const chart of this.#charts.values()) chart.remove();
    this.#charts.clear();
    this.#sensitivity?.remove();
    this.#sensitivity = undefined;
  }

  #showAll(group: Group, quantities: Quantity[], history: TrainingHistory) {
    const isNew = quantities.some(({ title }) => !this.#charts.has(title));
    const charts = quantities.map(({ title, line }) => {
      const chart = this.#charts.get(title) ?? new LineChart(title, armStyles(armsOf(history.session)));
      this.#charts.set(title, chart);
      return { chart, lines: armsOf(history.session).map(({ name }) => line(history, name)) };
    });
    if (isNew) group.charts.append(...charts.map(({ chart }) => chart.figure));
    for (const { chart, lines } of charts) chart.show(lines);
  }
}
