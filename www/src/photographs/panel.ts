// What there is around the photograph: the invitation to bring one's own, and what is waited for.

import { effect } from "@preact/signals-core";

import { element } from "../canvas/dom";
import type { Address } from "../state/address";
import type { Lab } from "../state/lab";
import type { Album } from "./album";
import { Camera } from "./camera";
import { showCrops } from "./crop-grid";
import { showPhotographDerivatives } from "./derivatives";
import { OwnPhoto } from "./own-photo";
import { PhotographMaker } from "./photograph-maker";

/** Wires all that step Make has for photographs. */
export function wirePhotographs(lab: Lab, album: Album, address: Address): PhotographMaker {
  const own = new OwnPhoto(lab, album, address);
  new Camera(lab.engine, own);
  const maker = new PhotographMaker(lab, album);
  showPhotographDerivatives(lab, maker);
  showCrops(lab, maker);
  const [words, again] = [element("photo-words", HTMLElement), element("photo-again", HTMLButtonElement)];
  again.addEventListener("click", () => void album.load());
  effect(() => {
    const isMissing = lab.store.chosen.source.value === "mine" && !album.open.value;
    element("photo-invitation", HTMLElement).hidden = !isMissing;
    const trouble = lab.store.chosen.source.value === "photographs" ? album.trouble.value : "";
    const isComing = lab.store.chosen.source.value === "photographs" && !album.open.value && !trouble;
    words.textContent = own.reading.value || trouble || (isComing ? "Loading the photographs …" : "");
    again.hidden = trouble === "";
  });
  return maker;
}
