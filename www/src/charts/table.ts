// Tables of figures, with heads that a screen reader announces.

import { create } from "../canvas/dom";
import { write } from "../canvas/untranslated";

/** Replaces what the table shows: the heads of its columns, and rows made by `tableRow`. */
export function fillTable(table: HTMLTableElement, columns: readonly string[], rows: HTMLTableRowElement[]) {
  const head = create("tr", "");
  head.append(...columns.map((name) => heading(name, "col")));
  const [thead, tbody] = [create("thead", ""), create("tbody", "")];
  thead.append(head);
  tbody.append(...rows);
  table.replaceChildren(thead, tbody);
}

/** A row with its head and its cells. */
export function tableRow(name: string, cells: readonly string[]): HTMLTableRowElement {
  const row = create("tr", "");
  row.append(heading(name, "row"), ...cells.map((words) => cellOf(words)));
  return row;
}

function cellOf(words: string): HTMLTableCellElement {
  const cell = create("td", "");
  write(cell, words);
  return cell;
}

function heading(name: string, scope: "row" | "col"): HTMLTableCellElement {
  const cell = create("th", "");
  write(cell, name);
  cell.scope = scope;
  return cell;
}
