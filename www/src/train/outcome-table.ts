// The table of before and after, arm by arm.

import type { Outcome } from "engine";
import { figure } from "../canvas/numbers";
import { fillTable, tableRow } from "../charts/table";

export function showOutcome(table: HTMLTableElement, { arms, rows }: Outcome) {
  const columns = ["before", ...arms.map(({ name }) => name)];
  const body = rows.map(({ quantity, before, after }) => {
    const spreads = [before === null ? null : { mean: before, deviation: null }, ...after];
    const row = tableRow(quantity, spreads.map(words));
    row.dataset["quantity"] = quantity;
    columns.forEach((column, index) => {
      const [cell, spread] = [row.cells[index + 1], spreads[index]];
      if (cell) Object.assign(cell.dataset, { column, ...(spread && { value: spread.mean }) });
    });
    return row;
  });
  fillTable(table, ["quantity", ...columns], body);
}

function words(spread: { mean: number; deviation: number | null } | null): string {
  if (spread === null) return "–";
  const { mean, deviation } = spread;
  return deviation === null ? figure(mean) : `${figure(mean)} ± ${figure(deviation)}`;
}
