// The numbers of a chart as a table that is folded away: for screen readers, and for whoever wants them exactly.

import { create } from "../canvas/dom";

export class FoldedTable {
  readonly root = create("details", "as-table");
  readonly #table = create("table", "");

  /** `fill` puts the numbers into the table, when it is opened and whenever they change while it is open. */
  constructor(
    label: string,
    private readonly fill: (table: HTMLTableElement) => void,
  ) {
    const frame = create("div", "table-frame");
    frame.tabIndex = 0;
    frame.role = "region";
    frame.ariaLabel = `${label}, as a table`;
    frame.append(this.#table);
    const summary = create("summary", "", "as a table");
    summary.ariaLabel = `${label}, as a table`;
    this.root.append(summary, frame);
    this.root.addEventListener("toggle", () => this.refresh());
  }

  refresh() {
    if (this.root.open) this.fill(this.#table);
  }
}
