// Turn the picture: where the representation of what is read now goes when the picture is turned, and where a rotation, fitted
// on other pictures, predicts that it goes.

import { computed, effect, type ReadonlySignal, signal } from "@preact/signals-core";
import type { ReadBackRequest, Turned } from "engine";

import { announceSettled } from "../canvas/announce";
import { create } from "../canvas/dom";
import { counted, figure } from "../canvas/numbers";
import { showPicture } from "../canvas/picture";
import { FoldedTable } from "../charts/folded-table";
import { fillTable, tableRow } from "../charts/table";
import type { EngineClient } from "../engine/client";
import type { Reader } from "../engine/host";
import type { Lab } from "../state/lab";
import { SIXTEENTHS } from "../state/page-state";
import { TurningPlot } from "./turning-plot";
import { degreesInWords, HELP, LOOK_FOR, positionInWords, turningInWords } from "./turning-words";

const TITLE = "The turned picture on the map";
const EMPTY = "The drawing is empty: draw a stroke first, or make a Spirograph.";
/** The rotations are fitted on what the encoder sees now: where its weights move, that would never be done. */
const MOVES = "The run that reads is training: its pictures are turned as soon as it pauses or ends.";

/** What is to be turned, and what reads it. */
interface Asked {
  reading: ReadBackRequest;
  reader: Reader;
}

export class TurningPanel {
  /** What is on show. */
  readonly shown = signal<Turned | undefined>(undefined);
  readonly #isVisible = signal(false);
  readonly #picture = create("canvas", "turned-picture");
  readonly #slider = create("input", "");
  readonly #turnShown = create("span", "");
  readonly #canvas = create("canvas", "turning-canvas");
  readonly #plot = new TurningPlot(this.#canvas);
  readonly #words = create("p", "help");
  readonly #finding = create("p", "turning-finding");
  readonly #position = create("p", "help");
  readonly #results = create("div", "");
  readonly #numbers = new FoldedTable(TITLE, (table) => this.#fill(table));
  /** What is asked now; what was asked before is not wanted any more. */
  #newest: Asked | undefined;
  /** What is being done for the answer. */
  readonly #said = signal("");

  /** `moves`: whether the weights that read move all the time. */
  constructor(
    private readonly container: HTMLElement,
    private readonly lab: Lab,
    moves: ReadonlySignal<boolean>,
  ) {
    this.#build();
    const { store, engine } = lab;
    new IntersectionObserver((entries) => (this.#isVisible.value = entries.at(-1)?.isIntersecting ?? false)).observe(container);
    const asked = computed<Asked | undefined>(() => {
      const isWanted = this.#isVisible.value && !store.isEmpty.value && !moves.value;
      const { value: reader } = engine.spirographReader;
      return isWanted && reader ? { reading: store.request.value, reader } : undefined;
    });
    effect(() => {
      this.#words.textContent = store.isEmpty.value ? EMPTY : moves.value ? MOVES : this.#said.value;
    });
    const ask = engine.latest((client, asked: Asked) => this.#ask(client, asked));
    effect(() => {
      this.#newest = asked.value;
      this.#said.value = "";
      container.ariaBusy = String(asked.value !== undefined);
      if (asked.value) ask(asked.value);
    });
    effect(() => {
      if (store.isEmpty.value) this.shown.value = undefined;
    });
    effect(() => this.#show(this.shown.value, store.chosen.turned.value));
  }

  async #ask(client: EngineClient, asked: Asked) {
    try {
      if (!(await this.#prepare(client, asked))) return;
      const turned = await client.call("turned", asked.reading);
      if (asked === this.#newest) this.shown.value = turned;
    } finally {
      if (asked === this.#newest) {
        this.#said.value = "";
        this.container.ariaBusy = "false";
      }
    }
  }

  /** Lets the encoder look at turned pictures, a few at a time; whether that is still wanted. */
  async #prepare(client: EngineClient, asked: Asked): Promise<boolean> {
    for (let done = false; !done; ) {
      if (asked !== this.#newest) return false;
      const progress = await client.call("prepareTurning");
      if (asked === this.#newest)
        this.#said.value = `The encoder looks at turned pictures: ${counted(progress.encoded, "picture")} so far …`;
      done = progress.done;
    }
    return asked === this.#newest;
  }

  #show(turned: Turned | undefined, sixteenths: number) {
    this.#slider.value = String(sixteenths);
    this.#slider.setAttribute("aria-valuetext", `${degreesInWords(sixteenths)}, ${sixteenths} of ${SIXTEENTHS.length}`);
    this.#turnShown.textContent = degreesInWords(sixteenths);
    this.#results.hidden = turned === undefined;
    const turn = turned?.turns[sixteenths];
    if (!turned || !turn) {
      delete this.container.dataset["shown"];
      return;
    }
    showPicture(this.#picture, turn.picture);
    this.#picture.ariaLabel = `The picture, turned by ${degreesInWords(sixteenths)}`;
    this.#plot.show(turned, sixteenths);
    this.#finding.textContent = turningInWords(turned);
    announceSettled("turning", this.#finding.textContent);
    this.#position.textContent = positionInWords(turned, sixteenths);
    this.#numbers.refresh();
    this.container.dataset["shown"] = JSON.stringify({ sixteenths, truth: turn.truth, predicted: turn.predicted });
  }

  /** Where each turned picture is on the map, and where it is predicted. */
  #fill(table: HTMLTableElement) {
    const rows = (this.shown.value?.turns ?? []).map(({ truth, predicted }, sixteenths) =>
      tableRow(degreesInWords(sixteenths), [...truth, ...predicted].map(figure)),
    );
    fillTable(table, ["turned by", "across", "up", "predicted across", "predicted up"], rows);
  }

  #build() {
    const { turned } = this.lab.store.chosen;
    this.#slider.type = "range";
    this.#slider.min = "0";
    this.#slider.max = String(SIXTEENTHS.length - 1);
    this.#slider.addEventListener("input", () => {
      turned.value = this.#slider.valueAsNumber;
      announceSettled("turning by", this.#position.textContent ?? "");
    });
    this.#turnShown.translate = false;
    const [label, words] = [create("label", "turning-choice"), create("span", "", "turned by ")];
    words.append(this.#turnShown);
    label.append(words, this.#slider);
    this.#picture.role = this.#canvas.role = "img";
    this.#canvas.ariaLabel = `${TITLE}; the numbers are in the table below`;
    const legend = create("p", "legend");
    legend.append(
      create("span", "legend-turned", "where it goes"),
      create("span", "legend-predicted", "where rotations predict it"),
      create("span", "legend-anchors", "other pictures, not turned"),
    );
    const [body, picture, plot] = [create("div", "turning-body"), create("div", "turning-picture"), create("div", "")];
    picture.append(this.#picture, label, this.#position);
    plot.dataset["plot"] = TITLE;
    plot.append(this.#canvas, legend);
    body.append(picture, plot);
    this.#results.append(this.#finding, body, this.#numbers.root);
    this.container.append(create("p", "help", HELP), this.#words, this.#results, create("p", "help", LOOK_FOR));
  }
}
