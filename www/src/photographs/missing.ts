// Says in the steps after the first one that there are no photographs to look at, and the way to them.

import { effect } from "@preact/signals-core";

import { element } from "../canvas/dom";
import type { Store } from "../state/store";
import type { Album } from "./album";

const NONE = "There is no photo yet: drop one anywhere on this page, or choose one in";
const COMING = "The photographs are on their way …";

export function showMissing({ chosen }: Store, album: Album) {
  const place = element("no-photographs", HTMLElement);
  const [words, link] = [element("no-photographs-words", HTMLElement), element("no-photographs-link", HTMLElement)];
  effect(() => {
    const [source, trouble] = [chosen.source.value, album.trouble.value];
    const isMissing = source !== "spirographs" && album.open.value === undefined;
    const isComing = source === "photographs" && trouble === "";
    place.hidden = !isMissing || chosen.step.value === "make";
    words.textContent = source === "mine" ? NONE : isComing ? COMING : `${trouble} They can be asked for again in`;
    link.hidden = isComing;
    // What nothing will come into has no place.
    document.body.classList.toggle("without-photographs", isMissing && !isComing);
  });
}
