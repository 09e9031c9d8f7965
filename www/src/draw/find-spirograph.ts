// Finds the Spirograph in a drawing: what was read back from it, refined by descent through the generator, over the strokes.

import { computed, effect, type Signal, signal, untracked } from "@preact/signals-core";
import type { ReadBack, Refinement } from "engine";

import { create } from "../canvas/dom";
import { between } from "../canvas/interpolation";
import { animate } from "../canvas/motion";
import { figure, format } from "../canvas/numbers";
import { type Point, toPoints } from "../canvas/plane";
import { type Line, LineChart } from "../charts/line-chart";
import { fillTable, tableRow } from "../charts/table";
import { FIRST_FACTORS } from "../engine/factors";
import type { Lab } from "../state/lab";

const STEPS = 60;
/** The steps that the engine draws; in between, points go straight. */
const KEY_STEPS = 20;
const CURVE_POINTS = 800;
const MOTION_MS = 2500;

/** What a descent through the generator can change: the shape, where it lies, and how it is turned. The colours are the drawing's own. */
const REFINED = ["m", "b", "h", "sigma", "offset.x", "offset.y", "turn"];

type State = "nothing" | "busy" | "found";
type Descent = Refinement["path"];

export class FindSpirograph {
  readonly #find = create("button", "button primary", "Find the Spirograph in it");
  readonly #remove = create("button", "button", "Remove it");
  readonly #words = create("p", "help");
  readonly #result = create("div", "find-result");
  readonly #chart = new LineChart("difference from the drawing, step by step", [{ label: "residual", colour: "--interest" }]);
  readonly #table = create("table", "");
  readonly #state = signal<State>("nothing");
  /** Whether there is an engine, and something to search in. */
  readonly #canSearch = computed(
    () => this.lab.engine.spirographReader.value !== undefined && this.lab.store.chosen.drawing.value.length > 0,
  );
  /** The search under way: what another one finds is not shown. */
  #search: object | undefined;
  #stopMotion = () => {};

  /** `curve` is where the pad takes what was found from. */
  constructor(
    private readonly container: HTMLElement,
    private readonly lab: Lab,
    private readonly curve: Signal<Point[]>,
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
    effect(() => this.#showState());
    const isReading = computed(() => lab.engine.spirographReader.value !== undefined);
    // What was found in other strokes or colours, or by an engine that is gone or reads photographs now, is not in these.
    effect(() => {
      this.lab.store.drawing.value;
      isReading.value;
      untracked(() => this.#forget());
    });
  }

  async search() {
    if (this.#state.peek() === "busy" || !this.lab.engine.spirographReader.peek()) return;
    if (!this.#canSearch.peek()) {
      this.#words.textContent = "Draw something first, or trace a ghost.";
      return;
    }
    this.#forget();
    const search = (this.#search = {});
    const drawing = this.lab.store.drawing.peek();
    this.#state.value = "busy";
    this.#words.textContent = "Looking for the Spirograph whose picture is most like your drawing …";
    const error = await this.lab.engine.ask(async (client) => {
      const read = await client.call("readBack", { ...this.lab.store.request.peek(), subject: { kind: "drawing", drawing } });
      // What an encoder does not read begins where a slider does.
      const start = { ...FIRST_FACTORS, ...Object.fromEntries(read.estimates.map(({ factor, estimate }) => [factor, estimate])) };
      const { path } = await client.call("refine", { drawing, start, steps: STEPS, seed: 1 });
      const keys = keySteps(path.length);
      // The engine answers in the order of the calls: the worker draws them all without a wait in between.
      const curves = await Promise.all(keys.map((step) => client.call("curve", path[step]?.factors ?? {}, CURVE_POINTS)));
      if (search === this.#search) this.#show(read, path, keys, curves.map(toPoints));
    });
    if (error && search === this.#search) this.#forget();
  }

  #forget() {
    this.#search = undefined;
    if (this.#state.peek() === "nothing") return;
    this.#stopMotion();
    this.curve.value = [];
    this.#words.textContent = "";
    this.#state.value = "nothing";
  }

  #showState() {
    const { value: state } = this.#state;
    this.container.dataset["state"] = state;
    this.container.ariaBusy = String(state === "busy");
    this.#result.hidden = state !== "found";
    this.#find.disabled = !this.#canSearch.value || state === "busy";
    this.#remove.disabled = state === "nothing";
  }

  #show(read: ReadBack, path: Descent, keys: number[], curves: Point[][]) {
    this.#state.value = "found";
    this.#words.textContent = "Found: this is how the descent went …";
    this.#showTable(read, path);
    const residuals: Line = new Map(path.map(({ residual }, step) => [step, [residual]]));
    this.#chart.show([residuals]);
    this.container.dataset["first"] = String(path[0]?.residual);
    this.container.dataset["last"] = String(path.at(-1)?.residual);
    this.#stopMotion = animate(MOTION_MS, (share) => this.#showShare(share, path, keys, curves));
  }

  /** What the motion shows after a share of its time. */
  #showShare(share: number, path: Descent, keys: number[], curves: Point[][]) {
    const place = share * (curves.length - 1);
    const index = Math.min(Math.floor(place), curves.length - 2);
    this.curve.value = between(curves[index] ?? [], curves[index + 1] ?? [], place - index);
    if (share < 1) return;
    const [first, last] = [path[0], path.at(-1)];
    // Spoken once, at the end.
    this.#words.textContent = `Found after ${keys.at(-1)} steps: the difference from your drawing fell from ${figure(first?.residual ?? 0)} to ${figure(last?.residual ?? 0)}.`;
  }

  #showTable(read: ReadBack, path: Descent) {
    const found = path.at(-1)?.factors ?? {};
    const truth = this.lab.store.truth.peek();
    const rows = REFINED.map((name) => {
      const estimate = read.estimates.find(({ factor }) => factor === name)?.estimate;
      const values = [estimate, found[name], ...(truth ? [truth[name]] : [])];
      return tableRow(
        name,
        values.map((value) => (value === undefined ? "–" : format(value))),
      );
    });
    fillTable(this.#table, ["factor", "read back", "found", ...(truth ? ["ghost"] : [])], rows);
  }
}

/** Steps of a path, evenly from its first to its last. */
function keySteps(length: number): number[] {
  const count = Math.min(KEY_STEPS, length);
  return Array.from({ length: count }, (_, index) => Math.round((index * (length - 1)) / Math.max(count - 1, 1)));
}
