// The runs that are kept: the newest is offered, and a list has them all, each to be opened or forgotten.

import { effect } from "@preact/signals-core";

import { create, element } from "../canvas/dom";
import { LOCALE } from "../canvas/locale";
import type { ListedRun } from "./keeper";
import type { TrainingSession } from "./session";

const STATES: Record<ListedRun["open"], string> = { here: "open here", "in another tab": "open in another tab", nowhere: "" };

export class KeptPanel {
  readonly #list = element("training-kept", HTMLDetailsElement);

  constructor(private readonly session: TrainingSession) {
    this.#wireOffer();
    const note = element("training-storage", HTMLElement);
    effect(() => {
      const { value: words } = session.kept.note;
      note.textContent = words ?? "";
      note.hidden = words === undefined;
    });
    effect(() => this.#show(session.kept.runs.value, this.#mayOpen));
  }

  get #mayOpen(): boolean {
    return this.session.phase.value !== "no engine" && this.session.phase.value !== "running";
  }

  #wireOffer() {
    const { offer } = this.session.kept;
    const resume = element("training-resume", HTMLButtonElement);
    resume.addEventListener("click", () => this.#open(offer.value?.id));
    element("training-forget", HTMLButtonElement).addEventListener("click", () => this.#forget(offer.value?.id));
    effect(() => {
      element("training-offer", HTMLElement).hidden = offer.value === undefined;
      resume.disabled = !this.#mayOpen;
      if (offer.value) element("training-offer-words", HTMLElement).textContent = `A run ${wordsOf(offer.value)}.`;
    });
  }

  #show(runs: readonly ListedRun[], mayOpen: boolean) {
    this.#list.hidden = runs.length === 0;
    const [summary, list] = [this.#list.querySelector("summary"), this.#list.querySelector("ul")];
    if (!summary || !list) return;
    summary.textContent = `Runs kept in this browser (${runs.length})`;
    const focused = list.contains(document.activeElement) ? document.activeElement?.getAttribute("aria-label") : undefined;
    list.replaceChildren(...runs.map((run) => this.#row(run, mayOpen)));
    // Whoever works through the list by keyboard stays in it.
    if (focused) (list.querySelector<HTMLElement>(`[aria-label="${CSS.escape(focused)}"]:not(:disabled)`) ?? summary).focus();
  }

  #row(run: ListedRun, mayOpen: boolean): HTMLElement {
    const row = create("li", "");
    row.dataset["run"] = run.id;
    row.dataset["open"] = run.open;
    const state = run.broken === undefined ? STATES[run.open] : `cannot be used: ${run.broken}`;
    const isFree = run.open === "nowhere";
    row.append(
      create("span", "", `${wordsOf(run)}${state ? ` (${state})` : ""}`),
      button("Open", run, isFree && mayOpen && run.broken === undefined, () => this.#open(run.id)),
      button("Forget", run, isFree, () => this.#forget(run.id)),
    );
    return row;
  }

  #open(id: string | undefined) {
    if (id !== undefined) void this.session.open(id);
  }

  #forget(id: string | undefined) {
    if (id !== undefined) void this.session.kept.forget(id);
  }
}

function wordsOf({ savedAt, step, steps, words }: ListedRun): string {
  const when = new Date(savedAt).toLocaleString(LOCALE, { dateStyle: "medium", timeStyle: "short" });
  return `from ${when} is at step ${step} of ${steps}: ${words}`;
}

function button(label: string, run: ListedRun, isEnabled: boolean, act: () => void): HTMLButtonElement {
  const made = create("button", "button", label);
  made.type = "button";
  made.ariaLabel = `${label} the run ${wordsOf(run)}`;
  made.disabled = !isEnabled;
  made.addEventListener("click", act);
  return made;
}
