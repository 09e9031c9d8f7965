// One sample of the map: its curve in its colours, and its factors.

import { effect, signal } from "@preact/signals-core";

import { create } from "../canvas/dom";
import { format } from "../canvas/numbers";
import { onResize } from "../canvas/on-resize";
import { type Point, planeContext, toPoints } from "../canvas/plane";
import { paintSpirograph, pictureOf } from "../canvas/spirograph";
import { createName } from "../canvas/untranslated";
import { type Factors, free } from "../engine/factors";
import type { EngineHost } from "../engine/host";

const CURVE_POINTS = 200;

export class SampleCard {
  readonly root = create("div", "sample-card");
  readonly #canvas = create("canvas", "sample-curve");
  readonly #title = create("p", "sample-title", "Point at a sample to see it here.");
  readonly #list = create("dl", "sample-factors");
  readonly #draw: (factors: Factors) => void;
  readonly #shown = signal<{ curve: Point[]; factors: Factors } | undefined>(undefined);

  constructor(private readonly engine: EngineHost) {
    this.#draw = engine.latest(async (client, factors) => {
      const curve = toPoints(await client.call("curve", factors, CURVE_POINTS));
      this.#shown.value = { curve, factors };
    });
    this.#canvas.role = "img";
    this.#canvas.ariaLabel = "The sample’s curve";
    this.root.append(this.#title, this.#canvas, this.#list);
    onResize(this.#canvas, () => this.#paint());
    effect(() => this.#paint());
  }

  show(sample: number, factors: Factors) {
    this.root.dataset["sample"] = String(sample);
    this.#title.textContent = `Sample ${sample + 1}`;
    this.#list.replaceChildren(
      ...free(this.engine.factors.value).map(({ name, role }) => {
        const row = create("div", role);
        row.append(createName("dt", "factor-name", name), create("dd", "", format(factors[name] ?? Number.NaN)));
        return row;
      }),
    );
    this.#draw(factors);
  }

  #paint() {
    const { value: shown } = this.#shown;
    this.#canvas.hidden = shown === undefined;
    if (shown) paintSpirograph(planeContext(this.#canvas), pictureOf(shown.curve, shown.factors));
  }
}
