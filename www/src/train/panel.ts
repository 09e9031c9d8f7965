// The training panel: shows a fine-tuning session, and hands it what a visitor does.

import { computed, effect } from "@preact/signals-core";

import { announceSettled } from "../canvas/announce";
import { create, element } from "../canvas/dom";
import { OWN_EXPERIMENT } from "../engine/experiments";
import { showJudgement } from "../experiments/verdict";
import type { Lab } from "../state/lab";
import { TrainingCharts } from "./charts";
import { collapseInWords, collapseSpoken, collapsesOf } from "./collapse";
import { ExperimentPanel } from "./experiment-panel";
import { wireFiles } from "./files";
import { TrainingForm } from "./form";
import type { TrainingHistory } from "./history";
import { KeptPanel } from "./kept-panel";
import { Milestones } from "./milestones";
import { showOutcome } from "./outcome-table";
import { OwnArmForm } from "./own-arm-form";
import type { Phase, TrainingSession } from "./session";

const RUN_LABELS: Record<Phase, string> = {
  "no engine": "Start",
  idle: "Start",
  running: "Pause",
  paused: "Continue",
  finished: "Start again",
};

export class TrainingPanel {
  readonly #root = element("training", HTMLElement);

  constructor(
    private readonly lab: Lab,
    private readonly session: TrainingSession,
    onUnknown: (settings: string[]) => void,
  ) {
    new TrainingForm(element("training-settings", HTMLElement), element("training-more", HTMLElement), session);
    new ExperimentPanel(session, lab.store.chosen.encoder);
    new OwnArmForm(lab.store.chosen, session, onUnknown);
    wireFiles(lab, session);
    this.#wireRun();
    this.#wireReaders();
    new KeptPanel(session);
    this.#wireHiddenTab();
    this.#showProgress();
    this.#showResults();
  }

  #wireRun() {
    const [run, step, reset, defaults] = ["training-run", "training-step", "training-reset", "training-defaults"].map((id) =>
      element(id, HTMLButtonElement),
    ) as [HTMLButtonElement, HTMLButtonElement, HTMLButtonElement, HTMLButtonElement];
    run.addEventListener("click", () => void this.session.toggle());
    step.addEventListener("click", () => void this.session.work("next step"));
    reset.addEventListener("click", () => void this.session.end());
    defaults.addEventListener("click", () => (this.lab.store.chosen.settings.value = {}));
    effect(() => {
      const { value: phase } = this.session.phase;
      // Not before the engine has told its settings: what is pressed until then would be lost.
      const isReady = phase !== "no engine";
      this.#root.dataset["state"] = phase.replace(" ", "-");
      run.textContent = RUN_LABELS[phase];
      run.disabled = !isReady;
      step.disabled = !isReady || phase === "running" || phase === "finished";
      reset.disabled = !isReady || this.session.history.value === undefined;
      element("training-form", HTMLFieldSetElement).disabled = this.session.isUnderWay.value;
    });
  }

  #wireReaders() {
    const place = element("training-readers", HTMLElement);
    effect(() => {
      element("training-reads", HTMLFieldSetElement).hidden = this.session.arms.value.length === 0 || !this.session.mayRead.value;
      const arms = this.session.arms.value.map(({ name, words }) => ({ name, words: `the run ${words}, newest weights` }));
      place.replaceChildren(...[{ name: "loaded", words: "the encoder as it was loaded" }, ...arms].map((reader) => this.#reader(reader)));
    });
    effect(() => {
      for (const radio of place.querySelectorAll("input")) radio.checked = radio.value === this.session.reader.value;
    });
  }

  #reader({ name, words }: { name: string; words: string }): HTMLElement {
    const radio = create("input", "");
    Object.assign(radio, { type: "radio", name: "reader", id: `read-${name}`, value: name, checked: name === this.session.reader.peek() });
    radio.addEventListener("change", () => void this.session.readWith(name));
    const label = create("label", "");
    label.append(radio, ` ${words}`);
    return label;
  }

  #wireHiddenTab() {
    const { hiddenTab } = this.lab.store.chosen;
    const select = element("training-hidden", HTMLSelectElement);
    select.addEventListener("change", () => (hiddenTab.value = select.value === "pause" ? "pause" : "go on"));
    effect(() => {
      select.value = hiddenTab.value;
    });
    document.addEventListener("visibilitychange", () => {
      if (hiddenTab.value === "pause") void this.session.rest(document.hidden);
    });
  }

  #showProgress() {
    const words = element("training-words", HTMLElement);
    const bar = element("training-bar", HTMLProgressElement);
    const speed = element("training-pace", HTMLElement);
    effect(() => {
      words.textContent = this.session.words.value;
    });
    const milestones = new Milestones();
    effect(() => {
      const { step, steps } = this.session.pace.value ?? { step: 0, steps: 0 };
      const spoken = milestones.next(this.session.phase.value, step, steps, performance.now());
      if (spoken) announceSettled("training", spoken);
    });
    effect(() => {
      const { value: pace } = this.session.pace;
      speed.textContent = pace?.speed ?? "";
      bar.max = pace?.steps ?? 1;
      bar.value = pace?.step ?? 0;
      show(this.#root, "step", pace?.step);
    });
    this.#showCollapses();
    effect(() => show(this.#root, "savedStep", this.session.kept.savedStep.value));
  }

  /** A standing note for each arm that has collapsed, spoken once: not again at every step. */
  #showCollapses() {
    const place = element("training-collapsed", HTMLElement);
    const collapses = computed(() => (this.session.history.value ? collapsesOf(this.session.history.value) : []));
    const spoken = computed(() => collapseSpoken(collapses.value));
    effect(() => place.replaceChildren(...collapses.value.map((collapse) => create("li", "", collapseInWords(collapse)))));
    effect(() => announceSettled("collapse", spoken.value));
  }

  #showResults() {
    const charts = new TrainingCharts(element("training-charts", HTMLElement), element("training-legend", HTMLElement));
    const outcome = element("training-outcome", HTMLTableElement);
    const { history } = this.session;
    effect(() => {
      element("training-results", HTMLElement).hidden = history.value === undefined;
      element("training-invitation", HTMLElement).hidden = history.value !== undefined;
    });
    // A run that is over stays on show while another experiment is chosen: it says whose it is.
    const name = element("training-run-name", HTMLElement);
    effect(() => {
      const { value: ranOf } = this.session.ranOf;
      delete this.#root.dataset["results"];
      if (ranOf === undefined) return;
      name.textContent = ranOf === OWN_EXPERIMENT ? "The run of your own experiment" : `The run of “${ranOf}”`;
      this.#root.dataset["results"] = ranOf === this.session.bench.name.value ? "of this" : "of another";
    });
    const elsewhere = element("training-elsewhere", HTMLElement);
    effect(() => {
      elsewhere.textContent = this.session.elsewhere.value;
      elsewhere.hidden = elsewhere.textContent === "";
    });
    effect(() => charts.show(history.value));
    effect(() => showOutcome(outcome, this.session.outcome.value ?? { arms: [], rows: [] }));
    effect(() => {
      outcome.ariaBusy = String(this.session.outcomesAwaited.value > 0);
    });
    effect(() => showEnds(element("training-ended", HTMLElement), history.value));
    const [verdict, comparisons] = [element("training-verdict", HTMLElement), element("training-comparisons", HTMLElement)];
    effect(() => {
      const { value: judgement } = this.session.judgement;
      verdict.hidden = !judgement;
      showJudgement(verdict, comparisons, judgement);
      announceSettled("verdict", judgement?.sentence ?? "");
    });
  }
}

/** The runs that have ended before their last step, and why. */
function showEnds(place: HTMLElement, history: TrainingHistory | undefined) {
  const ends = (history?.ended ?? []).flatMap((end, run) => {
    const arm = history?.session.arms[run];
    return end && arm ? [create("li", "", `The run ${arm.words}, seed ${arm.seed}, has ended. ${end.message}`)] : [];
  });
  place.replaceChildren(...ends);
}

/** A number for whoever looks at the page from outside, as the end-to-end tests do. */
function show(place: HTMLElement, name: string, value: number | undefined) {
  if (value === undefined) delete place.dataset[name];
  else place.dataset[name] = String(value);
}
