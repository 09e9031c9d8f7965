// The choice of what is looked at, of the encoder that reads it, and of the device that computes.

import { effect } from "@preact/signals-core";

import { element } from "../canvas/dom";
import { ENCODERS, encodersOf } from "../engine/encoders";
import type { DeviceChoice } from "../engine/protocol";
import { type Kind, kindOf, SOURCES } from "../engine/sources";
import type { Address } from "../state/address";
import type { Store } from "../state/store";

/** What the list says of a visitor's own encoder, which is offered only while it is chosen. */
const OWN = "file";

export function wireEngineChoice(store: Store, address: Address) {
  wireSource(store, address);
  wireEncoder(store);
  const { chosen } = store;
  const device = element("device-choice", HTMLSelectElement);
  device.addEventListener("change", () => (chosen.device.value = device.value as DeviceChoice));
  effect(() => {
    device.value = chosen.device.value;
  });
}

/** The source stands in the page's head, and once more where pictures are made. */
function wireSource({ chosen }: Store, address: Address) {
  for (const place of document.querySelectorAll<HTMLSelectElement>(".source-choice select")) {
    place.append(...SOURCES.map(({ name, words }) => new Option(words, name)));
    place.addEventListener("change", () => {
      const source = SOURCES.find(({ name }) => name === place.value)?.name;
      if (source) address.visit({ source });
    });
    effect(() => {
      place.value = chosen.source.value;
    });
  }
}

/** The encoders that read what is chosen. */
function wireEncoder(store: Store) {
  const { chosen } = store;
  const place = element("encoder-choice", HTMLSelectElement);
  const own = new Option("an encoder from a file", OWN);
  place.addEventListener("change", () => {
    const encoder = ENCODERS.find(({ name }) => name === place.value)?.name;
    if (encoder) store.choose({ encoder });
  });
  let listed: Kind | undefined;
  effect(() => {
    const [kind, choice] = [kindOf(chosen.source.value), chosen.encoder.value];
    if (kind !== listed) place.replaceChildren(...encodersOf(kind).map(({ name, words }) => new Option(words, name)), own);
    listed = kind;
    own.hidden = typeof choice === "string";
    place.value = typeof choice === "string" ? choice : OWN;
  });
}
