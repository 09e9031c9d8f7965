// The photographs that there are to look at: the four that come with the page, which are downloaded once they are chosen, or the
// visitor's own, which is kept in this tab's memory and nowhere else.

import { computed, effect, signal, untracked } from "@preact/signals-core";
import type { Photograph } from "engine";

import { download } from "../engine/download";
import { toEngineError } from "../engine/failure";
import type { Photographs } from "../engine/open-photographs";
import { SHIPPED_PHOTOGRAPHS } from "../engine/shipped-photographs";
import type { Store } from "../state/store";
import { decodeShipped } from "./decode";

export class Album {
  /** The visitor's photo. */
  readonly #own = signal<Photographs | undefined>(undefined);
  readonly #shipped = signal<Photographs | undefined>(undefined);
  /** Why those that come with the page are not here. */
  readonly trouble = signal("");
  #isLoading = false;

  /** Those that are chosen, once they are here. */
  readonly open = computed(() => {
    const { value: source } = this.store.chosen.source;
    return source === "photographs" ? this.#shipped.value : source === "mine" ? this.#own.value : undefined;
  });

  constructor(private readonly store: Store) {
    effect(() => {
      if (store.chosen.source.value === "photographs") untracked(() => void this.load());
    });
  }

  /** Downloads those that come with the page, unless they are here or on their way. */
  async load() {
    if (this.#isLoading || this.#shipped.peek()) return;
    this.#isLoading = true;
    this.trouble.value = "";
    try {
      this.#shipped.value = await Promise.all(SHIPPED_PHOTOGRAPHS.map(({ name }) => shipped(name)));
    } catch (thrown) {
      this.trouble.value = toEngineError(thrown).message;
    }
    this.#isLoading = false;
  }

  /** Puts the visitor's photo in the place of the one before. */
  put(photo: Photograph) {
    this.#own.value = [photo];
  }
}

async function shipped(name: string): Promise<Photograph> {
  const url = new URL(`./assets/photographs/${name}.webp`, document.baseURI);
  return decodeShipped(await download(`The photograph “${name}”`, url, () => {}), name);
}
