// What the network reads, live: asks for a new answer whenever something changes that it depends on.

import { effect, signal } from "@preact/signals-core";
import type { ReadBack, ReadBackRequest } from "engine";

import { announceSettled } from "../canvas/announce";
import { element } from "../canvas/dom";
import type { Lab } from "../state/lab";

/** A request, and when the change that it answers was made. */
type Asked = { request: ReadBackRequest; since: number };

export class LiveReading {
  /** What was read last; at first an example computed beforehand. */
  readonly answer = signal<ReadBack | undefined>(undefined);
  /** How many answers of the engine there have been, and how long the last one took. */
  readonly answered = signal({ count: 0, milliseconds: 0 });
  readonly #reading = element("reading", HTMLElement);
  readonly #hint = element("hint", HTMLElement);
  #newest: Asked | undefined;

  constructor(
    private readonly lab: Lab,
    example: Promise<{ readBack: ReadBack } | undefined>,
  ) {
    const ask = lab.engine.latest(async (client, asked: Asked) => {
      // A request that waited while the engine was replaced: it is asked again as soon as the new one can answer.
      if (!lab.engine.spirographReader.peek()) return;
      try {
        this.answer.value = await client.call("readBack", asked.request);
        this.answered.value = { count: this.answered.peek().count + 1, milliseconds: performance.now() - asked.since };
      } finally {
        // An older answer is shown as well, but the page is busy until the newest has come.
        if (asked === this.#newest) this.#reading.ariaBusy = "false";
      }
    });
    effect(() => this.#showHint());
    effect(() => {
      const { value: request } = this.lab.store.request;
      if (!this.lab.engine.spirographReader.value || this.lab.store.isEmpty.value) return;
      this.#newest = { request, since: performance.now() };
      this.#reading.ariaBusy = "true";
      ask(this.#newest);
    });
    void example.then((example) => {
      if (!this.answer.peek()) this.answer.value = example?.readBack;
    });
  }

  #showHint() {
    // Nothing is left on show that was read in something else.
    document.body.classList.toggle("nothing-to-read", this.lab.engine.life.value === "reads" && this.lab.store.isEmpty.value);
    this.#hint.textContent = this.#words();
    this.#hint.hidden = this.#hint.textContent === "";
    announceSettled("hint", this.#isUnfamiliar ? this.#unfamiliar : "");
  }

  /** Whether the numbers on show were read in something that is unlike all that the encoder has learned from. */
  get #isUnfamiliar(): boolean {
    const isRead = this.lab.engine.spirographReader.value !== undefined && !this.lab.store.isEmpty.value;
    return isRead && this.answer.value?.unfamiliar != null;
  }

  get #unfamiliar(): string {
    const what = this.lab.store.subject.value.kind === "drawing" ? "drawing" : "picture";
    return `This ${what} is like nothing that the encoder has learned from: take the numbers with care. Their intervals have been widened.`;
  }

  /** What a visitor should know about the numbers on show. */
  #words(): string {
    const { value: life } = this.lab.engine.life;
    if (life === "reads" && this.lab.store.isEmpty.value) return "Draw a stroke: what the network reads in it appears here.";
    if (life === "reads") return this.#isUnfamiliar ? this.#unfamiliar : "";
    const isExample = this.answer.value !== undefined && this.answered.value.count === 0;
    const shown = isExample ? "An example computed beforehand. " : "";
    return life === "loading" || life === "open"
      ? `${shown}You can draw and move the sliders meanwhile: your own picture is read as soon as the engine is ready.`
      : `${shown}Your own picture cannot be read now; the message above says why.`;
  }
}
