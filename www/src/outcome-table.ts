// The table of before, without and with the regulariser.

import type { Outcome } from "engine";

import { create } from "./dom";

const COLUMNS = ["before", "without", "with"] as const;

export function showOutcome(table: HTMLTableElement, { rows }: Outcome) {
  const head = create("tr", "");
  for (const name of ["quantity", ...COLUMNS]) {
    const cell = create("th", "", name);
    cell.scope = "col";
    head.append(cell);
  }
  const body = rows.map(({ quantity, before, without, with: regularised }) => {
    const line = create("tr", "");
    line.dataset["quantity"] = quantity;
    const name = create("th", "", quantity);
    name.scope = "row";
    line.append(name);
    const cells = [before === null ? null : { mean: before, deviation: null }, without, regularised];
    cells.forEach((spread, index) => {
      const cell = create("td", "", spread ? words(spread) : "–");
      cell.dataset["column"] = COLUMNS[index] ?? "";
      if (spread) cell.dataset["value"] = String(spread.mean);
      line.append(cell);
    });
    return line;
  });
  const [thead, tbody] = [create("thead", ""), create("tbody", "")];
  thead.append(head);
  tbody.append(...body);
  table.replaceChildren(thead, tbody);
}

function words({ mean, deviation }: { mean: number; deviation: number | null }): string {
  const number = (value: number) => value.toPrecision(3);
  return deviation === null ? number(mean) : `${number(mean)} ± ${number(deviation)}`;
}
