// The page's state: a signal for each choice of a visitor. Several are written in one batch, so that nobody ever reads a state
// that was not chosen. What a visitor sees follows from it by effects; inputs show it, and are not asked for it.

import { batch, computed, type Signal, signal } from "@preact/signals-core";
import type { Drawing, ReadBackRequest, Subject } from "engine";

import { BACKGROUND_RANGE, FOREGROUND_RANGE, fromHex } from "../canvas/colours";
import type { Factors } from "../engine/factors";
import { agreed } from "./agreement";
import { isSame, PAGE_STATE, type PageState, STATE_NAMES } from "./page-state";

export type Chosen = { readonly [Name in keyof PageState]: Signal<PageState[Name]> };

export class Store {
  readonly chosen = Object.fromEntries(STATE_NAMES.map((name) => [name, signal(PAGE_STATE[name].initial)])) as unknown as Chosen;

  /** All choices as one value. */
  readonly state = computed(() => Object.fromEntries(STATE_NAMES.map((name) => [name, this.chosen[name].value])) as unknown as PageState);

  /** The drawing as the engine takes it. */
  readonly drawing = computed<Drawing>(() => ({
    strokes: [...this.chosen.drawing.value],
    foreground: fromHex(this.chosen.brushColour.value, FOREGROUND_RANGE),
    background: fromHex(this.chosen.paperColour.value, BACKGROUND_RANGE),
  }));

  /** What is known of the drawing's true factors, as where a ghost has been traced. */
  readonly truth = signal<Factors | undefined>(undefined);

  /** What is looked at: what was made or drawn last. */
  readonly #looksAt = computed<Subject["kind"]>(() => {
    const { value: step } = this.chosen.step;
    if (step === "draw") this.#last = "drawing";
    else if (step === "make") this.#last = "scene";
    return this.#last;
  });
  #last: Subject["kind"] = "scene";

  readonly subject = computed<Subject>(() =>
    this.#looksAt.value === "drawing"
      ? { kind: "drawing", drawing: this.drawing.value }
      : { kind: "scene", factors: this.chosen.factors.value },
  );

  /** Whether there is nothing to look at: a drawing without strokes. */
  readonly isEmpty = computed(() => {
    const { value: subject } = this.subject;
    return subject.kind === "drawing" && subject.drawing.strokes.length === 0;
  });

  /** What the engine is asked to read. */
  readonly request = computed<ReadBackRequest>(() => ({
    subject: this.subject.value,
    views: this.chosen.views.value,
    seed: this.chosen.seed.value,
  }));

  /**
   * Chooses several things at once, and with an encoder the pictures that it has learned from, or the other way round. What an
   * address would write as it is now stays, in all its digits.
   */
  choose(part: Partial<PageState>) {
    const { source, encoder } = this.chosen;
    const whole = agreed(part, { source: source.peek(), encoder: encoder.peek() });
    batch(() => {
      for (const name of STATE_NAMES) this.#set(name, whole[name]);
    });
  }

  #set<Name extends keyof PageState>(name: Name, value: PageState[Name] | undefined) {
    const choice: Signal<PageState[Name]> = this.chosen[name];
    if (value !== undefined && !isSame(name, choice.peek(), value)) choice.value = value;
  }
}
