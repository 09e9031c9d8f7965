// The representations of a few hundred Spirographs or crops of photographs in two dimensions, coloured by any factor, moving while
// training runs.

import { computed, effect, type ReadonlySignal } from "@preact/signals-core";
import type { RepresentationMap as Answer, Factor } from "engine";

import { announceSettled } from "../canvas/announce";
import type { CropPictures } from "../canvas/crop-pictures";
import { create } from "../canvas/dom";
import { figure, format, percent } from "../canvas/numbers";
import { toPoints } from "../canvas/plane";
import { FoldedTable } from "../charts/folded-table";
import { fillTable, tableRow } from "../charts/table";
import { type Factors, free, ofRole, ROLES } from "../engine/factors";
import { type Kind, kindOf, kindOfReport } from "../engine/sources";
import type { Lab } from "../state/lab";
import { correlation } from "./correlation";
import { type Sample, SampleCard } from "./sample-card";
import { type PaintSample, ScatterPlot } from "./scatter-plot";
import { visibleAnswer } from "./visible-answer";

/** The same samples each time, so that a sample can be followed while the encoder changes; pictures need more room than dots. */
const REQUESTS: Record<Kind, { samples: number; seed: number }> = {
  spirographs: { samples: 300, seed: 1 },
  photographs: { samples: 160, seed: 1 },
};
const TITLE = "The map of the representation";
/** What the samples are. */
const SAMPLES: Record<Kind, { one: string; many: string }> = {
  spirographs: { one: "Each point is a Spirograph", many: "Spirographs as points" },
  photographs: {
    one: "Each picture is a crop that nothing was learned from, framed in the colour of a factor",
    many: "crops of photographs as pictures",
  },
};

/** A map, and what it is of. */
interface Found {
  answer: Answer;
  kind: Kind;
  /** The pictures of the crops, where it is of crops. */
  crops: CropPictures | undefined;
}

export class RepresentationMap {
  /** The map on show. */
  readonly shown = computed(() => this.#found.value?.answer);
  readonly #found: ReadonlySignal<Found | undefined>;
  readonly #canvas = create("canvas", "map-canvas");
  readonly #plot = new ScatterPlot(this.#canvas, (sample, byKey) => {
    this.#card.show({ number: sample, factors: this.#factorsOf(sample), ...this.#cropOf(sample) });
    if (byKey) announceSettled("sample", this.#inWords(sample));
  });
  readonly #card: SampleCard;
  readonly #colourBy = create("select", "");
  readonly #help = create("p", "help");
  readonly #correlations = new FoldedTable("correlation of the axes with the factors", (table) => this.#fill(table));
  #maps = 0;

  /** `crops` are those of the photographs that are open. */
  constructor(
    private readonly container: HTMLElement,
    private readonly lab: Lab,
    crops: ReadonlySignal<CropPictures | undefined>,
  ) {
    this.#card = new SampleCard(lab.engine);
    this.#build();
    this.#help.replaceChildren(...helpOn(kindOf(lab.store.chosen.source.peek())));
    this.#found = visibleAnswer(container, lab.engine, async (client, { source }) => {
      const [kind, before] = [kindOfReport(source), this.#found.peek()];
      const pictures = kind === "photographs" ? crops.peek() : undefined;
      const previous = before?.kind === kind ? before.answer.points : null;
      return { kind, crops: pictures, answer: await client.call("map", { ...REQUESTS[kind], previous }) };
    });
    let [kind, pictures]: Partial<[Kind, CropPictures]> = [];
    effect(() => {
      const { value: found } = this.#found;
      if (!found) return;
      // What was picked among other samples is not on the map any more.
      if (found.kind !== kind || found.crops !== pictures) {
        this.#card.clear();
        this.#plot.clear();
      }
      [kind, pictures] = [found.kind, found.crops];
      this.#show(found);
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

  #show({ answer, kind, crops }: Found) {
    const caption = (axis: string, share: number) => `${axis} axis: ${percent(share)} of the variance`;
    const paint: PaintSample | undefined =
      crops && ((context, sample, corner, side) => crops.paint(context, answer.things[sample] ?? 0, corner, side));
    this.#plot.move(toPoints(answer.points), [caption("first", answer.shares[0]), caption("second", answer.shares[1])], paint);
    this.#help.replaceChildren(...helpOn(kind));
    this.#correlations.refresh();
    this.#maps += 1;
    this.container.dataset["points"] = String(answer.points.length / 2);
    this.container.dataset["maps"] = String(this.#maps);
  }

  /** The samples' values of a factor. */
  #values(factor: string): number[] {
    return this.shown.value?.factors[factor] ?? [];
  }

  /** All factors of a sample. */
  #factorsOf(sample: number): Factors {
    const values = Object.entries(this.shown.value?.factors ?? {});
    return Object.fromEntries(values.map(([name, ofSamples]) => [name, ofSamples[sample] ?? Number.NaN]));
  }

  /** The crop that a sample shows, where it shows one. */
  #cropOf(sample: number): Pick<Sample, "crop"> {
    const { crops: pictures, answer } = this.#found.value ?? {};
    return pictures && answer ? { crop: { number: answer.things[sample] ?? 0, pictures } } : {};
  }

  /** A sample for the ear: its factors of interest, or where none is all that it differs in. The card has them all. */
  #inWords(sample: number): string {
    const { value: factors } = this.lab.engine.factors;
    const ofInterest = ofRole(factors, "interest");
    const spoken = ofInterest.length > 0 ? ofInterest : free(factors);
    const words = spoken.map(({ name }) => `${name} ${format(this.#values(name)[sample] ?? Number.NaN)}`);
    return `Sample ${sample + 1}: ${words.join(", ")}`;
  }

  #showColours(factor: string) {
    const spec = this.lab.engine.factors.peek().find(({ name }) => name === factor);
    const { value: found } = this.#found;
    if (!spec || !found) return;
    const { name, lower, upper } = spec;
    const shares = this.#values(name).map((value) => (value - lower) / (upper - lower));
    this.#plot.colour({ name, lower, upper, shares });
    this.#canvas.ariaLabel = `${shares.length} ${SAMPLES[found.kind].many}; those that look alike to the encoder lie close together. Coloured by ${name}, from ${lower} to ${upper}.`;
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
    this.#canvas.tabIndex = 0;
    this.#canvas.role = "application";
    this.#canvas.ariaLabel = TITLE;
    const keys = create("p", "help", "Point at a sample to see it, or step through the samples from left to right with the arrow keys.");
    keys.id = "map-keys";
    this.#canvas.setAttribute("aria-describedby", keys.id);
    const body = create("div", "map-body");
    body.dataset["plot"] = TITLE;
    body.append(this.#canvas, this.#card.root);
    this.container.append(label, body, this.#help, keys, this.#correlations.root);
  }
}

/** What is shown, and what to look for. */
function helpOn(kind: Kind): (string | Node)[] {
  const nuisance = create("strong", "nuisance", "nuisance");
  const toLookFor =
    kind === "photographs"
      ? ["crops that show something alike lie together, and a ", nuisance]
      : ["a factor of ", create("strong", "interest", "interest"), " shades the map from one side to the other, a ", nuisance];
  const lead = `${SAMPLES[kind].one}; those that look alike to the encoder lie close together. What to look for: `;
  return [lead, ...toLookFor, " that has been forgotten is spread evenly over it."];
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
  const option = new Option(name === label ? name : `${name}: ${label}`, name);
  option.translate = false;
  return option;
}
