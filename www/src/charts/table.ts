// Tables of figures, with heads that a screen reader announces.

import { create } from "../canvas/dom";
import { write } from "../canvas/untranslated";

/** Replaces what the table shows: the heads of its columns, and rows made by `tableRow`. */
export function fillTable(table: HTMLTableElement, columns: readonly (string | Node)[], rows: HTMLTableRowElement[]) {
  const head = create("tr", "");
  head.append(...columns.map((name) => heading(name, "col")));
  const [thead, tbody] = [create("thead", ""), create("tbody", "")];
  thead.append(head);
  tbody.append(...rows);
  table.replaceChildren(thead, tbody);
}

/** A row with its head and its cells. */
export function tableRow(name: string | Node, cells: readonly (string | Node)[]): HTMLTableRowElement {
  const row = create("tr", "");
  row.append(heading(name, "row"), ...cells.map((words) => cellOf(words)));
  return row;
}

/** Words, or what is more than words, as a visitor's own name for something. */
function put(cell: HTMLTableCellElement, content: string | Node) {
  if (typeof content === "string") write(cell, content);
  else cell.append(content);
}

function cellOf(content: string | Node): HTMLTableCellElement {
  const cell = create("td", "");
  put(cell, content);
  return cell;
}

function heading(name: string | Node, scope: "row" | "col"): HTMLTableCellElement {
  const cell = create("th", "");
  put(cell, name);
  cell.scope = scope;
  return cell;
}
