// Sliders for the ten factors, and the large smooth curve that they make.

import { create, element, format } from "../canvas/dom";
import type { FactorName, FactorSpec } from "../engine/types";
import { planeContext, toPoints, type Point } from "../canvas/plane";
import { named, paintSpirograph, pictureOf, type Curve } from "../canvas/spirograph";

/** Points of the large curve: its fastest turn still looks round. */
export const SMOOTH_POINTS = 1200;

export class SpirographMaker {
  readonly #canvas = element("curve", HTMLCanvasElement);
  readonly #interest = element("interest-factors", HTMLElement);
  readonly #nuisance = element("nuisance-factors", HTMLElement);
  #specs: FactorSpec[] = [];
  #values: number[] = [];
  #curve: Point[] = [];

  /** `onPoint` hears the column of the factor that a visitor points at. */
  constructor(
    private readonly onChange: () => void,
    private readonly onPoint: (column: number) => void,
  ) {
    new ResizeObserver(() => this.paint()).observe(this.#canvas);
    element("reset-factors", HTMLButtonElement).addEventListener("click", () => this.setFactors(null));
  }

  get factors(): number[] {
    return this.#values;
  }

  get specs(): readonly FactorSpec[] {
    return this.#specs;
  }

  /** The curve on show, with its pen and colours. */
  get picture(): Curve {
    return pictureOf(this.#curve, named(this.#specs, this.#values));
  }

  /** Whether the factors are those that the page begins with. */
  get isDefault(): boolean {
    return this.#specs.every((spec, column) => spec.default === this.#values[column]);
  }

  /** Sets all ten factors, or those that the page begins with. */
  setFactors(values: readonly number[] | null) {
    this.#values = values ? [...values] : this.#specs.map((spec) => spec.default);
    this.#build();
    this.paint();
    this.onChange();
  }

  /** Sets some factors, by name. */
  change(values: Partial<Record<FactorName, number>>) {
    this.setFactors(this.#specs.map((spec, column) => values[spec.name] ?? this.#values[column] ?? spec.default));
  }

  /** Draws every nuisance factor anew from its range; what is of interest stays. */
  drawNuisances() {
    const nuisances = this.#specs.filter(({ role }) => role === "nuisance");
    this.change(Object.fromEntries(nuisances.map(({ name, lower, upper }) => [name, lower + Math.random() * (upper - lower)])));
  }

  /** Builds the sliders; values that a visitor has chosen meanwhile stay. */
  setSpecs(specs: FactorSpec[]) {
    this.#specs = specs;
    if (this.#values.length === 0) this.#values = specs.map((spec) => spec.default);
    this.#build();
  }

  /** Shows a curve given as x₀, y₀, x₁, y₁, … */
  setCurve(coordinates: ArrayLike<number>) {
    this.#curve = toPoints(coordinates);
    this.paint();
  }

  paint() {
    if (this.#specs.length > 0) paintSpirograph(planeContext(this.#canvas), this.picture);
  }

  #build() {
    const rows = this.#specs.map((spec, index) => ({ spec, row: this.#row(spec, index) }));
    const rowsOf = (role: FactorSpec["role"]) => rows.filter(({ spec }) => spec.role === role).map(({ row }) => row);
    this.#interest.replaceChildren(...rowsOf("interest"));
    this.#nuisance.replaceChildren(...rowsOf("nuisance"));
  }

  #row(spec: FactorSpec, index: number): HTMLElement {
    const row = create("label", "factor-slider");
    row.title = spec.meaning;
    for (const pointing of ["pointerenter", "focusin", "pointerdown"]) row.addEventListener(pointing, () => this.onPoint(index));
    const name = create("span", "factor-name", spec.name);
    const label = create("span", "factor-label", spec.label);
    const slider = create("input", "");
    slider.type = "range";
    slider.dataset["factor"] = spec.name;
    slider.min = String(spec.lower);
    slider.max = String(spec.upper);
    slider.step = "0.001";
    const value = create("output", "factor-value");
    const show = (number: number) => {
      value.textContent = format(number);
    };
    slider.value = String(this.#values[index]);
    show(slider.valueAsNumber);
    slider.addEventListener("input", () => {
      this.#values[index] = slider.valueAsNumber;
      show(slider.valueAsNumber);
      this.paint();
      this.onChange();
    });
    row.append(name, label, slider, value);
    return row;
  }
}
