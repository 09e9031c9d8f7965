// Which encoder the other panels read with: the one that was loaded, or a run's newest weights.

import type { ArmKind } from "engine";

import { element } from "../canvas/dom";

const READERS = ["loaded", "without", "with"] as const;
export type Reader = (typeof READERS)[number];

export class ReaderChoice {
  constructor(onChange: () => void) {
    for (const reader of READERS) this.#radio(reader).addEventListener("change", onChange);
  }

  get reader(): Reader {
    return READERS.find((reader) => this.#radio(reader).checked) ?? "loaded";
  }

  set reader(reader: Reader) {
    this.#radio(reader).checked = true;
  }

  /** Which weights are saved: those that read, and where that is no run's, the run with the regulariser. */
  get savedKind(): ArmKind {
    return this.reader === "without" ? "without" : "with";
  }

  /** Offers the kinds of run that there are. */
  offer(has: (kind: ArmKind) => boolean) {
    for (const kind of ["without", "with"] as const) this.#radio(kind).disabled = !has(kind);
  }

  #radio(reader: Reader): HTMLInputElement {
    return element(`read-${reader}`, HTMLInputElement);
  }
}
