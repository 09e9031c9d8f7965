// How much the representation moves with each of the factors: with the encoder as it was loaded, and as it reads now.

import { effect, type ReadonlySignal } from "@preact/signals-core";
import type { Factor } from "engine";

import { create } from "../canvas/dom";
import { figure } from "../canvas/numbers";
import { FoldedTable } from "../charts/folded-table";
import { fillTable, tableRow } from "../charts/table";
import type { EngineClient } from "../engine/client";
import { ofRole } from "../engine/factors";
import type { EngineHost, Reader } from "../engine/host";
import { type Sensitivity, SensitivityDots } from "./sensitivity-dots";
import { visibleAnswer } from "./visible-answer";

/** Few enough for two seconds on a processor: ten derivatives are taken of each sample, or sixteen. */
const REQUEST = { samples: 32, seed: 1 };
const TITLE = "Sensitivity to every factor";

export class SensitivityNow {
  /** The sensitivities on show. */
  readonly shown: ReadonlySignal<Sensitivity[] | undefined>;
  readonly #dots = new SensitivityDots(`${TITLE}; the numbers are in the table below`);
  readonly #help = create("p", "help");
  readonly #legend = create("p", "legend");
  readonly #numbers = new FoldedTable("sensitivities", (table) => this.#fill(table));

  constructor(
    private readonly container: HTMLElement,
    engine: EngineHost,
  ) {
    this.#build();
    effect(() => this.#showHelp(engine.factors.value));
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
    const { value: sensitivities = [] } = this.shown;
    const moved = hasMoved(sensitivities);
    const rows = sensitivities.map(({ name, role, now, before }) => {
      const values = before === null ? [null, now, null] : [before, now, now / before];
      const shown = moved ? values : [now];
      return tableRow(
        `${name} (${role})`,
        shown.map((value) => (value === null ? "–" : figure(value))),
      );
    });
    fillTable(table, ["factor", ...(moved ? ["before", "now", "now / before"] : ["now"])], rows);
  }

  /** What is shown, and what to look for among the factors that there are. */
  #showHelp(factors: readonly Factor[]) {
    const stays = [", and the dots of ", create("strong", "interest", "interest"), " stay"];
    this.#help.replaceChildren(
      "How far the representation moves when a factor moves by a little, ‖∂F/∂α‖, as a mean over samples. What to look for: with the regulariser the rings of ",
      create("strong", "nuisance", "nuisance"),
      " move to the left",
      ...(ofRole(factors, "interest").length > 0 ? stays : []),
      ".",
    );
  }

  #build() {
    this.#legend.append(
      create("span", "legend-before", "the encoder as it was loaded"),
      create("span", "legend-now", "the run that reads now"),
    );
    this.#legend.hidden = true;
    const chart = this.#dots.place;
    chart.dataset["plot"] = TITLE;
    this.container.append(this.#help, this.#legend, chart, this.#numbers.root);
  }
}

async function ask(client: EngineClient, { source }: Reader): Promise<Sensitivity[]> {
  const [reading, loaded] = [
    await client.call("sensitivities", { ...REQUEST, encoder: "reading" }),
    await client.call("sensitivities", { ...REQUEST, encoder: "loaded" }),
  ];
  // The same samples give the same numbers where no run reads.
  const isLoaded = Object.entries(reading).every(([name, value]) => value === loaded[name]);
  // Factors that are fixed, or that pictures have no derivative by, have no sensitivity.
  return source.factors.flatMap(({ name, role }) => {
    const now = reading[name];
    return now === undefined ? [] : [{ name, role, now, before: isLoaded ? null : (loaded[name] ?? null) }];
  });
}

const hasMoved = (sensitivities: Sensitivity[]) => sensitivities.some(({ before }) => before !== null);
