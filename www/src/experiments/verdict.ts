// What an experiment says of its claim: a sentence, and one for each comparison that it follows from.

import type { Judgement } from "engine";

import { create } from "../canvas/dom";
import { write } from "../canvas/untranslated";

/** Shows the whole verdict, and the comparisons as a list; nothing where there is no judgement. */
export function showJudgement(whole: HTMLElement, list: HTMLElement, judgement: Judgement | undefined) {
  mark(whole, judgement?.verdict, judgement?.sentence ?? "");
  const items = (judgement?.comparisons ?? []).map(({ verdict, sentence }) => {
    const item = create("li", "");
    mark(item, verdict, sentence);
    return item;
  });
  list.replaceChildren(...items);
}

/** Writes a sentence, which the style sheet gives the sign of its verdict. */
function mark(place: HTMLElement, verdict: string | undefined, sentence: string) {
  if (verdict === undefined) delete place.dataset["verdict"];
  else place.dataset["verdict"] = verdict;
  write(place, sentence);
}
