// Another reader: what the encoder that reads sees in a picture, read by the probe of an encoder that has never met it, through a
// map that is fitted here on pictures which both have looked at.

import { computed, effect, type ReadonlySignal, signal } from "@preact/signals-core";
import type { FactorEstimate, ReadBackRequest, SideBySide, TranslationRequest } from "engine";

import { announceSettled } from "../canvas/announce";
import { create } from "../canvas/dom";
import { counted } from "../canvas/numbers";
import type { EngineClient } from "../engine/client";
import { encodersOf, loadWeights, type ShippedEncoder } from "../engine/encoders";
import type { Factors } from "../engine/factors";
import { Failure } from "../engine/failure";
import { ANCHOR_COUNTS, TRANSLATIONS } from "../engine/translations";
import type { Lab } from "../state/lab";
import { comparison, fillReadings, legendOf, type Reading, tracksOf } from "./three-readings";

/** What is to be read, by whom, and through which map. */
interface Asked {
  reading: ReadBackRequest;
  other: ShippedEncoder;
  translation: TranslationRequest;
}

const EMPTY = "The drawing is empty: draw a stroke first, or make a Spirograph.";
/** The map between two encoders is fitted on what both see now: where the weights of one move, it would never be done. */
const MOVES = "The run that reads is training: what it reads is translated as soon as it pauses or ends.";

/** An answer, with the names of the two encoders. */
interface Answer extends SideBySide {
  translation: TranslationRequest;
  names: { own: string; other: string };
}

export class AnotherReader {
  /** The readings on show. */
  readonly shown = signal<Answer | undefined>(undefined);
  readonly #isVisible = signal(false);
  readonly #other = create("select", "");
  readonly #translation = create("select", "");
  readonly #anchors = create("input", "");
  readonly #anchorsShown = create("span", "");
  readonly #words = create("p", "help");
  readonly #results = create("div", "");
  readonly #finding = create("p", "reader-finding");
  readonly #legend = create("p", "legend");
  readonly #tracks = create("div", "reader-tracks");
  readonly #table = create("table", "");
  readonly #frame = create("div", "table-frame");
  /** What is asked now; what was asked before is not wanted any more. */
  #newest: Asked | undefined;
  /** What is being done for the answer, or why there is none. */
  readonly #said = signal("");
  /** Where the other encoder has been loaded, and which one that is. */
  #loaded: { client: EngineClient; other: ShippedEncoder } | undefined;

  /** `moves`: whether the weights that read move all the time. */
  constructor(
    private readonly container: HTMLElement,
    private readonly lab: Lab,
    moves: ReadonlySignal<boolean>,
  ) {
    this.#build();
    new IntersectionObserver((entries) => (this.#isVisible.value = entries.at(-1)?.isIntersecting ?? false)).observe(container);
    const { isEmpty } = lab.store;
    const isWanted = computed(() => this.#isVisible.value && !isEmpty.value && !moves.value);
    const asked = computed(() => (isWanted.value ? this.#wish() : undefined));
    effect(() => {
      this.#words.textContent = isEmpty.value ? EMPTY : moves.value ? MOVES : this.#said.value;
    });
    const ask = lab.engine.latest((client, asked: Asked) => this.#ask(client, asked));
    effect(() => {
      this.#newest = asked.value;
      this.#said.value = "";
      container.ariaBusy = String(asked.value !== undefined);
      if (asked.value) ask(asked.value);
    });
    effect(() => {
      if (isEmpty.value) this.shown.value = undefined;
    });
    effect(() => {
      const known = lab.store.subject.value.kind === "drawing" ? lab.store.truth.value : undefined;
      this.#results.hidden = !this.shown.value;
      if (this.shown.value) this.#show(this.shown.value, known);
      else delete container.dataset["shown"];
    });
  }

  /** What there is to ask; nothing while no encoder reads. */
  #wish(): Asked | undefined {
    const { store, engine } = this.lab;
    const { other, translation, anchors } = store.chosen;
    const { value: reader } = engine.spirographReader;
    const asked = { reading: store.request.value, other: other.value };
    return reader && { ...asked, translation: { class: translation.value, anchors: anchors.value } };
  }

  async #ask(client: EngineClient, asked: Asked) {
    if (asked !== this.#newest) return;
    let end = "";
    try {
      await this.#load(client, asked);
      if (!(await this.#prepare(client, asked))) return;
      const read = await client.call("readSideBySide", { reading: asked.reading, translation: asked.translation });
      if (asked !== this.#newest) return;
      const names = { own: this.lab.engine.encoder.peek()?.name ?? "the encoder", other: asked.other };
      this.shown.value = { ...read, translation: asked.translation, names };
    } catch (thrown) {
      // Nobody has asked for it by more than coming by: where there is no network, it is said here and not as an error of the page.
      if (!(thrown instanceof Failure)) throw thrown;
      end = thrown.message;
    } finally {
      this.#say(asked, end);
      if (asked === this.#newest) this.container.ariaBusy = "false";
    }
  }

  #say(asked: Asked, words: string) {
    if (asked === this.#newest) this.#said.value = words;
  }

  /** Loads the other encoder, unless this engine has it. */
  async #load(client: EngineClient, asked: Asked) {
    const { other } = asked;
    if (this.#loaded?.client === client && this.#loaded.other === other) return;
    this.#say(asked, `Loading the encoder “${other}” …`);
    this.#loaded = undefined;
    await client.call("loadOther", await loadWeights(other));
    this.#loaded = { client, other };
  }

  /** Lets both encoders look at the anchors, a few at a time; whether that is still wanted. */
  async #prepare(client: EngineClient, asked: Asked): Promise<boolean> {
    const { anchors } = asked.translation;
    for (let done = false; !done; ) {
      // Something newer is waiting, or it is not wanted any more: the anchors that there are stay.
      if (asked !== this.#newest) return false;
      const progress = await client.call("prepareTranslation", asked.translation);
      this.#say(asked, `Both encoders look at ${counted(anchors, "picture")}: ${Math.min(progress.encoded, anchors)} done …`);
      done = progress.done;
    }
    this.#say(asked, "Fitting the map …");
    return true;
  }

  /** Shows an answer; `known` are true values that the engine does not know, as of a drawing that was traced. */
  #show({ own, translated, other, names, translation }: Answer, known: Factors = {}) {
    const withTruth = (estimates: readonly FactorEstimate[]) =>
      estimates.map((estimate) => ({ ...estimate, truth: estimate.truth ?? known[estimate.factor] ?? null }));
    const readings: [Reading, Reading, Reading] = [
      { name: names.own, mark: "own", estimates: withTruth(own) },
      { name: `${names.other} with ${names.own}’s eyes`, mark: "translated", estimates: withTruth(translated) },
      { name: names.other, mark: "other", estimates: withTruth(other) },
    ];
    this.#finding.textContent = comparison(readings);
    announceSettled("another-reader", this.#finding.textContent);
    this.#legend.replaceChildren(...legendOf(readings));
    this.#tracks.replaceChildren(...tracksOf(readings));
    fillReadings(this.#table, readings);
    this.container.dataset["shown"] = `${names.other} ${translation.class} ${translation.anchors}`;
  }

  #build() {
    const intro = create(
      "p",
      "help",
      "Two networks that never met. Fit a map on a few pictures that both have looked at, and one reads with the other’s eyes: what the first one sees in your picture is translated, and read by the second one’s probe.",
    );
    this.#tracks.setAttribute("aria-hidden", "true");
    this.#frame.tabIndex = 0;
    this.#frame.role = "region";
    this.#frame.ariaLabel = "What the readers read";
    this.#frame.append(this.#table);
    const { other, translation, anchors } = this.lab.store.chosen;
    const others = this.#choice("the other encoder", this.#other, encodersOf("spirographs"), (name) => (other.value = name));
    const translations = this.#choice("the map between them", this.#translation, TRANSLATIONS, (name) => (translation.value = name));
    effect(() => {
      this.#other.value = other.value;
      this.#translation.value = translation.value;
    });
    const choices = create("div", "reader-choices");
    choices.append(
      others,
      translations,
      this.#slider((count) => (anchors.value = count), anchors),
    );
    this.#results.append(this.#finding, this.#tracks, this.#legend, this.#frame);
    this.container.append(intro, choices, this.#words, this.#results);
  }

  /** A list to choose from. */
  #choice<Name extends string>(
    words: string,
    select: HTMLSelectElement,
    offered: readonly { name: Name; words: string }[],
    choose: (name: Name) => void,
  ): HTMLElement {
    select.append(...offered.map(({ name, words }) => new Option(words, name)));
    select.addEventListener("change", () => {
      const chosen = offered.find(({ name }) => name === select.value);
      if (chosen) choose(chosen.name);
    });
    const label = create("label", "reader-choice", words);
    label.append(select);
    return label;
  }

  /** How many anchors, as a slider through the counts that there are. */
  #slider(choose: (count: number) => void, anchors: ReadonlySignal<number>): HTMLElement {
    const slider = this.#anchors;
    slider.type = "range";
    slider.min = "0";
    slider.max = String(ANCHOR_COUNTS.length - 1);
    // While it is dragged the number follows; the map is fitted once it is let go.
    slider.addEventListener("input", () => (this.#anchorsShown.textContent = String(ANCHOR_COUNTS[slider.valueAsNumber])));
    slider.addEventListener("change", () => choose(ANCHOR_COUNTS[slider.valueAsNumber] ?? anchors.peek()));
    this.#anchorsShown.translate = false;
    effect(() => {
      slider.value = String(ANCHOR_COUNTS.indexOf(anchors.value));
      slider.setAttribute("aria-valuetext", counted(anchors.value, "picture"));
      this.#anchorsShown.textContent = String(anchors.value);
    });
    const [label, words] = [create("label", "reader-choice"), create("span", "", "pictures that it is fitted on: ")];
    words.append(this.#anchorsShown);
    label.append(words, slider);
    return label;
  }
}
