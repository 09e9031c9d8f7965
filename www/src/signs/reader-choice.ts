// Which encoder looks at the signs, or whether two do, with what is downloaded for that.

import { effect } from "@preact/signals-core";

import { create } from "../canvas/dom";
import { READER_MEGABYTES, SIGN_READERS } from "../engine/sign-readers";
import type { Chosen } from "../state/store";

export function readerChoice({ signReaders }: Chosen): HTMLElement {
  const fields = create("fieldset", "sign-readers");
  fields.append(create("legend", "", "Who reads"));
  for (const { name, words, readers } of SIGN_READERS) {
    const radio = create("input", "");
    radio.type = "radio";
    radio.name = "sign-readers";
    radio.addEventListener("change", () => (signReaders.value = name));
    effect(() => {
      radio.checked = signReaders.value === name;
    });
    const label = create("label", "");
    const size = (READER_MEGABYTES * readers.length).toFixed(1);
    label.append(radio, create("span", "", words), create("span", "sign-size", `${size} MB`));
    fields.append(label);
  }
  fields.append(create("p", "help", "A network is downloaded when there are signs that it is to read, and once."));
  return fields;
}
