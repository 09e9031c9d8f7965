// The figures of an experiment at full size, as `spiro experiment` found them: loaded where they are shown.

import type { Figures } from "engine";

import { create } from "../canvas/dom";
import { counted, spreadInWords } from "../canvas/numbers";
import { FoldedTable } from "../charts/folded-table";
import { fillTable, tableRow } from "../charts/table";
import { type ListedExperiment, loadFigures } from "../engine/experiments";
import { toEngineError } from "../engine/failure";
import { showJudgement } from "./verdict";

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
      if (name === this.#asked) this.#show(name, figures);
    } catch (thrown) {
      if (name !== this.#asked) return;
      // Asked for once more, they may come.
      this.#asked = undefined;
      this.#say(toEngineError(thrown).message);
    }
  }

  /** Shows words in their place. */
  instead(words: string) {
    this.#asked = undefined;
    this.#say(words);
  }

  #say(words: string) {
    this.place.replaceChildren(create("p", "help", words));
  }

  /** Several experiments may be on show in one step: each part is called by the experiment's name. */
  #show(name: string, figures: Figures) {
    const { judgement } = figures;
    const [verdict, comparisons] = [create("p", "verdict"), create("ul", "comparisons")];
    showJudgement(verdict, comparisons, judgement);
    const all = new FoldedTable(`every quantity of “${name}” at full size`, (table) => fillWithAll(table, figures));
    this.place.replaceChildren(verdict, comparedByArm(name, figures), comparisons, all.root, origin(figures));
  }
}

/** What is compared, arm by arm. */
function comparedByArm(name: string, { arms, rows, judgement }: Figures): HTMLElement {
  const compared = rows.filter(({ quantity }) => judgement.comparisons.some((comparison) => comparison.quantity === quantity));
  const [frame, table] = [create("div", "table-frame arms-by-quantity"), create("table", "")];
  frame.tabIndex = 0;
  frame.role = "region";
  frame.ariaLabel = `The figures of “${name}” at full size, arm by arm`;
  const ofArm = (index: number) => compared.map(({ after }) => spreadInWords(after[index] ?? null));
  fillTable(
    table,
    ["arm", ...compared.map(({ quantity }) => quantity)],
    arms.map(({ words }, index) => tableRow(words, ofArm(index))),
  );
  frame.append(table);
  return frame;
}

function fillWithAll(table: HTMLTableElement, { arms, rows }: Figures) {
  fillTable(
    table,
    ["quantity", ...arms.map(({ words }) => words)],
    rows.map(({ quantity, after }) => tableRow(quantity, after.map(spreadInWords))),
  );
}

/** When, by what command and on what they were found. */
function origin({ date, command, device, seeds }: Figures): HTMLElement {
  const words = create("p", "help", `Mean ± deviation over ${counted(seeds, "seed")}. ${date}, on ${device}: `);
  const code = create("code", "", command);
  // Words of a command are not to be translated.
  code.translate = false;
  words.append(code);
  return words;
}
