// Plots of what was measured, by Vega-Lite, as SVG.
import { parse, View } from "vega";
import { compile } from "vega-lite";

const CONFIG = {
  background: "white",
  font: "sans-serif",
  axis: { labelFontSize: 11, titleFontSize: 12 },
  legend: { labelFontSize: 11, labelLimit: 0 },
};
const PANEL = { width: 340, height: 220 };

/** The plots by name, from a table with the columns where, what, size, milliseconds and megabytes. */
export async function draw(csv) {
  const data = { values: csv, format: { type: "csv" } };
  const both = (panel) => ({ data, hconcat: [panel("milliseconds", "ms"), panel("megabytes", "memory, MB")] });
  return { batch: await svg(both(overBatch)), steps: await svg(both(overSteps)) };
}

/** The memory of a long use, from a table with the columns at, kind and megabytes. */
export function drawMemory(csv, at) {
  return svg({
    ...PANEL,
    data: { values: csv, format: { type: "csv" } },
    mark: { type: "line", strokeWidth: 1.2 },
    encoding: {
      x: { field: "at", type: "quantitative", title: at },
      y: { field: "megabytes", type: "quantitative", title: "memory, MB" },
      color: { field: "kind", type: "nominal", title: null },
    },
  });
}

/** Encoding and a step of training over the batch, both axes in powers of two. */
function overBatch(quantity, title) {
  const size = { field: "size", type: "quantitative", scale: { type: "log", base: 2 }, title: "pictures, or pairs in a step" };
  return {
    ...PANEL,
    transform: [{ filter: "datum.what != 'long run'" }, { calculate: "datum.what + ', ' + datum.where", as: "series" }],
    mark: { type: "line", point: true },
    encoding: {
      x: size,
      y: { field: quantity, type: "quantitative", scale: { type: "log", base: 2 }, title },
      color: { field: "series", type: "nominal", title: null },
      shape: { field: "series", type: "nominal", title: null },
    },
  };
}

/** A long run: each point the mean of some steps. */
function overSteps(quantity, title) {
  return {
    ...PANEL,
    transform: [{ filter: "datum.what == 'long run'" }],
    mark: { type: "line", strokeWidth: 1.2 },
    encoding: {
      x: { field: "size", type: "quantitative", title: "steps done, 16 pairs each" },
      y: { field: quantity, type: "quantitative", title, scale: { zero: true } },
      color: { field: "where", type: "nominal", title: null },
    },
  };
}

function svg(specification) {
  const view = new View(parse(compile({ ...specification, config: CONFIG }).spec), { renderer: "none" });
  return view.toSVG();
}
