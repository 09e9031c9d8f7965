// How much the representation moves with each of the factors: with the encoder as it was loaded, and as it reads now.

import { effect, type ReadonlySignal } from "@preact/signals-core";

import { create } from "../canvas/dom";
import { FoldedTable } from "../charts/folded-table";
import { figure, fillTable, tableRow } from "../charts/table";
import type { EngineClient } from "../engine/client";
import type { EngineHost, Reader } from "../engine/host";
import { type Sensitivity, SensitivityDots } from "./sensitivity-dots";
import { visibleAnswer } from "./visible-answer";

/** Few enough for a second on a processor: a derivative by each factor is taken of each sample. */
const REQUEST = { samples: 32, seed: 1 };
const TITLE = "Sensitivity to every factor";

export class SensitivityNow {
  /** The sensitivities on show. */
  readonly shown: ReadonlySignal<Sensitivity[] | undefined>;
  readonly #dots = new SensitivityDots(`${TITLE}; the numbers are in the table below`);
  readonly #legend = create("p", "legend");
  readonly #numbers = new FoldedTable("sensitivities", (table) => this.#fill(table));

  constructor(
    private readonly container: HTMLElement,
    engine: EngineHost,
  ) {
    this.#build();
    this.shown = visibleAnswer(container, engine, ask);
    effect(() => {
      if (this.shown.value) this.#show(this.shown.value);
    });
  }

  #show(sensitivities: Sensitivity[]) {
    this.#dots.show(sensitivities);
    this.#legend.hidden = !hasMoved(sensitivities);
    this.#numbers.refresh();
    this.container.dataset["shown"] = hasMoved(sensitivities) ? "before and now" : "now";
  }

  #fill(table: HTMLTableElement) {
    const { value: shown = [] } = this.shown;
    const rows = shown.map(({ name, role, now, before }) => {
      const values = before === null ? [now] : [before, now, now / before];
      return tableRow(`${name} (${role})`, values.map(figure));
    });
    fillTable(table, ["factor", ...(hasMoved(shown) ? ["before", "now", "now / before"] : ["now"])], rows);
  }

  #build() {
    const words = create("p", "help");
    words.append(
      "How far the representation moves when a factor moves by a little, ‖∂F/∂α‖, as a mean over samples. What to look for: with the regulariser the rings of ",
      create("strong", "nuisance", "nuisance"),
      " move to the left, and the dots of ",
      create("strong", "interest", "interest"),
      " stay.",
    );
    this.#legend.append(
      create("span", "legend-before", "the encoder as it was loaded"),
      create("span", "legend-now", "the run that reads now"),
    );
    this.#legend.hidden = true;
    const chart = this.#dots.place;
    chart.dataset["plot"] = TITLE;
    this.container.append(words, this.#legend, chart, this.#numbers.root);
  }
}

async function ask(client: EngineClient, { source }: Reader): Promise<Sensitivity[]> {
  const [reading, loaded] = [
    await client.call("sensitivities", { ...REQUEST, encoder: "reading" }),
    await client.call("sensitivities", { ...REQUEST, encoder: "loaded" }),
  ];
  const of = (values: Record<string, number>, name: string) => values[name] ?? Number.NaN;
  // The same samples give the same numbers where no run reads.
  const isLoaded = Object.entries(reading).every(([name, value]) => value === loaded[name]);
  // What is fixed, and what has no derivative, is not measured.
  const measured = source.factors.filter(({ name }) => name in reading);
  return measured.map(({ name, role }) => ({ name, role, now: of(reading, name), before: isLoaded ? null : of(loaded, name) }));
}

const hasMoved = (sensitivities: Sensitivity[]) => sensitivities.some(({ before }) => before !== null);
