// Finish my stroke: while the visitor pauses, the rest of what is being drawn appears, felt out from its beginning alone.

import { computed, effect, type ReadonlySignal, type Signal, signal, untracked } from "@preact/signals-core";
import type { FinishedStroke, Stroke } from "engine";

import { announceSettled } from "../canvas/announce";
import { create, element } from "../canvas/dom";
import { smoothed } from "../canvas/interpolation";
import { animate } from "../canvas/motion";
import { counted } from "../canvas/numbers";
import { type Point, toPoints } from "../canvas/plane";
import { toEngineError } from "../engine/failure";
import { LatestOnly } from "../engine/latest-only";
import { BEGINNING, type Load } from "../engine/load";
import { StrokeEngine } from "../engine/stroke-engine";
import type { Store } from "../state/store";
import { FinishDetails } from "./finish-details";
import { openStroke, withRest } from "./open-stroke";

/** A pen that has been still for so long on the pad pauses; one that is lifted does so at once. */
const STILL_MS = 400;
/** Of the line from one position of the pen to the next, half a unit of the plane apart: so many look like a curve. */
const PIECES = 5;
/** In which the rest grows out of the stroke. */
const GROWS_MS = 700;

const INVITATION = "Draw a part of a Spirograph and pause: the rest of it appears.";
const TOO_SHORT = "This stroke is too short to tell anything from: draw on.";
const NOTHING_LEFT = "Nothing is left to draw: this stroke has come to its end.";
const TAKEN = "The rest is a part of your drawing now. Undo takes it back.";
const DISMISSED = "Not taken. Draw on, and the rest is felt out anew.";

/** What the pad tells, and shows. */
export interface Pausing {
  /** Whether a pen is on it. */
  isDown: ReadonlySignal<boolean>;
  /** The rest of a stroke, over the drawing. */
  rest: Signal<Point[]>;
}

/** A drawing whose last stroke is to be finished. */
interface Asked {
  strokes: readonly Stroke[];
}

type State = "off" | "loading" | "waiting" | "busy" | "shown";

export class FinishStroke {
  readonly #switch = create("input", "");
  readonly #words = create("p", "help");
  readonly #progress = create("progress", "");
  readonly #take = create("button", "button primary", "Take it");
  readonly #dismiss = create("button", "button", "Not this");
  readonly #details = new FinishDetails();
  readonly #state = signal<State>("off");
  readonly #said = signal("");
  /** What is felt out, or has been: an answer about another drawing comes too late. */
  #asked: Asked | undefined;
  #rest: Point[] = [];
  /** Drawings that nothing is to be added to: the visitor has taken or dismissed what there was. */
  readonly #settled = new WeakSet<readonly Stroke[]>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #stopMotion = () => {};
  readonly #engine = new StrokeEngine(
    (load) => this.#showLoad(load),
    ({ message }) => this.#giveUp(message),
  );
  readonly #requests = new LatestOnly<Asked>((asked) => this.#finish(asked));

  /** The switch and what is behind it go to `tools`, and what comes of it to `result`. */
  constructor(
    tools: HTMLElement,
    private readonly result: HTMLElement,
    private readonly store: Pick<Store, "chosen">,
    private readonly pad: Pausing,
  ) {
    this.#build(tools);
    const { finish, step, drawing } = store.chosen;
    const isWanted = computed(() => finish.value === "on" && step.value === "draw");
    effect(() => {
      this.#switch.checked = finish.value === "on";
      if (finish.value === "off") untracked(() => this.#close());
    });
    effect(() => {
      if (isWanted.value && this.#state.value === "off") untracked(() => void this.#open());
    });
    effect(() => {
      const isReady = isWanted.value && this.#state.value !== "off" && this.#state.value !== "loading";
      const [strokes, isDown] = [drawing.value, pad.isDown.value];
      untracked(() => this.#follow(isReady ? strokes : [], isDown));
    });
    effect(() => this.#show());
  }

  // ---- the engine that does it ----

  async #open() {
    this.#state.value = "loading";
    this.#showLoad(BEGINNING);
    if (!(await this.#engine.open())) return;
    this.#say(INVITATION);
    this.#state.value = "waiting";
  }

  #close() {
    this.#drop();
    this.#engine.stop();
    this.#state.value = "off";
    this.#say("");
  }

  /** It has ended by itself: it is off, and says why. */
  #giveUp(message: string) {
    this.store.chosen.finish.value = "off";
    this.#say(`${message} Switch it on to try again.`);
  }

  #showLoad({ loaded, total }: Load) {
    this.#said.value = "Loading what finishes strokes …";
    if (total) Object.assign(this.#progress, { max: total, value: loaded });
    else this.#progress.removeAttribute("value");
  }

  // ---- the stroke ----

  /** The drawing is as it is now: what belongs to another one goes, and as soon as the pen pauses the rest of this one is asked for. */
  #follow(strokes: readonly Stroke[], isDown: boolean) {
    if (strokes === this.#asked?.strokes) return;
    this.#drop();
    if (strokes.length === 0 || this.#settled.has(strokes)) return;
    this.#timer = setTimeout(() => this.#requests.request((this.#asked = { strokes })), isDown ? STILL_MS : 0);
  }

  async #finish(asked: Asked) {
    if (asked !== this.#asked) return;
    this.#state.value = "busy";
    const began = performance.now();
    try {
      const finished = await this.#engine.finish({ points: openStroke(asked.strokes) });
      if (asked === this.#asked) this.#found(finished, performance.now() - began);
    } catch (thrown) {
      if (asked !== this.#asked) return;
      const { code, field, message } = toEngineError(thrown);
      this.#say(code === "invalid" && field === "points" ? TOO_SHORT : message);
      this.#state.value = "waiting";
    }
  }

  #found(finished: FinishedStroke, milliseconds: number) {
    this.#details.show(finished);
    this.#rest = smoothed(toPoints(finished.rest), PIECES);
    this.result.dataset["milliseconds"] = String(Math.round(milliseconds));
    if (this.#rest.length < 2) {
      this.#say(NOTHING_LEFT);
      this.#state.value = "waiting";
      return;
    }
    this.result.dataset["rest"] = JSON.stringify(this.#rest);
    this.#say(`Felt out from ${counted(finished.given, "point")} in ${seconds(milliseconds)}: the token moved, nothing else.`);
    this.#state.value = "shown";
    this.#stopMotion = animate(GROWS_MS, (share) => {
      this.pad.rest.value = this.#rest.slice(0, Math.max(2, Math.ceil(share * this.#rest.length)));
    });
  }

  /** Nothing is on show, and nothing that is on its way will be. */
  #drop() {
    clearTimeout(this.#timer);
    this.#stopMotion();
    this.#asked = undefined;
    this.#rest = [];
    this.pad.rest.value = [];
    delete this.result.dataset["rest"];
    if (this.#state.peek() === "off" || this.#state.peek() === "loading") return;
    this.#say(INVITATION);
    this.#state.value = "waiting";
  }

  /** The visitor has decided: the drawing is this one, and nothing is to be added to it. */
  #settle(strokes: readonly Stroke[], words: string) {
    this.#settled.add(strokes);
    // A button that cannot be pressed any more would take the keyboard with it.
    element("pad", HTMLCanvasElement).focus({ preventScroll: true });
    this.#drop();
    this.store.chosen.drawing.value = strokes;
    this.#say(words);
  }

  // ---- what is to be seen ----

  #say(words: string) {
    this.#said.value = words;
    announceSettled("finish", words === INVITATION ? "" : words);
  }

  #show() {
    const { value: state } = this.#state;
    this.result.dataset["state"] = state;
    this.result.hidden = state === "off" && this.#said.value === "";
    this.result.ariaBusy = String(state === "busy" || state === "loading");
    this.#progress.hidden = state !== "loading";
    this.#take.disabled = this.#dismiss.disabled = state !== "shown";
    this.#words.textContent = this.#said.value;
  }

  #build(tools: HTMLElement) {
    this.#switch.type = "checkbox";
    this.#switch.role = "switch";
    this.#switch.id = "finish-switch";
    const { finish, drawing } = this.store.chosen;
    this.#switch.addEventListener("change", () => (finish.value = this.#switch.checked ? "on" : "off"));
    const label = create("label", "switch");
    label.append(this.#switch, create("span", "", "Finish my stroke"));
    const help = create("p", "help", "Begin a Spirograph and pause half-way: the rest of it appears, dashed, for you to take or not.");
    tools.append(label, help, this.#details.root);
    this.#take.type = this.#dismiss.type = "button";
    this.#take.addEventListener("click", () => this.#settle(withRest(drawing.peek(), this.#rest), TAKEN));
    this.#dismiss.addEventListener("click", () => this.#settle(drawing.peek(), DISMISSED));
    this.#progress.ariaLabel = "Loading progress";
    const buttons = create("div", "tools");
    buttons.append(this.#take, this.#dismiss);
    this.result.append(this.#words, this.#progress, buttons);
  }
}

const seconds = (milliseconds: number) => (milliseconds < 100 ? "under 0.1 s" : `${(milliseconds / 1000).toFixed(1)} s`);
