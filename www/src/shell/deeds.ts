// The phrases in the prose that do what they say.

/** What each phrase does, by the name in its `data-deed`. */
export type Deeds = Record<string, () => void>;

export function wireDeeds(deeds: Deeds) {
  for (const phrase of document.querySelectorAll<HTMLButtonElement>("[data-deed]")) {
    const name = phrase.dataset["deed"] ?? "";
    const deed = deeds[name];
    if (!deed) throw new Error(`the page has no deed ${name}`);
    phrase.addEventListener("click", deed);
  }
}
