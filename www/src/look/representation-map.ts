// The representations of a few hundred Spirographs in two dimensions, coloured by any factor, moving while training runs.

import { create } from "../canvas/dom";
import type { EngineClient } from "../engine/client";
import type { EngineError, FactorName, FactorSpec } from "../engine/types";
import { FoldedTable } from "../charts/folded-table";
import { toPoints } from "../canvas/plane";
import type { Calls } from "../engine/protocol";
import { figure, fillTable, tableRow } from "../charts/table";
import { correlation } from "./correlation";
import { SampleCard } from "./sample-card";
import { ScatterPlot } from "./scatter-plot";
import { VisibleAnswer } from "./visible-answer";

/** The same samples each time, so that a sample can be followed while the encoder changes. */
const REQUEST = { samples: 300, seed: 1 };
const FACTORS = 10;
const TITLE = "The map of the representation";

type Answer = Calls["map"]["answer"];

export class RepresentationMap {
  readonly #canvas = create("canvas", "map-canvas");
  readonly #plot = new ScatterPlot(this.#canvas, (sample) => this.#showSample(sample));
  readonly #card: SampleCard;
  readonly #colourBy = create("select", "");
  readonly #correlations = new FoldedTable("correlation of the axes with the factors", (table) => this.#fill(table));
  readonly #answer: VisibleAnswer;
  #factor: FactorName = "m";
  #specs: FactorSpec[] = [];
  #client: EngineClient | undefined;
  #shown: Answer | undefined;
  #maps = 0;

  constructor(
    private readonly container: HTMLElement,
    showError: (error: EngineError) => void,
  ) {
    this.#card = new SampleCard(showError);
    this.#build();
    this.#answer = new VisibleAnswer(container, (client) => this.#ask(client), showError);
  }

  engineReady(client: EngineClient, factors: FactorSpec[]) {
    this.#client = client;
    this.#specs = factors;
    if (this.#colourBy.length === 0) this.#colourBy.append(...roleGroups(factors));
    this.colourBy = this.#factor;
    this.#answer.engineReady(client);
  }

  engineGone() {
    this.#client = undefined;
    this.#answer.engineGone();
  }

  /** The factor that the points are coloured by. */
  get colourBy(): FactorName {
    return this.#factor;
  }

  set colourBy(factor: FactorName) {
    this.#factor = this.#colourBy.value = factor;
    this.#showColours();
  }

  /** The map on show. */
  get shown(): Answer | undefined {
    return this.#shown;
  }

  /** The encoder that reads has changed: a new map is asked for as soon as this one is in sight. */
  refresh() {
    this.#answer.refresh();
  }

  async #ask(client: EngineClient) {
    const answer = await client.call("map", { ...REQUEST, previous: this.#shown?.points ?? null });
    this.#shown = answer;
    const caption = (axis: string, share: number) => `${axis} axis: ${Math.round(100 * share)} % of the variance`;
    this.#plot.move(toPoints(answer.points), [caption("first", answer.shares[0]), caption("second", answer.shares[1])]);
    this.#showColours();
    this.#correlations.refresh();
    this.#maps += 1;
    this.container.dataset["points"] = String(answer.points.length / 2);
    this.container.dataset["maps"] = String(this.#maps);
  }

  #column(column: number): number[] {
    const factors = this.#shown?.factors ?? [];
    return factors.filter((_, index) => index % FACTORS === column);
  }

  #showColours() {
    const column = this.#specs.findIndex(({ name }) => name === this.#factor);
    const spec = this.#specs[column];
    if (!spec || !this.#shown) return;
    const { name, lower, upper } = spec;
    const shares = this.#column(column).map((value) => (value - lower) / (upper - lower));
    this.#plot.colour({ name, lower, upper, shares });
    this.#canvas.ariaLabel = `${REQUEST.samples} Spirographs as points; those alike to the encoder lie close together. Coloured by ${name}, from ${lower} to ${upper}.`;
  }

  /** Pearson's correlation of each axis with each factor. */
  #fill(table: HTMLTableElement) {
    const points = toPoints(this.#shown?.points ?? []);
    const axes = [points.map(([x]) => x), points.map(([, y]) => y)];
    const rows = this.#specs.map(({ name, role }, column) => {
      const cells = axes.map((axis) => create("td", "", figure(correlation(axis, this.#column(column)))));
      return tableRow(`${name} (${role})`, cells);
    });
    fillTable(table, ["correlation with", "first axis", "second axis"], rows);
  }

  #showSample(sample: number) {
    if (!this.#client || !this.#shown) return;
    const factors = this.#shown.factors.slice(FACTORS * sample, FACTORS * (sample + 1));
    this.#card.show(this.#client, sample, this.#specs, factors);
  }

  #build() {
    const label = create("label", "colour-by", "colour by ");
    label.append(this.#colourBy);
    this.#colourBy.addEventListener("change", () => (this.colourBy = this.#colourBy.value as FactorName));
    const words = create("p", "help");
    words.append(
      "Each point is a Spirograph; those that are alike to the encoder lie close together. What to look for: a factor of ",
      create("strong", "interest", "interest"),
      " shades the map from one side to the other, a ",
      create("strong", "nuisance", "nuisance"),
      " that has been forgotten is strewn evenly over it.",
    );
    this.#canvas.tabIndex = 0;
    this.#canvas.role = "application";
    this.#canvas.ariaLabel = TITLE;
    const keys = create("p", "help", "Point at a sample to see it; or the arrow keys step through the samples from left to right.");
    keys.id = "map-keys";
    this.#canvas.setAttribute("aria-describedby", keys.id);
    const body = create("div", "map-body");
    body.dataset["plot"] = TITLE;
    body.append(this.#canvas, this.#card.root);
    this.container.append(words, label, body, keys, this.#correlations.root);
  }
}

/** The factors to choose from, those of interest first. */
function roleGroups(factors: FactorSpec[]): HTMLOptGroupElement[] {
  return (["interest", "nuisance"] as const).map((role) => {
    const group = create("optgroup", "");
    group.label = role;
    group.append(...factors.filter((spec) => spec.role === role).map(({ name, label }) => new Option(`${name}: ${label}`, name)));
    return group;
  });
}
