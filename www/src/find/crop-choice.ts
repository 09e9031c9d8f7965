// Which crop is looked for: chosen in its photograph, or another one far from it.

import { effect, type ReadonlySignal } from "@preact/signals-core";

import { announceSettled } from "../canvas/announce";
import type { CropPictures } from "../canvas/crop-pictures";
import { element } from "../canvas/dom";
import type { Address } from "../state/address";
import type { Lab } from "../state/lab";
import { CropChooser } from "./crop-chooser";
import type { CropFinder } from "./crop-finder";
import { anotherThan } from "./held-out";
import { whereInWords } from "./words";

/** A piece of the sky behind the rocket, the last of the page's photographs: there is much that looks like it. */
const SKY_CROP = 775;

export function wireCropChoice(
  { store, engine }: Lab,
  address: Address,
  { sought }: CropFinder,
  pictures: ReadonlySignal<CropPictures | undefined>,
) {
  const { crop: chosen } = store.chosen;
  const chooser = new CropChooser(element("crop-chooser", HTMLElement), (crop) => (chosen.value = crop));
  effect(() => {
    const [crops, crop, all] = [engine.photographs.value, sought.value, pictures.value];
    if (crops && all && crop !== undefined) chooser.show({ crops, pictures: all, crop });
  });
  return {
    // To other photographs, from which a visitor may want to go back.
    sky: () => {
      const sky = { source: "photographs", crop: SKY_CROP } as const;
      if (store.chosen.source.peek() === sky.source) store.choose(sky);
      else address.visit(sky);
    },
    another: () => {
      const [crops, crop] = [engine.photographs.peek(), sought.peek()];
      if (!crops || crop === undefined) return;
      chosen.value = anotherThan(crops, crop);
      announceSettled("crop", whereInWords(crops, chosen.value));
    },
  };
}
