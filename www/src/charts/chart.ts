// A plot in a place of the page: made as soon as there is room for it, as wide as that, in the colours of the scheme.

import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";

import { create } from "../canvas/dom";
import { onColours } from "./style";

/** uPlot: small, fast enough to redraw at every answer, draws bands and logarithmic axes. */
export class Chart {
  readonly place = create("div", "chart-plot");
  readonly #observer = new ResizeObserver(() => this.#fit());
  readonly #removed = new AbortController();
  #plot: uPlot | undefined;
  #data: uPlot.AlignedData = [[]];
  #scales: Record<string, { min: number; max: number }> = {};

  /** `label` is what is read aloud; `options` is asked whenever the plot is made: colours are read from the style sheet then. */
  constructor(
    label: string,
    private readonly options: () => Omit<uPlot.Options, "width">,
  ) {
    this.place.role = "img";
    this.place.ariaLabel = label;
    this.#observer.observe(this.place);
    onColours(() => this.#make(), this.#removed.signal);
  }

  /** Takes it off the page for good: what it listens to would keep it, and its data, for as long as the page is open. */
  remove() {
    this.#removed.abort();
    this.#observer.disconnect();
    this.#plot?.destroy();
    this.#plot = undefined;
    this.place.remove();
  }

  /** Shows other data, at these scales; without any, each scale fits its values. */
  show(data: uPlot.AlignedData, scales: Record<string, { min: number; max: number }> = {}) {
    this.#data = data;
    this.#scales = scales;
    if (this.#plot) this.#fill(this.#plot);
    else this.#make();
  }

  /** Shows other data by other options. */
  remake(data: uPlot.AlignedData) {
    this.#data = data;
    this.#make();
  }

  #make() {
    this.#plot?.destroy();
    this.#plot = undefined;
    const width = this.place.clientWidth;
    if (width === 0 || this.#data[0].length === 0 || !canPaint()) return;
    this.#plot = new uPlot({ width, legend: { show: false }, cursor: { show: false }, ...this.options() }, this.#data, this.place);
    this.#fill(this.#plot);
  }

  #fill(plot: uPlot) {
    const scales = Object.entries(this.#scales);
    plot.setData(this.#data, scales.length === 0);
    for (const [name, scale] of scales) plot.setScale(name, scale);
  }

  #fit() {
    const { clientWidth: width } = this.place;
    if (!this.#plot) this.#make();
    else if (width > 0 && width !== this.#plot.width) this.#plot.setSize({ width, height: this.#plot.height });
  }
}

/** Browsers with too many canvases, or with their memory used up, refuse another: uPlot would throw. */
const canPaint = () => create("canvas", "").getContext("2d") !== null;
