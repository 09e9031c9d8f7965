// What was measured, as tables with a bar for each median.

import { create } from "../src/canvas/dom";
import type { Row } from "./bench";
import { milliseconds, reasons } from "./markdown";
import { column, nameOf, type Table, title } from "./plan";

/** Shows a table, in the place of what it was before. */
export function show(table: Table, place: HTMLElement) {
  const name = title(table);
  const card = create("section", "card");
  card.dataset["table"] = name;
  const sizes = table.columns.map(({ batch, comparison: { rows } }) => timings(column(table, batch), rows));
  card.append(create("h2", "", name), ...sizes, ...reasons([table]).map((reason) => create("p", "help", reason)));
  const before = [...place.children].find((other) => (other as HTMLElement).dataset["table"] === name);
  if (before) before.replaceWith(card);
  else place.append(card);
}

function timings(size: string, rows: readonly Row[]): HTMLTableElement {
  const slowest = Math.max(...rows.map(({ milliseconds }) => milliseconds.median));
  const table = create("table", "timings");
  table.createCaption().textContent = size;
  const head = table.createTHead().insertRow();
  for (const words of ["who", "median in ms (quartiles)", "times ours"]) head.append(heading(words, "col"));
  const body = table.createTBody();
  for (const { entry, milliseconds: time, ratio } of rows) {
    const row = body.insertRow();
    row.className = entry.contender.file === "ours" ? "ours" : "";
    const bar = create("span", "bar");
    bar.style.setProperty("--share", String(time.median / slowest));
    row.append(heading(nameOf(entry), "row"));
    row.insertCell().append(bar, `${milliseconds(time.median)} (${milliseconds(time.lower)}–${milliseconds(time.upper)})`);
    row.insertCell().append(ratio.median.toFixed(2));
  }
  return table;
}

function heading(words: string, scope: "row" | "col"): HTMLTableCellElement {
  const cell = create("th", "", words);
  cell.scope = scope;
  return cell;
}
