// Which crop is looked for: chosen in its photograph, or another one far from it.

import { effect, type ReadonlySignal } from "@preact/signals-core";

import { announceSettled } from "../canvas/announce";
import type { CropPictures } from "../canvas/crop-pictures";
import { element } from "../canvas/dom";
import type { Lab } from "../state/lab";
import { CropChooser } from "./crop-chooser";
import type { CropFinder } from "./crop-finder";
import { anotherThan } from "./held-out";
import { whereInWords } from "./words";

const COMING = "The photographs are on their way …";
const NONE = "There is no photo yet: choose one in the first step.";

export function wireCropChoice({ store, engine }: Lab, { sought }: CropFinder, pictures: ReadonlySignal<CropPictures | undefined>) {
  const { crop: chosen, source } = store.chosen;
  const [place, hint] = [element("crop-chooser", HTMLElement), element("crop-hint", HTMLElement)];
  const chooser = new CropChooser(place, (crop) => (chosen.value = crop));
  effect(() => {
    const [crops, crop, all] = [engine.photographs.value, sought.value, pictures.value];
    place.hidden = !crops;
    hint.hidden = !place.hidden;
    hint.textContent = source.value === "mine" ? NONE : COMING;
    if (crops && all && crop !== undefined) chooser.show({ crops, pictures: all, crop });
  });
  return {
    another: () => {
      const [crops, crop] = [engine.photographs.peek(), sought.peek()];
      if (!crops || crop === undefined) return;
      chosen.value = anotherThan(crops, crop);
      announceSettled("crop", whereInWords(crops, chosen.value));
    },
  };
}
