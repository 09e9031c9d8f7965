// The tables as Markdown.

import type { Row } from "./bench";
import { column, nameOf, type Table, title } from "./plan";

/** Everything that was measured. */
export function markdown(tables: readonly Table[]): string {
  const webgpu = tables.filter(({ device }) => device === "webgpu");
  return [...tables.map(timings), ...(webgpu.length > 0 ? [counts(webgpu)] : []), notes(tables)].filter(Boolean).join("\n\n");
}

/** Milliseconds as the tables write them. */
export const milliseconds = (value: number) =>
  value < 10 ? value.toFixed(2) : value < 100 ? value.toFixed(1) : Math.round(value).toLocaleString("en");

/** Names of the rows of a table, in the order in which they first come. */
export function names({ columns }: Table): string[] {
  const all = columns.flatMap(({ comparison: { rows, absences } }) => [...rows, ...absences].map(({ entry }) => nameOf(entry)));
  return [...new Set(all)];
}

function timings(table: Table): string {
  const cell = (name: string, rows: Row[], isFirst: boolean) => {
    const row = rows.find(({ entry }) => nameOf(entry) === name);
    if (!row) return "–";
    const { lower, median, upper } = row.milliseconds;
    const quartiles = table.processorTime ? "" : ` (${milliseconds(lower)}–${milliseconds(upper)})`;
    return `${milliseconds(median)}${quartiles}${isFirst ? "" : `, ×${row.ratio.median.toFixed(2)}`}`;
  };
  const body = names(table).map((name, index) => [
    name,
    ...table.columns.map(({ comparison }) => cell(name, comparison.rows, index === 0)),
  ]);
  return lines([[`${title(table)}, ms`, ...table.columns.map(({ batch }) => column(table, batch))], ...body]);
}

function counts(tables: Table[]): string {
  const body = tables.flatMap((table) =>
    table.columns.flatMap(({ batch, comparison: { rows } }) =>
      rows.map(({ entry, counts, pipelines }) => {
        const { dispatches, submissions, bytesWritten, reads } = counts;
        const figures = [dispatches, submissions, pipelines, bytesWritten / 1000, reads];
        return [`${table.work}, ${column(table, batch)}`, nameOf(entry), ...figures.map((figure) => String(Math.round(10 * figure) / 10))];
      }),
    ),
  );
  return lines([["asked of WebGPU, once", "", "dispatches", "submissions", "pipelines made so far", "kB written", "reads"], ...body]);
}

/** How far what came out differed at most, and why some are not there. */
function notes(tables: readonly Table[]): string {
  const rows = tables.flatMap(({ columns }) => columns.flatMap(({ comparison }) => comparison.rows));
  const largest = Math.max(0, ...rows.map(({ difference }) => difference ?? 0)).toExponential(1);
  return [`What came out differed by ${largest} at most.`, ...reasons(tables)].join(" ");
}

/** Why somebody is not there, a sentence each. */
export function reasons(tables: readonly Table[]): string[] {
  const absences = tables.flatMap(({ columns }) => columns.flatMap(({ comparison }) => comparison.absences));
  return [...new Set(absences.map(({ entry, reason, expected }) => (expected ? reason : `${nameOf(entry)} failed: ${reason}`)))];
}

function lines([head = [], ...body]: string[][]): string {
  const line = (cells: string[]) => `| ${cells.join(" | ")} |`;
  return [line(head), `|${"---|".repeat(head.length)}`, ...body.map(line)].join("\n");
}
