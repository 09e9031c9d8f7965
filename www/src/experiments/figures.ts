// The figures of an experiment at full size, as `spiro experiment` found them: loaded where they are shown.

import type { Figures } from "engine";

import { create } from "../canvas/dom";
import { counted } from "../canvas/numbers";
import { FoldedTable } from "../charts/folded-table";
import { fillTable, tableRow } from "../charts/table";
import { type ListedExperiment, loadFigures } from "../engine/experiments";
import { toEngineError } from "../engine/failure";
import { spreadInWords, spreadOf } from "./spread";
import { showVerdict } from "./verdict";

export class FiguresPanel {
  /** The experiment that is asked for: an answer about another one comes too late. */
  #asked: string | undefined;

  constructor(private readonly place: HTMLElement) {}

  async show({ name, hasFigures }: ListedExperiment) {
    if (name === this.#asked) return;
    this.#asked = name;
    if (!hasFigures) return this.#say("The figures at full size have not been recorded yet.");
    this.#say("The figures at full size are being loaded …");
    try {
      const figures = JSON.parse(await loadFigures(name)) as Figures;
      if (name === this.#asked) this.#show(figures);
    } catch (thrown) {
      if (name !== this.#asked) return;
      // Asked for once more, they may come.
      this.#asked = undefined;
      this.#say(toEngineError(thrown).message);
    }
  }

  clear() {
    this.#asked = undefined;
    this.place.replaceChildren();
  }

  #say(words: string) {
    this.place.replaceChildren(create("p", "help", words));
  }

  #show(figures: Figures) {
    const { judgement, results } = figures;
    const verdict = create("div", "");
    showVerdict(verdict, judgement);
    const compared = [...new Set(judgement.comparisons.map(({ quantity }) => quantity))];
    const all = new Set(results.seeds.flatMap((arms) => arms.flatMap((quantities) => Object.keys(quantities ?? {}))));
    const title = "every quantity at full size";
    this.place.replaceChildren(
      verdict,
      tableFrame(figures, compared),
      new FoldedTable(title, (table) => fill(table, figures, [...all])).root,
      origin(figures),
    );
  }
}

function tableFrame(figures: Figures, quantities: readonly string[]): HTMLElement {
  const frame = create("div", "table-frame");
  frame.tabIndex = 0;
  frame.role = "region";
  frame.ariaLabel = "The figures at full size";
  const table = create("table", "");
  fill(table, figures, quantities);
  frame.append(table);
  return frame;
}

/** Mean and deviation over the seeds, by quantity and arm; a dash where an arm has none, as where it diverged. */
function fill(table: HTMLTableElement, { results: { arms, seeds } }: Figures, quantities: readonly string[]) {
  const rows = quantities.map((quantity) => {
    const cells = arms.map((_, arm) => spreadInWords(spreadOf(seeds.flatMap((runs) => runs[arm]?.[quantity] ?? []))));
    return tableRow(quantity, cells);
  });
  fillTable(table, ["quantity", ...arms.map(({ words }) => words)], rows);
}

/** When, by what command and on what they were found. */
function origin({ date, command, device, results }: Figures): HTMLElement {
  const words = create("p", "help", `Mean ± deviation over ${counted(results.seeds.length, "seed")}. ${date}, on ${device}: `);
  words.append(create("code", "", command));
  return words;
}
