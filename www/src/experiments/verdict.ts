// What an experiment says of its claim: a sentence, and one for each comparison that it follows from.

import type { Judgement } from "engine";

import { create } from "../canvas/dom";
import { write } from "../canvas/untranslated";

export function showVerdict(place: HTMLElement, { verdict, sentence, comparisons }: Judgement) {
  const whole = create("p", "verdict");
  whole.dataset["verdict"] = verdict;
  write(whole, sentence);
  const list = create("ul", "comparisons");
  list.append(
    ...comparisons.map(({ verdict, sentence }) => {
      const item = create("li", "");
      item.dataset["verdict"] = verdict;
      write(item, sentence);
      return item;
    }),
  );
  place.replaceChildren(whole, list);
}
