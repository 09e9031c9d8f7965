// The tools of the page as a whole: presets, the link, files to save, reset.

import { effect } from "@preact/signals-core";

import { announce } from "../canvas/announce";
import { element } from "../canvas/dom";
import type { Curve } from "../canvas/spirograph";
import { toEngineError } from "../engine/failure";
import { type Plot, saveCurvePng, saveCurveSvg, saveJson, savePlotsPng } from "../files/export";
import type { Address } from "../state/address";
import type { Lab } from "../state/lab";
import { initialState, isSame } from "../state/page-state";
import { PRESETS } from "../state/presets";

/** What there is to save. */
export interface OnShow {
  /** The Spirograph on show. */
  curve(): Curve;
  /** All numbers on show. */
  everything(): Promise<unknown>;
}

export class PageTools {
  readonly #preset = element("preset-choice", HTMLSelectElement);
  readonly #copy = element("copy-link", HTMLButtonElement);
  readonly #menu = element("save-menu", HTMLDetailsElement);

  constructor(
    private readonly lab: Lab,
    private readonly address: Address,
    onShow: OnShow,
  ) {
    for (const { name, words } of PRESETS) {
      const option = new Option(name, name);
      option.title = words;
      this.#preset.append(option);
    }
    this.#preset.addEventListener("change", () => this.#choosePreset());
    effect(() => {
      const { source, factors: chosen } = lab.store.chosen;
      const preset = PRESETS.find(({ factors }) => isSame("factors", factors, chosen.value));
      // Presets are Spirographs, and lead back to them.
      this.#preset.value = (source.value === "spirographs" && preset?.name) || "";
    });
    this.#copy.addEventListener("click", () => void this.#copyLink());
    element("reset-page", HTMLButtonElement).addEventListener("click", () => {
      this.address.visit(initialState());
      announce("Everything is back to where it began. Going back brings it all back, the drawing as well.");
    });
    this.#offer("save-curve-png", () => saveCurvePng("spirograph", onShow.curve()));
    this.#offer("save-curve-svg", () => saveCurveSvg("spirograph", onShow.curve()));
    this.#offer("save-plots", () => savePlotsPng("spirograph-plots", plotsOnShow()));
    this.#offer("save-everything", async () => saveJson("spirograph-lab", await onShow.everything()));
    this.#closeMenuAside();
    foldMenuAway();
  }

  #choosePreset() {
    const preset = PRESETS.find(({ name }) => name === this.#preset.value);
    if (!preset) return;
    this.address.visit({ source: "spirographs", factors: preset.factors });
    announce(preset.words);
  }

  async #copyLink() {
    const { link } = this.address;
    try {
      await navigator.clipboard.writeText(link);
      this.#say("Copied");
    } catch {
      // Without the permission, or on a page that is not secure: a visitor can still copy it by hand.
      prompt("The link to this page as it is now:", link);
    }
  }

  /** Says it where the button is, for a moment, and to screen readers. */
  #say(words: string) {
    const label = "Copy link";
    this.#copy.textContent = words;
    announce(words);
    setTimeout(() => (this.#copy.textContent = label), 1600);
  }

  #offer(id: string, save: () => void | Promise<void>) {
    element(id, HTMLButtonElement).addEventListener("click", () => {
      this.#menu.open = false;
      this.#menu.querySelector("summary")?.focus();
      Promise.resolve()
        .then(save)
        .catch((thrown: unknown) => this.lab.engine.report(toEngineError(thrown)));
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

/** A menu that was unfolded on a small screen is a part of the page again once the screen is large: it has no button then. */
function foldMenuAway() {
  const [menu, button] = [element("menu", HTMLElement), element("menu-button", HTMLButtonElement)];
  new ResizeObserver(() => {
    if (button.offsetWidth === 0 && menu.matches(":popover-open")) menu.hidePopover();
  }).observe(button);
}

/** The plots that are in the step on show, each with its title. */
function plotsOnShow(): Plot[] {
  return [...document.querySelectorAll<HTMLElement>("[data-plot]")].flatMap((place) => {
    const canvas = place.querySelector("canvas");
    return canvas && canvas.clientWidth > 0 ? [{ title: place.dataset["plot"] ?? "", canvas }] : [];
  });
}
