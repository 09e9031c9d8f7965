// The representations of a few hundred Spirographs in two dimensions, coloured by any factor, moving while training runs.

import { effect, type ReadonlySignal } from "@preact/signals-core";
import type { RepresentationMap as Answer, Factor } from "engine";

import { announceSettled } from "../canvas/announce";
import { create } from "../canvas/dom";
import { figure, format, percent } from "../canvas/numbers";
import { toPoints } from "../canvas/plane";
import { FoldedTable } from "../charts/folded-table";
import { fillTable, tableRow } from "../charts/table";
import { byName, FACTORS, free, ofRole, ROLES } from "../engine/factors";
import type { Lab } from "../state/lab";
import { correlation } from "./correlation";
import { SampleCard } from "./sample-card";
import { ScatterPlot } from "./scatter-plot";
import { visibleAnswer } from "./visible-answer";

/** The same samples each time, so that a sample can be followed while the encoder changes. */
const REQUEST = { samples: 300, seed: 1 };
const TITLE = "The map of the representation";

export class RepresentationMap {
  /** The map on show. */
  readonly shown: ReadonlySignal<Answer | undefined>;
  readonly #canvas = create("canvas", "map-canvas");
  readonly #plot = new ScatterPlot(this.#canvas, (sample, byKey) => {
    this.#card.show(
      sample,
      byName(({ name, neutral }) => this.#values(name)[sample] ?? neutral),
    );
    if (byKey) announceSettled("sample", this.#inWords(sample));
  });
  readonly #card: SampleCard;
  readonly #colourBy = create("select", "");
  readonly #correlations = new FoldedTable("correlation of the axes with the factors", (table) => this.#fill(table));
  #maps = 0;

  constructor(
    private readonly container: HTMLElement,
    private readonly lab: Lab,
  ) {
    this.#card = new SampleCard(lab.engine);
    this.#build();
    this.shown = visibleAnswer(container, lab.engine, (client) =>
      client.call("map", { ...REQUEST, previous: this.shown.peek()?.points ?? null }),
    );
    effect(() => {
      if (this.shown.value) this.#show(this.shown.value);
    });
    let listed: readonly Factor[] | undefined;
    effect(() => {
      const { value: factors } = lab.engine.factors;
      if (factors !== listed) this.#colourBy.replaceChildren(...roleGroups((listed = factors)));
      const { value: chosen } = this.lab.store.chosen.colourBy;
      // Samples do not differ in a factor that is fixed: what was chosen for another encoder waits for it.
      const offered = free(factors);
      const shown = offered.find(({ name }) => name === chosen) ?? offered[0];
      if (!shown) return;
      this.#colourBy.value = shown.name;
      if (this.shown.value) this.#showColours(shown.name);
    });
  }

  #show(answer: Answer) {
    const caption = (axis: string, share: number) => `${axis} axis: ${percent(share)} of the variance`;
    this.#plot.move(toPoints(answer.points), [caption("first", answer.shares[0]), caption("second", answer.shares[1])]);
    this.#correlations.refresh();
    this.#maps += 1;
    this.container.dataset["points"] = String(answer.points.length / 2);
    this.container.dataset["maps"] = String(this.#maps);
  }

  /** The samples' values of a factor. */
  #values(factor: string): number[] {
    return this.shown.value?.factors[factor] ?? [];
  }

  /** A sample for the ear: its factors of interest. The card has them all. */
  #inWords(sample: number): string {
    const factors = ofRole(this.lab.engine.factors.peek(), "interest").map(
      ({ name }) => `${name} ${format(this.#values(name)[sample] ?? Number.NaN)}`,
    );
    return `Sample ${sample + 1}: ${factors.join(", ")}`;
  }

  #showColours(factor: string) {
    const spec = FACTORS.find(({ name }) => name === factor);
    if (!spec) return;
    const { name, lower, upper } = spec;
    const shares = this.#values(name).map((value) => (value - lower) / (upper - lower));
    this.#plot.colour({ name, lower, upper, shares });
    this.#canvas.ariaLabel = `${REQUEST.samples} Spirographs as points; those that look alike to the encoder lie close together. Coloured by ${name}, from ${lower} to ${upper}.`;
  }

  /** Pearson's correlation of each axis with each factor. */
  #fill(table: HTMLTableElement) {
    const points = toPoints(this.shown.value?.points ?? []);
    const axes = [points.map(([x]) => x), points.map(([, y]) => y)];
    const rows = free(this.lab.engine.factors.value).map(({ name, role }) => {
      const correlations = axes.map((axis) => correlation(axis, this.#values(name)));
      return tableRow(`${name} (${role})`, correlations.map(figure));
    });
    fillTable(table, ["correlation with", "first axis", "second axis"], rows);
  }

  #build() {
    const label = create("label", "colour-by", "colour by ");
    label.append(this.#colourBy);
    this.#colourBy.addEventListener("change", () => (this.lab.store.chosen.colourBy.value = this.#colourBy.value));
    const words = create("p", "help");
    words.append(
      "Each point is a Spirograph; those that look alike to the encoder lie close together. What to look for: a factor of ",
      create("strong", "interest", "interest"),
      " shades the map from one side to the other, a ",
      create("strong", "nuisance", "nuisance"),
      " that has been forgotten is spread evenly over it.",
    );
    this.#canvas.tabIndex = 0;
    this.#canvas.role = "application";
    this.#canvas.ariaLabel = TITLE;
    const keys = create("p", "help", "Point at a sample to see it, or step through the samples from left to right with the arrow keys.");
    keys.id = "map-keys";
    this.#canvas.setAttribute("aria-describedby", keys.id);
    const body = create("div", "map-body");
    body.dataset["plot"] = TITLE;
    body.append(this.#canvas, this.#card.root);
    this.container.append(label, body, words, keys, this.#correlations.root);
  }
}

/** The factors to choose from, those of interest first. */
function roleGroups(factors: readonly Factor[]): HTMLOptGroupElement[] {
  return ROLES.filter((role) => role !== "fixed").flatMap((role) => {
    const group = create("optgroup", "");
    group.label = role;
    group.append(...ofRole(factors, role).map(optionOf));
    return group.children.length > 0 ? [group] : [];
  });
}

/** Only whole options can be kept from translation. */
function optionOf({ name, label }: Factor): HTMLOptionElement {
  const option = new Option(`${name}: ${label}`, name);
  option.translate = false;
  return option;
}
