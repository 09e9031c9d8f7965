// The page's address: it follows what a visitor chooses, so that it can be copied at any time.

import type { PageState } from "./page-state";
import { decode, link } from "./permalink";

/** So long nothing must change before the address is written: browsers allow some hundred writes in half a minute. */
const QUIET_MILLISECONDS = 250;

export class Address {
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly read: () => PageState,
    /** Another address was typed, or gone back to. */
    onOther: () => void,
  ) {
    // What a visitor does can change the state; whether it has, the address tells when it is written.
    for (const event of ["input", "change", "click", "pointerup", "keyup"]) {
      document.addEventListener(event, () => this.changed());
    }
    // Not hashchange: two entries of the history can be equal for a moment, until the newer one has been written.
    addEventListener("popstate", () => {
      clearTimeout(this.#timer);
      onOther();
    });
  }

  /** What the address asks for, and its parts that mean nothing. */
  get asked(): { state: PageState; ignored: string[] } {
    return decode(location.hash, location.search);
  }

  /** The address of the page as it stands. */
  get link(): string {
    return link(this.read(), location.href);
  }

  /** What comes is a step of its own: the browser's way back leads to the page as it stands now. */
  remember() {
    this.#write();
    history.pushState(null, "", this.link);
  }

  changed() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#write(), QUIET_MILLISECONDS);
  }

  #write() {
    clearTimeout(this.#timer);
    if (this.link !== location.href) history.replaceState(null, "", this.link);
  }
}
