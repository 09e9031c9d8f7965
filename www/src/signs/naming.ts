// Names what is on the pad, live: after each stroke, as soon as there are two signs to tell apart.

import { computed, effect, type ReadonlySignal, signal } from "@preact/signals-core";
import type { SignConfusions, SignNaming, TaughtSigns } from "engine";

import { counted } from "../canvas/numbers";
import type { EngineClient } from "../engine/client";
import { Failure } from "../engine/failure";
import { readersOf, type SignReaders } from "../engine/sign-readers";
import type { Lab } from "../state/lab";
import type { Signs } from "../state/signs";
import type { Strokes } from "../state/strokes";
import { Features } from "./features";
import { LoadedReaders } from "./readers";

/** What is to be found out. */
interface Asked {
  signs: Signs;
  readers: SignReaders;
  drawing: Strokes;
  withConfusions: boolean;
  since: number;
}

/** What a drawing was taken for: confidences in the order of the names. */
export interface Named extends SignNaming {
  names: readonly string[];
}

/** What the examples were taken for. */
export interface Sorted extends SignConfusions {
  names: readonly string[];
}

/** What the panel asks for. */
export interface Wanted {
  /** Whether anybody sees the answer. */
  isSeen: ReadonlySignal<boolean>;
  /** Whether a stroke is being drawn: it is named when it has ended. */
  isDrawing: ReadonlySignal<boolean>;
  /** Whether the confusions are looked at. */
  confusions: ReadonlySignal<boolean>;
}

export class LiveNaming {
  /** What the drawing was taken for last. */
  readonly named = signal<Named | undefined>(undefined);
  readonly sorted = signal<Sorted | undefined>(undefined);
  /** What is waited for, or why there is no answer. */
  readonly said = signal("");
  /** Whether what is on show is of another drawing, or of other signs. */
  readonly isBusy = signal(false);
  /** How many answers there have been, and how long the last one took from the end of the stroke. */
  readonly answered = signal({ count: 0, milliseconds: 0 });
  readonly #readers = new LoadedReaders();
  readonly #features = new Features();
  /** What is asked now; what was asked before is not wanted any more. */
  #newest: Asked | undefined;

  constructor({ store, engine }: Lab, { isSeen, isDrawing, confusions }: Wanted) {
    const { signs, signReaders, drawing } = store.chosen;
    const isWanted = computed(() => isSeen.value && signs.value.length > 0 && engine.opened.value);
    const ask = engine.latest((client, asked: Asked) => this.#ask(client, asked));
    effect(() => {
      // Another engine, as with WebGPU, has to be given the encoders before the next stroke.
      engine.device.value;
      this.#newest = undefined;
      this.isBusy.value = isWanted.value;
      // What nobody looks at is not kept up with what is drawn meanwhile.
      if (!isWanted.value) this.named.value = undefined;
      if (!isWanted.value || isDrawing.value) return;
      this.#newest = {
        signs: signs.value,
        readers: signReaders.value,
        drawing: drawing.value,
        withConfusions: confusions.value,
        since: performance.now(),
      };
      ask(this.#newest);
    });
    effect(() => {
      if (drawing.value.length === 0 || signs.value.length < 2) this.named.value = undefined;
    });
    // What was counted of other signs, or by another reader, is not so of these.
    effect(() => {
      signs.value;
      signReaders.value;
      this.sorted.value = undefined;
    });
  }

  async #ask(client: EngineClient, asked: Asked) {
    if (asked !== this.#newest) return;
    let end = "";
    try {
      await this.#readers.load(client, readersOf(asked.readers), (words) => this.#say(asked, words));
      const taught = await this.#features.ofSigns(client, asked.signs, asked.readers, (done, of) => {
        this.#say(asked, `The network looks at ${counted(of, "drawing")}: ${done} done …`);
        return asked === this.#newest;
      });
      if (taught) await this.#name(client, asked, taught);
      if (taught && asked.withConfusions) await this.#sort(client, asked, taught);
    } catch (thrown) {
      if (asked === this.#newest) this.named.value = undefined;
      if (!(thrown instanceof Failure)) throw thrown;
      end = `${thrown.message} The next stroke tries it again.`;
    } finally {
      this.#say(asked, end);
      if (asked === this.#newest) this.isBusy.value = false;
    }
  }

  async #name(client: EngineClient, asked: Asked, taught: TaughtSigns) {
    if (asked !== this.#newest || asked.signs.length < 2 || asked.drawing.length === 0) return;
    const drawn = await this.#features.of(client, asked.drawing, asked.readers);
    const naming = await client.call("nameSign", { taught, drawn });
    if (asked !== this.#newest) return;
    this.named.value = { ...naming, names: namesOf(asked.signs) };
    this.answered.value = { count: this.answered.peek().count + 1, milliseconds: performance.now() - asked.since };
  }

  async #sort(client: EngineClient, asked: Asked, taught: TaughtSigns) {
    if (this.sorted.peek()) return;
    const confusions = await client.call("signConfusions", taught);
    if (asked === this.#newest) this.sorted.value = { ...confusions, names: namesOf(asked.signs) };
  }

  #say(asked: Asked, words: string) {
    if (asked === this.#newest) this.said.value = words;
  }
}

const namesOf = (signs: Signs) => signs.map(({ name }) => name);
