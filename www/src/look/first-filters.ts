// The filters of the encoder's first layer: what the network looks for before anything else.

import { effect } from "@preact/signals-core";

import { create } from "../canvas/dom";
import { paintGrid } from "../canvas/picture";
import type { EngineHost } from "../engine/host";
import { visibleAnswer } from "./visible-answer";

const WORDS =
  "The weights of the first layer, shown as red, green and blue; grey is zero. What to look for: edges, spots and contrasts of two colours; a filter that is plain grey looks for nothing.";

export function showFirstFilters(container: HTMLElement, engine: EngineHost) {
  // One pixel for each weight: the style sheet enlarges it.
  const canvas = create("canvas", "filter-grid");
  // As large before the filters are there as afterwards, so that nothing below them moves.
  canvas.width = canvas.height = 1;
  canvas.role = "img";
  canvas.ariaLabel = "The first layer’s filters";
  const caption = create("figcaption", "", "…");
  const figure = create("figure", "");
  figure.append(canvas, caption);
  container.append(create("p", "help", WORDS), figure);
  const filters = visibleAnswer(container, engine, (client) => client.call("filters"));
  effect(() => {
    if (!filters.value) return;
    const { count, size, pictures } = filters.value;
    const columns = Math.ceil(Math.sqrt(count));
    paintGrid(canvas, pictures, { side: size, rows: Math.ceil(count / columns), columns });
    caption.textContent = `${count} filters of ${size} × ${size} pixels in three colours`;
    container.dataset["filters"] = String(count);
  });
}
