// The table of before, without and with the regulariser.

import type { Outcome } from "engine";

import { create } from "../canvas/dom";
import { figure, fillTable, tableRow } from "../charts/table";

const COLUMNS = ["before", "without", "with"] as const;

export function showOutcome(table: HTMLTableElement, { rows }: Outcome) {
  const body = rows.map(({ quantity, before, without, with: regularised }) => {
    const spreads = [before === null ? null : { mean: before, deviation: null }, without, regularised];
    const cells = spreads.map((spread, index) => {
      const cell = create("td", "", spread ? words(spread) : "–");
      cell.dataset["column"] = COLUMNS[index] ?? "";
      if (spread) cell.dataset["value"] = String(spread.mean);
      return cell;
    });
    const line = tableRow(quantity, cells);
    line.dataset["quantity"] = quantity;
    return line;
  });
  fillTable(table, ["quantity", ...COLUMNS], body);
}

function words({ mean, deviation }: { mean: number; deviation: number | null }): string {
  return deviation === null ? figure(mean) : `${figure(mean)} ± ${figure(deviation)}`;
}
