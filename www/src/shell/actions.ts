// The phrases in the prose that do what they say.

/** What each phrase does, by the name in its `data-action`. */
export type Actions = Record<string, () => void>;

export function wireActions(actions: Actions) {
  for (const phrase of document.querySelectorAll<HTMLButtonElement>("[data-action]")) {
    const name = phrase.dataset["action"] ?? "";
    const action = actions[name];
    if (!action) throw new Error(`the page has no action ${name}`);
    phrase.addEventListener("click", action);
  }
}
