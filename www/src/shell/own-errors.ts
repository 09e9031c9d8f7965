// Whatever the page's own code throws reaches the visitor as a sentence. Imported before all else, because what is imported can
// throw as well; so it uses nothing but the document.

/** Browsers report it where an observer's work changes what it observes: a frame later everything is as it should be. */
const HARMLESS = /^ResizeObserver loop/;

// Scripts run: what the page needs for that need not be said.
const needs = document.getElementById("needs");
if (needs) needs.hidden = true;

/** Where what extensions put into the page is from. */
const FOREIGN = /^([a-z-]+-extension|webkit-masked-url):/;

addEventListener("error", ({ message, filename, error }) => {
  // A script of another origin that throws says nothing but that.
  const isForeign = FOREIGN.test(filename) || (filename === "" && !error);
  if (!isForeign && !HARMLESS.test(message)) say(wordsOf(error ?? message));
});

addEventListener("unhandledrejection", ({ reason }) => say(wordsOf(reason)));

function wordsOf(thrown: unknown): string {
  const reason = thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown);
  return `The page has met an error of its own (${reason}). Some of it may not work: reload it. Your choices are in its address.`;
}

/** The first error is the cause: those that follow from it do not take its place. */
function say(words: string) {
  const place = document.getElementById("page-errors");
  if (!place || place.childElementCount > 0) return;
  const box = document.createElement("div");
  box.className = "error";
  box.dataset["code"] = "page";
  const sentence = document.createElement("p");
  sentence.textContent = words;
  box.append(
    sentence,
    button("Reload the page", () => location.reload()),
    button("Dismiss", () => box.remove()),
  );
  place.append(box);
}

function button(label: string, act: () => void): HTMLButtonElement {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "button";
  made.textContent = label;
  made.addEventListener("click", act);
  return made;
}
