// The experiment on show: which it is, what it claims and compares, how large it is here, and its figures at full size.

import { effect, type ReadonlySignal } from "@preact/signals-core";
import type { Experiment, Study } from "engine";

import { element } from "../canvas/dom";
import { counted, duration } from "../canvas/numbers";
import type { Encoder } from "../engine/encoders";
import { experimentsOn, listedExperiment, OWN_EXPERIMENT } from "../engine/experiments";
import { type Kind, THINGS } from "../engine/sources";
import { showClaim, showComparison } from "../experiments/card";
import { FiguresPanel } from "../experiments/figures";
import type { TrainingSession } from "./session";
import { settingOf, specsOf } from "./settings";

const OWN_CLAIM = "Two arms of your own, any two: say what the second has for itself, and what you expect of it.";

/** What runs start from where that is no encoder. */
const RANDOM = "random";

/** What takes the time on a laptop's processor, one core of it (docs/performance.md): a pair of a step, with the penalty of some arms. */
const SECONDS_OF_PAIR = 0.0175;
/** And a held-out sample of a measurement, which each run has two of at least. */
const SECONDS_OF_SAMPLE = 0.021;
/** And a crop that is to be recognised by a hundred views of it; for each there are five that say what others are. */
const SECONDS_OF_CROP = 0.04;
const CROPS_OF_SAMPLE = 6;

export class ExperimentPanel {
  readonly #figures = new FiguresPanel(element("training-figures", HTMLElement));

  constructor(
    private readonly session: TrainingSession,
    private readonly encoder: ReadonlySignal<Encoder>,
  ) {
    this.#wireChoice();
    effect(() => this.#show(session.bench.name.value, session.bench.kind.value));
    effect(() => this.#showExperiment(session.bench.experiment.value));
    effect(() => {
      element("training-size", HTMLElement).textContent = this.#size();
    });
  }

  #wireChoice() {
    const select = element("training-experiment", HTMLSelectElement);
    select.addEventListener("change", () => this.session.choose(select.value));
    effect(() => {
      const offered = experimentsOn(this.session.bench.kind.value);
      const options = offered.map(({ name, work }) => new Option(work ? `${name}: ${work.title} (${work.year})` : name, name));
      select.replaceChildren(...options, new Option("your own: any two arms", OWN_EXPERIMENT));
    });
    effect(() => {
      this.session.bench.kind.value;
      select.value = this.session.bench.name.value;
      select.disabled = this.session.isUnderWay.value;
    });
    const full = element("training-full-size", HTMLButtonElement);
    full.addEventListener("click", () => {
      const study = this.session.bench.experiment.peek()?.study;
      if (study?.kind === "training") this.session.change({ ...study.full });
    });
  }

  #show(name: string, kind: Kind) {
    const listed = listedExperiment(name);
    showClaim(element("training-claim", HTMLElement), listed ?? { claim: OWN_CLAIM, work: null });
    element("training-full", HTMLElement).hidden = listed === undefined;
    element("training-full-title", HTMLElement).textContent = `“${name}” at full size`;
    if (listed?.pictures === kind) void this.#figures.show(listed);
    else if (listed)
      this.#figures.instead(`Its figures have been recorded on ${THINGS[listed.pictures]}, and are shown when you look at those.`);
  }

  #showExperiment(experiment: Experiment | undefined) {
    const place = element("training-comparison", HTMLElement);
    element("training-full-size", HTMLButtonElement).hidden = experiment === undefined;
    if (experiment) showComparison(place, experiment);
    else place.replaceChildren();
  }

  /** Where the runs of an experiment are to start from another encoder than the one that reads. */
  #start(study: Study | undefined): string {
    const { value: encoder } = this.encoder;
    if (study?.kind !== "training" || study.start === encoder || study.start === RANDOM) return "";
    return `Its runs are to start from “${study.start}”: read with that, or they start from another encoder. `;
  }

  /** How large the run is that would start, or that is under way. */
  #size(): string {
    const { value: tables } = this.session.tables;
    if (!tables) return "";
    const { value: settings } = this.session.settings;
    const numbers = Object.fromEntries(specsOf(tables).map((spec) => [spec.key, settingOf(spec, settings)]));
    const [steps, batch, seeds, heldOut] = ["steps", "batch", "seeds", "held_out"].map((key) => Number(numbers[key])) as [
      number,
      number,
      number,
      number,
    ];
    // A number that is being typed is none yet.
    if (![steps, batch, seeds, heldOut].every(Number.isFinite)) return "";
    const { name, experiment } = this.session.bench;
    const study = experiment.value?.study;
    const arms = numbers["runs"] === "single" ? 1 : study?.kind === "training" ? study.arms.length : 2;
    const ofSample = 2 * SECONDS_OF_SAMPLE + (study?.kind === "training" && study.recognises ? CROPS_OF_SAMPLE * SECONDS_OF_CROP : 0);
    const seconds = arms * seeds * (steps * batch * SECONDS_OF_PAIR + heldOut * ofSample);
    const isSmall = study?.kind !== "training" || steps * batch < study.full.steps * study.full.batch;
    // One's own has no other size.
    const size = name.value === OWN_EXPERIMENT ? "" : isSmall ? "A small one: " : "At full size: ";
    return `${this.#start(study)}${size}${counted(arms, "arm")} × ${counted(seeds, "seed")} × ${counted(steps, "step")} of ${batch} pairs, about ${duration(seconds)} on one core of a processor.`;
  }
}
