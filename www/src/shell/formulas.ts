// Formulas, set by KaTeX. It comes after the page's first content, and until then, or without it, a formula reads as the plain
// text that the page has in its place.

import type { KatexOptions } from "katex";

import { withEnd } from "../engine/with-end";

const LONGEST_WAIT = 3000;

const OPTIONS: KatexOptions = {
  // MathML is what a screen reader reads.
  output: "htmlAndMathml",
  throwOnError: false,
  // The page's two colours: \interest{m}, \nuisance{h}.
  macros: { "\\interest": "\\htmlClass{interest}{#1}", "\\nuisance": "\\htmlClass{nuisance}{#1}" },
  trust: ({ command }) => command === "\\htmlClass",
  strict: (code: string) => (code === "htmlExtension" ? "ignore" : "warn"),
};

/** Sets every formula of the page: the TeX in `data-formula`, on a line of its own where there is `data-display`. */
export async function setFormulas(): Promise<void> {
  openSymbols();
  const places = document.querySelectorAll<HTMLElement>("[data-formula]");
  if (places.length === 0) return;
  // A tab in the background, or a browser that does not tell, has no first content to wait for.
  await withEnd(painted(), LONGEST_WAIT, new Error("nothing has been painted")).catch(() => undefined);
  // Without KaTeX the plain text stays.
  const katex = await load().catch(() => undefined);
  if (!katex) return;
  for (const place of places) {
    const { formula = "", display } = place.dataset;
    katex.render(formula, place, { ...OPTIONS, displayMode: display !== undefined });
  }
}

/** Where there is room beside the prose, the formulas are open from the start. */
function openSymbols() {
  if (!matchMedia("(min-width: 1500px)").matches) return;
  for (const symbols of document.querySelectorAll<HTMLDetailsElement>(".symbols")) symbols.open = true;
}

/** Resolves once the page's first content is on the screen. */
function painted(): Promise<void> {
  return new Promise((resolve) => {
    const observer = new PerformanceObserver((entries) => {
      if (entries.getEntriesByName("first-contentful-paint").length === 0) return;
      observer.disconnect();
      resolve();
    });
    observer.observe({ type: "paint", buffered: true });
  });
}

async function load() {
  const [{ default: katex }] = await Promise.all([import("katex"), loadStyles()]);
  return katex;
}

let styles: Promise<void> | undefined;

/** KaTeX's style sheet, with its fonts; esbuild would put it into the page's own, to be waited for by the first content. */
function loadStyles(): Promise<void> {
  return (styles ??= new Promise((resolve, reject) => {
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = new URL("./katex.css", document.baseURI).href;
    link.onload = () => resolve();
    link.onerror = reject;
    document.head.append(link);
  }));
}
