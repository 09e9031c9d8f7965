// What an experiment is: the work, its claim, the arms, and which way the difference is expected to go.

import { effect, type ReadonlySignal, signal } from "@preact/signals-core";
import type { Experiment } from "engine";

import { create } from "../canvas/dom";
import { write } from "../canvas/untranslated";
import { type ListedExperiment, listedExperiment, loadExperiment } from "../engine/experiments";
import { Failure } from "../engine/failure";
import type { EngineHost } from "../engine/host";
import { FiguresPanel } from "./figures";

/** The claim that is put to the test, and whose it is, with a link. */
export function showClaim(place: HTMLElement, { work, claim }: Pick<ListedExperiment, "work" | "claim">) {
  const words = create("p", "experiment-claim");
  write(words, claim);
  place.replaceChildren(words);
  if (!work) return;
  const [origin, link] = [create("p", "experiment-work help"), create("a", "", work.title)];
  link.href = `https://arxiv.org/abs/${work.arxiv}`;
  origin.append(link, ` (${work.year})`);
  place.append(origin);
}

/** What is compared, what is expected, written down before anything was run, and what limits it. */
export function showComparison(place: HTMLElement, { arms, compared, limits }: Experiment) {
  const help = create("p", "help");
  write(help, limits ?? "");
  place.replaceChildren(
    create("h4", "", "What is compared"),
    list(arms.map(({ words }) => words)),
    create("h4", "", "What is expected, written down beforehand"),
    list(compared.map(({ sentence }) => sentence)),
    help,
  );
}

function list(sentences: readonly string[]): HTMLElement {
  const made = create("ul", "");
  made.append(
    ...sentences.map((sentence) => {
      const item = create("li", "");
      write(item, sentence);
      return item;
    }),
  );
  return made;
}

/**
 * Whether something is in sight, or within a screen of it: what nobody comes to is not loaded, and what grows when it is loaded
 * has done so before it is seen.
 */
function signalOfNearness(place: HTMLElement): ReadonlySignal<boolean> {
  const isNear = signal(false);
  const onCrossing = (entries: IntersectionObserverEntry[]) => (isNear.value = entries.at(-1)?.isIntersecting ?? false);
  new IntersectionObserver(onCrossing, { rootMargin: "1000px 0px" }).observe(place);
  return isNear;
}

/** Shows an experiment that comes with the page, with its figures at full size; the engine reads its file when it is come to. */
export function experimentCard(place: HTMLElement, engine: EngineHost, name: string) {
  const experiment = listedExperiment(name);
  if (!experiment) throw new Error(`there is no experiment ${name}`);
  const [claim, comparison] = [create("div", ""), create("div", "")];
  const full = create("details", "experiment-full");
  const figures = create("div", "");
  full.append(create("summary", "", "The figures at full size"), figures);
  place.classList.add("experiment");
  place.append(create("h3", "", "The experiment"), claim, comparison, full);
  showClaim(claim, experiment);
  const panel = new FiguresPanel(figures);
  full.addEventListener("toggle", () => full.open && void panel.show(experiment));
  const report = signal<Experiment | undefined>(undefined);
  const isNear = signalOfNearness(place);
  const read = engine.latest(async (client) => {
    if (report.peek()) return;
    try {
      const { path, text } = await loadExperiment(name);
      report.value = await client.call("readExperiment", path, text);
    } catch (thrown) {
      // Nobody has asked for it by more than coming by, and who comes by again asks again.
      if (!(thrown instanceof Failure)) throw thrown;
      comparison.replaceChildren(create("p", "help", thrown.message));
    }
  });
  effect(() => {
    if (isNear.value && engine.opened.value && !report.value) read(undefined);
  });
  effect(() => {
    if (report.value) showComparison(comparison, report.value);
  });
}
