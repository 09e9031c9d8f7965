// What a screen reader is told in passing: milestones alone. What changes often is written where it is seen, and not spoken.

import { create, element } from "./dom";

/** How long something that may change again has to stay as it is before it is spoken. */
const SETTLED_MS = 1000;
/** Sentences that stay in the document: a screen reader that is busy still finds them. */
const KEPT = 3;

const settling = new Map<string, ReturnType<typeof setTimeout>>();
/** What was spoken last about each topic. */
const spoken = new Map<string, string>();

/** Speaks a sentence as soon as the screen reader has time for it. */
export function announce(words: string) {
  const place = element("announcements", HTMLElement);
  place.append(create("p", "", words));
  while (place.children.length > KEPT) place.firstElementChild?.remove();
}

/** Speaks a sentence about a topic once nothing newer has come about it for a while, unless it is the one that was spoken last. No words: there is nothing to say any more. */
export function announceSettled(topic: string, words: string) {
  clearTimeout(settling.get(topic));
  if (!words) spoken.delete(topic);
  if (!words || words === spoken.get(topic)) return;
  const speak = () => {
    spoken.set(topic, words);
    announce(words);
  };
  settling.set(topic, setTimeout(speak, SETTLED_MS));
}
