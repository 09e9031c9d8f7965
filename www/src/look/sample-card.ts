// One sample of the map: its curve in its colours, or the crop that it shows, and its factors.

import { effect, signal } from "@preact/signals-core";

import type { CropPictures } from "../canvas/crop-pictures";
import { create } from "../canvas/dom";
import { format } from "../canvas/numbers";
import { onResize } from "../canvas/on-resize";
import { type Point, planeContext, toPoints } from "../canvas/plane";
import { paintSpirograph, pictureOf } from "../canvas/spirograph";
import { createName } from "../canvas/untranslated";
import { type Factors, free } from "../engine/factors";
import type { EngineHost } from "../engine/host";

const CURVE_POINTS = 200;
const INVITATION = "Point at a sample to see it here.";

/** A sample that is shown: a Spirograph, or a crop of photographs as it is. */
export interface Sample {
  number: number;
  factors: Factors;
  crop?: { number: number; pictures: CropPictures };
}

export class SampleCard {
  readonly root = create("div", "sample-card");
  readonly #canvas = create("canvas", "sample-curve");
  readonly #title = create("p", "sample-title", INVITATION);
  readonly #list = create("dl", "sample-factors");
  readonly #draw: (factors: Factors) => void;
  readonly #curve = signal<{ curve: Point[]; factors: Factors } | undefined>(undefined);
  /** The Spirograph that is to be shown. */
  #wanted: Factors | undefined;

  constructor(private readonly engine: EngineHost) {
    this.#draw = engine.latest(async (client, factors) => {
      const curve = toPoints(await client.call("curve", factors, CURVE_POINTS));
      if (factors === this.#wanted) this.#curve.value = { curve, factors };
    });
    this.#canvas.role = "img";
    this.#canvas.hidden = true;
    this.root.append(this.#title, this.#canvas, this.#list);
    onResize(this.#canvas, () => this.#paint());
    effect(() => this.#paint());
  }

  show({ number, factors, crop }: Sample) {
    this.root.dataset["sample"] = String(number);
    this.#title.textContent = crop
      ? `Sample ${number + 1}: the crop as it is, and the colours that it is shown in`
      : `Sample ${number + 1}`;
    this.#list.replaceChildren(
      ...free(this.engine.factors.value).map(({ name, role }) => {
        const row = create("div", role);
        row.append(createName("dt", "factor-name", name), create("dd", "", format(factors[name] ?? Number.NaN)));
        return row;
      }),
    );
    this.#canvas.classList.toggle("sample-crop", crop !== undefined);
    this.#canvas.ariaLabel = crop ? "The sample’s crop" : "The sample’s curve";
    this.#wanted = crop ? undefined : factors;
    if (!crop) return this.#draw(factors);
    this.#curve.value = undefined;
    this.#canvas.hidden = false;
    crop.pictures.show(this.#canvas, crop.number);
  }

  /** What belongs to samples that are not on the map any more. */
  clear() {
    delete this.root.dataset["sample"];
    this.#title.textContent = INVITATION;
    this.#list.replaceChildren();
    this.#wanted = this.#curve.value = undefined;
    this.#canvas.hidden = true;
  }

  #paint() {
    const { value: shown } = this.#curve;
    if (!shown) return;
    this.#canvas.hidden = false;
    paintSpirograph(planeContext(this.#canvas), pictureOf(shown.curve, shown.factors));
  }
}
