// How blind an encoder is to what: every factor is moved while the others stand still, and three measures say what comes of it.

import { batch, computed, effect, type ReadonlySignal, signal, untracked } from "@preact/signals-core";
import type { Blindness } from "engine";

import { announce } from "../canvas/announce";
import { create } from "../canvas/dom";
import { figure, percent } from "../canvas/numbers";
import { write } from "../canvas/untranslated";
import { FoldedTable } from "../charts/folded-table";
import { fillTable, tableRow } from "../charts/table";
import { ENCODERS, encodersOf } from "../engine/encoders";
import type { Lab } from "../state/lab";
import type { Swept } from "../state/page-state";
import { asOfStep } from "./as-of-step";
import { BlindnessDots } from "./blindness-dots";
import { blindnessInWords, HELP, MEASURES, sampleInWords } from "./blindness-words";
import { sweep } from "./sweep";

const TITLE = "How blind to what";

/** A sweep that has been asked for. */
interface Work {
  swept: Swept;
}

/** What a sweep has found; of a run with the step whose weights were swept. */
interface Found {
  blindness: Blindness;
  step: number | undefined;
}

export class BlindnessPanel {
  /** What has been found of the encoder that is chosen. */
  readonly shown: ReadonlySignal<Blindness | undefined>;
  readonly #found = signal<ReadonlyMap<Swept, Found>>(new Map());
  /** The sweep that is wanted, if one is under way. */
  readonly #work = signal<Work | undefined>(undefined);
  readonly #share = signal(0);
  /** What there is to say while nothing is swept. */
  readonly #note = signal("");
  /** What was on show before what is chosen now. */
  readonly #before = signal<Swept | undefined>(undefined);
  readonly #choice = create("select", "");
  readonly #run = create("button", "button", "Sweep it");
  readonly #progress = create("progress", "");
  readonly #status = create("p", "help");
  readonly #results = create("div", "blindness-results");
  readonly #finding = create("p", "blindness-finding");
  readonly #sample = create("p", "help");
  readonly #beside = create("span", "legend-before");
  readonly #followed = create("span", "legend-equivariant", "equivariant");
  readonly #dots = new BlindnessDots(`${TITLE}; the numbers are in the table below`);
  readonly #numbers = new FoldedTable(TITLE, (table) => this.#fill(table));
  readonly #request: (work: Work) => void;

  /** `readsAt` is the step whose weights read, where those of a run do. */
  constructor(
    private readonly container: HTMLElement,
    private readonly lab: Lab,
    readsAt: ReadonlySignal<number | undefined>,
  ) {
    const { engine, store } = lab;
    this.shown = computed(() => this.#found.value.get(store.chosen.swept.value)?.blindness);
    this.#build();
    this.#request = engine.latest(async (client, work: Work) => {
      try {
        const isWanted = () => this.#work.peek() === work;
        const step = work.swept === "reading" ? readsAt.peek() : undefined;
        const blindness = await sweep(client, work.swept, isWanted, (share) => isWanted() && (this.#share.value = share));
        if (blindness && isWanted()) this.#keep(work.swept, { blindness, step });
      } finally {
        if (this.#work.peek() === work) this.#work.value = undefined;
      }
    });
    this.#choice.addEventListener("change", () => {
      batch(() => {
        this.#before.value = store.chosen.swept.peek();
        store.chosen.swept.value = this.#choice.value as Swept;
      });
    });
    this.#run.addEventListener("click", () => this.#startOrStop(store.chosen.swept.peek()));
    effect(() => {
      this.#choice.value = store.chosen.swept.value;
    });
    // What was found of the encoder that read before is not said of the one that reads now. A run whose weights move is the same
    // one: the engine sweeps those that it had when the sweep began.
    effect(() => {
      if (engine.source.value) untracked(() => this.#forgetReading());
    });
    effect(() => {
      if (!engine.spirographReader.value) this.#work.value = undefined;
    });
    effect(() => this.#showWork());
    effect(() => this.#show());
  }

  #startOrStop(swept: Swept) {
    const stops = this.#work.peek()?.swept === swept;
    batch(() => {
      this.#share.value = 0;
      this.#note.value = "";
      this.#work.value = stops ? undefined : { swept };
    });
    const work = this.#work.peek();
    if (work) this.#request(work);
  }

  #keep(swept: Swept, found: Found) {
    this.#found.value = new Map([...this.#found.peek(), [swept, found]]);
    announce(`Swept: ${wordsOf(swept)}. ${blindnessInWords(found.blindness)}`);
  }

  /** Another encoder reads. */
  #forgetReading() {
    batch(() => {
      if (this.#work.peek()?.swept === "reading") {
        this.#work.value = undefined;
        this.#note.value = "The sweep of what read before was given up: another encoder reads now.";
        announce(this.#note.peek());
      }
      this.#found.value = new Map([...this.#found.peek()].filter(([swept]) => swept !== "reading"));
    });
  }

  #showWork() {
    const [work, share] = [this.#work.value, this.#share.value];
    this.#run.disabled = !this.lab.engine.spirographReader.value;
    this.#run.textContent = work && work.swept === this.lab.store.chosen.swept.value ? "Stop" : "Sweep it";
    this.#progress.hidden = !work;
    this.#progress.value = share;
    this.container.ariaBusy = String(work !== undefined);
    if (!work) this.#status.textContent = this.#note.value;
    else if (share < 1) this.#status.textContent = `Sweeping ${wordsOf(work.swept)}: ${percent(share)} of the pictures …`;
    else this.#status.textContent = "Comparing the representations …";
  }

  #show() {
    const { value: shown } = this.shown;
    const { value: before } = this.#before;
    const beside = before === this.lab.store.chosen.swept.value ? undefined : before;
    const other = beside && this.#found.value.get(beside)?.blindness;
    this.#results.hidden = !shown;
    if (!shown) return;
    write(this.#finding, blindnessInWords(shown));
    this.#sample.textContent = asOfStep(this.#found.value.get(this.lab.store.chosen.swept.value)?.step) + sampleInWords(shown);
    this.#beside.hidden = !other;
    this.#followed.hidden = shown.factors.every(({ role }) => role !== "equivariant");
    if (beside) this.#beside.textContent = wordsOf(beside);
    this.#dots.show(shown, other);
    this.#numbers.refresh();
    this.container.dataset["shown"] = this.lab.store.chosen.swept.value;
  }

  #fill(table: HTMLTableElement) {
    const rows = (this.shown.value?.factors ?? []).map(({ name, role, variance_share, whitened_cosine, firing, chance, unread }) =>
      tableRow(`${name} (${role})`, [
        ...[variance_share, whitened_cosine, firing, chance].map(figure),
        unread === null ? "–" : figure(unread),
      ]),
    );
    fillTable(table, ["factor", "share of the variance", "whitened cosine", "firing", "firing by luck", "not read by a probe"], rows);
  }

  #build() {
    this.#choice.append(
      ...(["reading", ...encodersOf("spirographs").map(({ name }) => name)] as const).map((swept) => new Option(wordsOf(swept), swept)),
    );
    this.#run.type = "button";
    this.#progress.ariaLabel = "Progress of the sweep";
    const words = create("p", "help", HELP);
    words.append(
      " the dots of ",
      create("strong", "interest", "interest"),
      " stay on the left, the rings of ",
      create("strong", "nuisance", "nuisance"),
      " go to the right.",
    );
    const label = create("label", "", "encoder ");
    label.append(this.#choice);
    const tools = create("div", "tools");
    tools.append(label, this.#run, this.#progress);
    const legend = create("p", "legend");
    legend.append(
      create("span", "legend-interest", "interest"),
      create("span", "legend-nuisance", "nuisance"),
      this.#followed,
      create("span", "legend-fixed", "never seen to move"),
      create("span", "legend-luck", "firing by luck"),
      this.#beside,
    );
    const chart = this.#dots.place;
    chart.dataset["plot"] = TITLE;
    const measures = create("details", "symbols");
    measures.append(create("summary", "", "The three measures"), ...MEASURES.map((words) => create("p", "help", words)));
    this.#results.append(this.#finding, legend, chart, this.#sample, this.#numbers.root);
    this.container.append(words, tools, this.#status, this.#results, measures);
  }
}

/** An encoder for people. */
function wordsOf(swept: Swept): string {
  return ENCODERS.find(({ name }) => name === swept)?.words ?? "what reads now";
}
