// The numbers of the charts of averaging, for whoever cannot or would rather not read them off curves.

import { effect, type ReadonlySignal } from "@preact/signals-core";
import type { ReadBack } from "engine";

import { element } from "../canvas/dom";
import { format } from "../canvas/numbers";
import { fillTable, tableRow } from "../charts/table";
import { between } from "./interval";

export function showTrends(answer: ReadonlySignal<ReadBack | undefined>) {
  const table = element("trends-table", HTMLTableElement);
  effect(() => {
    if (answer.value) fill(table, answer.value);
  });
}

function fill(table: HTMLTableElement, { estimates, by_views }: ReadBack) {
  const rows = by_views.map((point) =>
    tableRow(
      `M = ${point.views}`,
      point.estimates.map((estimate, index) => {
        const interval = point.intervals[index];
        return interval ? `${format(estimate)} (${between(interval)})` : format(estimate);
      }),
    ),
  );
  const truths = estimates.map(({ truth }) => (truth === null ? "" : format(truth)));
  const hasTruth = estimates.some(({ truth }) => truth !== null);
  fillTable(table, ["views", ...estimates.map(({ factor }) => factor)], hasTruth ? [...rows, tableRow("true", truths)] : rows);
}
