// One sample of the map: its curve in its colours, and its ten factors.

import { create, format } from "../canvas/dom";
import { LatestOnly, type EngineClient } from "../engine/client";
import type { EngineError, FactorSpec } from "../engine/types";
import { planeContext, toPoints, type Point } from "../canvas/plane";
import { named, paintSpirograph, pictureOf, type Factors } from "../canvas/spirograph";

const CURVE_POINTS = 200;

/** A sample, and the engine that draws it. */
type Asked = { client: EngineClient; factors: number[] };

export class SampleCard {
  readonly root = create("div", "sample-card");
  readonly #canvas = create("canvas", "sample-curve");
  readonly #title = create("p", "sample-title", "Point at a sample to see it here.");
  readonly #list = create("dl", "sample-factors");
  readonly #drawing = new LatestOnly<Asked>((asked) => this.#draw(asked));
  #shown: { curve: Point[]; factors: Factors } | undefined;
  #specs: FactorSpec[] = [];

  constructor(private readonly showError: (error: EngineError) => void) {
    this.#canvas.role = "img";
    this.#canvas.ariaLabel = "The sample’s curve";
    this.#canvas.hidden = true;
    this.root.ariaLive = "polite";
    this.root.append(this.#title, this.#canvas, this.#list);
    new ResizeObserver(() => this.#paint()).observe(this.#canvas);
  }

  show(client: EngineClient, sample: number, specs: FactorSpec[], factors: number[]) {
    this.#specs = specs;
    this.root.dataset["sample"] = String(sample);
    this.#title.textContent = `Sample ${sample + 1}`;
    this.#list.replaceChildren(
      ...specs.map(({ name, role }, column) => {
        const row = create("div", role);
        row.append(create("dt", "factor-name", name), create("dd", "", format(factors[column] ?? 0)));
        return row;
      }),
    );
    this.#drawing.request({ client, factors });
  }

  async #draw({ client, factors }: Asked) {
    try {
      const curve = toPoints(await client.call("curve", { factors, points: CURVE_POINTS }));
      this.#shown = { curve, factors: named(this.#specs, factors) };
      this.#canvas.hidden = false;
      this.#paint();
    } catch (error) {
      this.showError(error as EngineError);
    }
  }

  #paint() {
    if (this.#shown) paintSpirograph(planeContext(this.#canvas), pictureOf(this.#shown.curve, this.#shown.factors));
  }
}
