// The page's address: it follows what a visitor chooses, so that it can be copied at any time, and leads back.

import { effect } from "@preact/signals-core";

import { initialState, type PageState } from "./page-state";
import { decode, link } from "./permalink";
import type { Store } from "./store";

/** So long nothing must change before the address is written: browsers allow some hundred writes in half a minute. */
const QUIET_MILLISECONDS = 250;

export class Address {
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** Opens the page as its address says. `onIgnored` gets the names of those of its parts that mean nothing. */
  constructor(
    private readonly store: Store,
    private readonly onIgnored: (names: string[]) => void,
  ) {
    this.#follow();
    // Not hashchange: two entries of the history can be equal for a moment, until the newer one has been written.
    addEventListener("popstate", () => this.#follow());
    effect(() => {
      this.store.state.value;
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.#write(), QUIET_MILLISECONDS);
    });
  }

  /** The address of the page as it stands. */
  get link(): string {
    return link(this.store.state.peek(), location.href);
  }

  /** Chooses something that a visitor may want to take back: the browser's way back leads to the page as it stands now. */
  visit(part: Partial<PageState>) {
    this.#write();
    history.pushState(null, "", this.link);
    this.store.choose(part);
  }

  #follow() {
    clearTimeout(this.#timer);
    const { named, ignored } = decode(location.hash, location.search);
    const encoder = this.store.chosen.encoder.peek();
    // An address cannot name a visitor's own encoder: where it names none, that one stays.
    const kept = typeof encoder === "string" ? {} : { encoder };
    this.store.choose({ ...initialState(), ...kept, ...named });
    if (ignored.length > 0) this.onIgnored(ignored);
  }

  #write() {
    clearTimeout(this.#timer);
    if (this.link !== location.href) history.replaceState(null, "", this.link);
  }
}
