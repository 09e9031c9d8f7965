// The table of before and after, arm by arm.

import type { OutcomeReport } from "engine";
import { spreadInWords } from "../canvas/numbers";
import { fillTable, tableRow } from "../charts/table";

const BEFORE = "before";

/** An arm's name is for programs: the heads have its words. */
export function showOutcome(table: HTMLTableElement, { arms, rows }: Pick<OutcomeReport, "arms" | "rows">) {
  const columns = [BEFORE, ...arms.map(({ name }) => name)];
  const body = rows.map(({ quantity, before, after }) => {
    const spreads = [before === null ? null : { mean: before, deviation: null }, ...after];
    const row = tableRow(quantity, spreads.map(spreadInWords));
    row.dataset["quantity"] = quantity;
    columns.forEach((column, index) => {
      const [cell, spread] = [row.cells[index + 1], spreads[index]];
      if (cell) Object.assign(cell.dataset, { column, ...(spread && { value: spread.mean }) });
    });
    return row;
  });
  fillTable(table, ["quantity", BEFORE, ...arms.map(({ words }) => words)], body);
}
