// The page's address: it follows what a visitor chooses, so that it can be copied at any time, and leads back.
//
// A drawing and the signs that were taught belong to a sheet, not to an entry of the browser's history: going back over a step
// never costs a stroke. Another sheet begins where all of that is other: by an address that was opened, or a reset.

import { effect, signal } from "@preact/signals-core";

import { picturesOf } from "../engine/encoders";
import { kindOf } from "../engine/sources";
import { agreed } from "./agreement";
import { KeptBySheet } from "./kept-by-sheet";
import { initialState, type PageState } from "./page-state";
import { type Decoded, decode, isBeyondAddress, link } from "./permalink";
import { type Signs, signsIn } from "./signs";
import type { Store } from "./store";
import { type Strokes, strokesIn } from "./strokes";

/** So long nothing must change before the address is written: browsers allow some hundred writes in half a minute. */
const QUIET_MILLISECONDS = 250;
/** After so long a browser that has refused an address is asked again: Safari allows a hundred in half a minute. */
const REFUSED_MILLISECONDS = 10_000;

/** Whether something is too long for the address, and what a reload does with it then. */
export type TooLong = "no" | "kept for a reload" | "lost by a reload";

export class Address {
  readonly tooLong = { drawing: signal<TooLong>("no"), signs: signal<TooLong>("no") };
  readonly #kept = {
    drawing: new KeptBySheet<Strokes>("drawing", strokesIn),
    signs: new KeptBySheet<Signs>("signs", signsIn),
  };
  #sheet: number | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** Opens the page as its address says. `onTrouble` gets what is wrong with an address, in words. */
  constructor(
    private readonly store: Store,
    private readonly onTrouble: (words: string) => void,
  ) {
    this.#follow();
    // Not hashchange: two entries of the history can be equal for a moment, until the newer one has been written.
    addEventListener("popstate", () => this.#follow());
    // What was chosen last, before a reload.
    addEventListener("pagehide", () => this.#write());
    effect(() => {
      this.store.state.value;
      this.#writeIn(QUIET_MILLISECONDS);
    });
  }

  /** The address of the page as it stands. */
  get link(): string {
    return link(this.store.state.peek(), location.href);
  }

  /** Chooses something that a visitor may want to take back: the browser's way back leads to the page as it stands now. */
  visit(part: Partial<PageState>) {
    this.#write();
    if (part.drawing) this.#sheet = this.#anotherSheet();
    this.#enter("pushState", this.link);
    this.store.choose(part);
  }

  #follow() {
    clearTimeout(this.#timer);
    const decoded = decode(location.hash, location.search);
    const named = agreed(decoded.named, initialState());
    this.store.choose({ ...initialState(), ...named, ...this.#ownEncoder(decoded), ...this.#sheetThere() });
    const words = troubleWith(decoded);
    if (words) this.onTrouble(words);
  }

  /** An address cannot name a visitor's own encoder: where it names none, that one stays, if it reads such pictures. */
  #ownEncoder({ named }: Decoded): Partial<PageState> {
    const encoder = this.store.chosen.encoder.peek();
    const { source = "spirographs" } = named;
    const isKept = typeof encoder !== "string" && named.encoder === undefined && picturesOf(encoder) === kindOf(source);
    return isKept ? { encoder } : {};
  }

  /** What is on the sheet that the browser has come to; nothing where only the address knows it. */
  #sheetThere(): Partial<PageState> {
    const before = this.#sheet;
    const [drawing, signs] = [this.store.chosen.drawing.peek(), this.store.chosen.signs.peek()];
    const sheet = (this.#sheet = sheetHere() ?? this.#anotherSheet());
    if (sheet === before) return { drawing, signs };
    if (before !== undefined) this.#keep(before, { drawing, signs });
    const kept = { drawing: this.#kept.drawing.of(sheet), signs: this.#kept.signs.of(sheet) };
    return { ...(kept.drawing && { drawing: kept.drawing }), ...(kept.signs && { signs: kept.signs }) };
  }

  /** Keeps what is on a sheet; of each, whether a reload finds it. */
  #keep(sheet: number, { drawing, signs }: { drawing: Strokes; signs: Signs }) {
    return { drawing: this.#kept.drawing.keep(sheet, drawing), signs: this.#kept.signs.keep(sheet, signs) };
  }

  /** A number that no sheet of this tab has. */
  #anotherSheet(): number {
    return Math.max(Date.now(), (this.#sheet ?? 0) + 1);
  }

  #writeIn(milliseconds: number) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#write(), milliseconds);
  }

  #write() {
    clearTimeout(this.#timer);
    const state = this.store.state.peek();
    const isKept = this.#sheet === undefined ? { drawing: false, signs: false } : this.#keep(this.#sheet, state);
    for (const name of ["drawing", "signs"] as const) {
      this.tooLong[name].value = !isBeyondAddress(state, name) ? "no" : isKept[name] ? "kept for a reload" : "lost by a reload";
    }
    const { link } = this;
    if (link !== location.href || sheetHere() !== this.#sheet) this.#enter("replaceState", link);
  }

  #enter(how: "pushState" | "replaceState", link: string) {
    try {
      history[how]({ sheet: this.#sheet }, "", link);
    } catch {
      this.#writeIn(REFUSED_MILLISECONDS);
    }
  }
}

/** The sheet of the entry of the history that is on show, if the page has written it. */
function sheetHere(): number | undefined {
  const { sheet } = Object(history.state) as { sheet?: unknown };
  return typeof sheet === "number" ? sheet : undefined;
}

function troubleWith({ ignored, missing }: Decoded): string {
  const cut = missing > 0 ? `This link has lost its end, at least ${missing} letters: the page shows what is left of it. ` : "";
  return (cut + (ignored.length > 0 ? leftOut(ignored) : "")).trim();
}

/** Of parts of an address that mean nothing. */
export function leftOut(names: readonly string[]): string {
  return `This address holds something that the page does not understand, and that was left out: ${names.join(", ")}.`;
}
