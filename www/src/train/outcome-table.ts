// The table of before, without and with the regulariser.

import type { Outcome } from "engine";

import { figure, fillTable, tableRow } from "../charts/table";

const COLUMNS = ["before", "without", "with"] as const;

export function showOutcome(table: HTMLTableElement, { rows }: Outcome) {
  const body = rows.map(({ quantity, before, without, with: regularised }) => {
    const spreads = [before === null ? null : { mean: before, deviation: null }, without, regularised];
    const row = tableRow(
      quantity,
      spreads.map((spread) => (spread ? words(spread) : "–")),
    );
    row.dataset["quantity"] = quantity;
    COLUMNS.forEach((column, index) => {
      const [cell, spread] = [row.cells[index + 1], spreads[index]];
      if (cell) Object.assign(cell.dataset, { column, ...(spread && { value: spread.mean }) });
    });
    return row;
  });
  fillTable(table, ["quantity", ...COLUMNS], body);
}

function words({ mean, deviation }: { mean: number; deviation: number | null }): string {
  return deviation === null ? figure(mean) : `${figure(mean)} ± ${figure(deviation)}`;
}
