// What a screen reader is told in passing: milestones alone. What changes often is written where it is seen, and not spoken.

import { create, element } from "./dom";

/** How long something that may change again has to stay as it is before it is spoken. */
const SETTLED_MS = 1000;
/** Sentences that stay in the document: a screen reader that is busy still finds them. */
const KEPT = 3;

const settling = new Map<string, ReturnType<typeof setTimeout>>();

/** Speaks a sentence as soon as the screen reader has time for it. */
export function announce(words: string) {
  const place = element("announcements", HTMLElement);
  place.append(create("p", "", words));
  while (place.children.length > KEPT) place.firstElementChild?.remove();
}

/** Speaks a sentence about a topic once nothing newer has come about it for a while; none if the newest is empty. */
export function announceSettled(topic: string, words: string) {
  clearTimeout(settling.get(topic));
  if (words)
    settling.set(
      topic,
      setTimeout(() => announce(words), SETTLED_MS),
    );
}
