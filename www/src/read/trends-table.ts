// The numbers of the charts of averaging, for whoever cannot or would rather not read them off curves.

import { create, element, format } from "../canvas/dom";
import type { ReadBack } from "../engine/types";
import { fillTable, tableRow } from "../charts/table";

const table = () => element("trends-table", HTMLTableElement);

export function showTrends({ estimates, by_views }: ReadBack) {
  const rows = by_views.map((point) =>
    tableRow(
      `M = ${point.views}`,
      point.estimates.map((estimate, index) => {
        const spread = point.spreads[index];
        return create("td", "", spread == null ? format(estimate) : `${format(estimate)} ± ${format(spread)}`);
      }),
    ),
  );
  const truths = estimates.map(({ truth }) => create("td", "", truth === null ? "" : format(truth)));
  const hasTruth = estimates.some(({ truth }) => truth !== null);
  fillTable(table(), ["views", ...estimates.map(({ factor }) => factor)], hasTruth ? [...rows, tableRow("true", truths)] : rows);
}
