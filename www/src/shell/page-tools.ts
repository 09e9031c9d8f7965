// The tools of the page as a whole: presets, the link, files to save, reset.

import { element } from "../canvas/dom";
import type { EngineError } from "../engine/types";
import { saveCurvePng, saveCurveSvg, saveJson, savePlotsPng, type Plot } from "../files/export";
import { toEngineError } from "../engine/failure";
import type { PageState } from "../state/page-state";
import { PRESETS } from "../state/presets";
import type { Curve } from "../canvas/spirograph";

export interface ToolHooks {
  /** The address of the page as it stands. */
  link(): string;
  /** Chooses what a preset holds; the rest stays. */
  choose(part: Partial<PageState>): void;
  /** Everything as in the beginning. */
  reset(): void;
  /** The Spirograph on show. */
  curve(): Curve;
  /** All numbers on show. */
  everything(): Promise<unknown>;
  showError(error: EngineError): void;
}

export class PageTools {
  readonly #preset = element("preset-choice", HTMLSelectElement);
  readonly #copy = element("copy-link", HTMLButtonElement);
  readonly #menu = element("save-menu", HTMLDetailsElement);
  readonly #note = element("tools-note", HTMLElement);

  constructor(private readonly hooks: ToolHooks) {
    for (const { name, words } of PRESETS) {
      const option = new Option(name, name);
      option.title = words;
      this.#preset.append(option);
    }
    this.#preset.addEventListener("change", () => this.#choosePreset());
    this.#copy.addEventListener("click", () => void this.#copyLink());
    element("reset-page", HTMLButtonElement).addEventListener("click", () => {
      this.hooks.reset();
      this.#preset.value = "";
      this.#note.textContent = "Everything is as in the beginning.";
    });
    this.#offer("save-curve-png", () => saveCurvePng("spirograph", this.hooks.curve()));
    this.#offer("save-curve-svg", () => saveCurveSvg("spirograph", this.hooks.curve()));
    this.#offer("save-plots", () => savePlotsPng("spirograph-plots", plotsOnShow()));
    this.#offer("save-everything", async () => saveJson("spirograph-lab", await this.hooks.everything()));
    this.#closeMenuAside();
  }

  /** What is on show is no longer the preset. */
  forgetPreset() {
    this.#preset.value = "";
  }

  #choosePreset() {
    const preset = PRESETS.find(({ name }) => name === this.#preset.value);
    if (!preset) return;
    this.hooks.choose(preset.state);
    this.#preset.value = preset.name;
    this.#note.textContent = preset.words;
  }

  async #copyLink() {
    const link = this.hooks.link();
    try {
      await navigator.clipboard.writeText(link);
      this.#say("Copied");
    } catch {
      // Without the permission, or on a page that is not secure: a visitor can still copy it by hand.
      prompt("The link to this page as it stands:", link);
    }
  }

  /** Says it where the button is, for a moment, and to screen readers. */
  #say(words: string) {
    const label = "Copy link";
    this.#copy.textContent = this.#note.textContent = words;
    setTimeout(() => (this.#copy.textContent = label), 1600);
  }

  #offer(id: string, save: () => void | Promise<void>) {
    element(id, HTMLButtonElement).addEventListener("click", () => {
      this.#menu.open = false;
      this.#menu.querySelector("summary")?.focus();
      Promise.resolve()
        .then(save)
        .catch((thrown: unknown) => this.hooks.showError(toEngineError(thrown)));
    });
  }

  /** The menu closes as menus do: by Escape, and by a click elsewhere. */
  #closeMenuAside() {
    document.addEventListener("click", ({ target }) => {
      if (target instanceof Node && !this.#menu.contains(target)) this.#menu.open = false;
    });
    this.#menu.addEventListener("keydown", ({ key }) => {
      if (key !== "Escape") return;
      this.#menu.open = false;
      this.#menu.querySelector("summary")?.focus();
    });
  }
}

/** The plots that are in the step on show, each with its title. */
function plotsOnShow(): Plot[] {
  return [...document.querySelectorAll<HTMLElement>("[data-plot]")].flatMap((place) => {
    const canvas = place.querySelector("canvas");
    return canvas && canvas.clientWidth > 0 ? [{ title: place.dataset["plot"] ?? "", canvas }] : [];
  });
}
