// The choice of the encoder that reads, and of the device that computes.

import { effect } from "@preact/signals-core";

import { element } from "../canvas/dom";
import { ENCODERS } from "../engine/encoders";
import type { DeviceChoice } from "../engine/protocol";
import type { Store } from "../state/store";

/** What the list says of a visitor's own encoder, which is offered only while it is chosen. */
const OWN = "file";

export function wireEngineChoice({ chosen }: Store) {
  const encoder = element("encoder-choice", HTMLSelectElement);
  const own = new Option("an encoder from a file", OWN);
  encoder.append(...ENCODERS.map(({ name, words }) => new Option(words, name)), own);
  encoder.addEventListener("change", () => {
    chosen.encoder.value = ENCODERS.find(({ name }) => name === encoder.value)?.name ?? chosen.encoder.value;
  });
  effect(() => {
    const { value: choice } = chosen.encoder;
    own.hidden = typeof choice === "string";
    encoder.value = typeof choice === "string" ? choice : OWN;
  });
  const device = element("device-choice", HTMLSelectElement);
  device.addEventListener("change", () => (chosen.device.value = device.value as DeviceChoice));
  effect(() => {
    device.value = chosen.device.value;
  });
}
