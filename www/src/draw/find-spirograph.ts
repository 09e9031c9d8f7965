// Finds the Spirograph in a drawing: what was read back from it, refined by descent through the generator, over the strokes.

import { create, format } from "../canvas/dom";
import type { DrawingPad } from "./drawing-pad";
import type { EngineClient } from "../engine/client";
import type { EngineError, FactorName, FactorSpec, ReadBack, ReadBackRequest } from "../engine/types";
import { between } from "../canvas/interpolation";
import { LineChart, type Line } from "../charts/line-chart";
import { animate } from "../canvas/motion";
import { toPoints, type Point } from "../canvas/plane";
import type { Calls } from "../engine/protocol";
import { named, type Factors } from "../canvas/spirograph";
import { fillTable, figure, tableRow } from "../charts/table";

const STEPS = 60;
/** The steps that the engine draws; in between, points go straight. */
const KEY_STEPS = 20;
const CURVE_POINTS = 800;
const MOTION_MS = 2500;

/** What a descent through the generator can change: the shape. The colours are the drawing's own. */
const REFINED = ["m", "b", "h", "sigma"] as const;
/** What it begins with, in the order in which the engine takes it. */
const START = ["m", "b", "sigma"] as const;

type State = "nothing" | "busy" | "found";
type Path = Calls["refine"]["answer"]["path"];

export interface FindHooks {
  showError(error: EngineError): void;
  /** The request whose answer stands on the page beside the drawing. */
  request(): ReadBackRequest;
  /** The drawing's true factors, as far as they are known. */
  truth(): Partial<Factors>;
}

export class FindSpirograph {
  readonly #find = create("button", "button primary", "Find the Spirograph in it");
  readonly #remove = create("button", "button", "Remove it");
  readonly #words = create("p", "help");
  readonly #result = create("div", "find-result");
  readonly #chart = new LineChart("difference from the drawing, step by step", [{ label: "residual", colour: "--interest" }]);
  readonly #table = create("table", "");
  #client: EngineClient | undefined;
  #specs: FactorSpec[] = [];
  /** Counts the drawings: what was found in an earlier one is not shown. */
  #drawings = 0;
  #state: State = "nothing";
  #stopMotion = () => {};

  constructor(
    private readonly container: HTMLElement,
    private readonly pad: DrawingPad,
    private readonly hooks: FindHooks,
  ) {
    this.#find.type = this.#remove.type = "button";
    this.#find.addEventListener("click", () => void this.search());
    this.#remove.addEventListener("click", () => {
      this.#find.focus();
      this.#forget();
    });
    this.#words.role = "status";
    const tools = create("div", "tools");
    tools.append(this.#find, this.#remove);
    const frame = create("div", "table-frame");
    frame.append(this.#table);
    this.#result.append(frame, this.#chart.figure);
    container.append(tools, this.#words, this.#result);
    this.#reach("nothing");
  }

  engineReady(client: EngineClient, factors: FactorSpec[]) {
    this.#client = client;
    this.#specs = factors;
    this.#reach(this.#state);
  }

  engineGone() {
    this.#client = undefined;
    this.#forget();
  }

  /** The strokes or their colours are others: what was found is not in them. */
  drawingChanged() {
    this.#forget();
  }

  #forget() {
    this.#drawings += 1;
    if (this.#state !== "nothing") {
      this.#stopMotion();
      this.pad.found = [];
      this.#words.textContent = "";
    }
    this.#reach("nothing");
  }

  #reach(state: State) {
    this.#state = state;
    this.container.dataset["state"] = state;
    this.container.ariaBusy = String(state === "busy");
    this.#result.hidden = state !== "found";
    this.#find.disabled = this.#client === undefined || this.pad.isEmpty || state === "busy";
    this.#remove.disabled = state === "nothing";
  }

  async search() {
    const client = this.#client;
    if (!client || this.#state === "busy") return;
    if (this.pad.isEmpty) {
      this.#words.textContent = "Draw something first, or trace a ghost.";
      return;
    }
    this.#forget();
    const drawing = this.#drawings;
    this.#reach("busy");
    this.#words.textContent = "Looking for the Spirograph whose picture is most like your drawing …";
    try {
      const read = await client.call("readBack", this.hooks.request());
      const start = START.map((name) => estimate(read, name) ?? Number.NaN);
      const { path } = await client.call("refine", { drawing: this.pad.drawing, start, steps: STEPS, seed: 1 });
      const keys = keySteps(path.length);
      const curves = await this.#curves(client, keys.map((step) => path[step]?.factors ?? []));
      if (drawing === this.#drawings) this.#show(read, path, keys, curves);
    } catch (error) {
      if (drawing !== this.#drawings) return;
      this.#forget();
      this.hooks.showError(error as EngineError);
    }
  }

  /** The engine answers in the order of the calls: the worker draws them all without a wait in between. */
  async #curves(client: EngineClient, steps: number[][]): Promise<Point[][]> {
    const drawn = steps.map((factors) => client.call("curve", { factors, points: CURVE_POINTS }));
    return (await Promise.all(drawn)).map(toPoints);
  }

  #show(read: ReadBack, path: Path, keys: number[], curves: Point[][]) {
    this.#reach("found");
    this.#words.textContent = "Found: this is how the descent went …";
    this.#showTable(read, path);
    const residuals: Line = new Map(path.map(({ residual }, step) => [step, [residual]]));
    this.#chart.show([residuals]);
    this.container.dataset["first"] = String(path[0]?.residual);
    this.container.dataset["last"] = String(path.at(-1)?.residual);
    this.#stopMotion = animate(MOTION_MS, (share) => this.#showMoment(share, path, keys, curves));
  }

  /** What the motion shows after a share of its time. */
  #showMoment(share: number, path: Path, keys: number[], curves: Point[][]) {
    const place = share * (curves.length - 1);
    const index = Math.min(Math.floor(place), curves.length - 2);
    this.pad.found = between(curves[index] ?? [], curves[index + 1] ?? [], place - index);
    if (share < 1) return;
    const [first, last] = [path[0], path.at(-1)];
    // Spoken once, at the end.
    this.#words.textContent = `Found after ${keys.at(-1)} steps: the difference from your drawing fell from ${figure(first?.residual ?? 0)} to ${figure(last?.residual ?? 0)}.`;
  }

  #showTable(read: ReadBack, path: Path) {
    const found = named(this.#specs, path.at(-1)?.factors ?? []);
    const truth = this.hooks.truth();
    const hasTruth = REFINED.some((name) => truth[name] !== undefined);
    const rows = REFINED.map((name) => {
      const values = [estimate(read, name), found[name], ...(hasTruth ? [truth[name]] : [])];
      return tableRow(name, values.map((value) => create("td", "", value === undefined ? "–" : format(value))));
    });
    fillTable(this.#table, ["factor", "read back", "found", ...(hasTruth ? ["ghost"] : [])], rows);
  }
}

function estimate(read: ReadBack, name: FactorName): number | undefined {
  return read.estimates.find(({ factor }) => factor === name)?.estimate;
}

/** Steps of a path, evenly from its first to its last. */
function keySteps(length: number): number[] {
  const count = Math.min(KEY_STEPS, length);
  return Array.from({ length: count }, (_, index) => Math.round((index * (length - 1)) / Math.max(count - 1, 1)));
}
