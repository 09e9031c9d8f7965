// Which encoder reads: one of those that come with the page, or one from a file.

import { element } from "./dom";

export class EncoderChoice {
  readonly #select = element("encoder-choice", HTMLSelectElement);
  /** What reads, while a new choice is on its way. */
  #loaded = "base";

  constructor(onChange: () => void) {
    const asked = new URLSearchParams(location.search).get("encoder");
    if (asked && asked !== "file" && this.#has(asked)) this.#select.value = asked;
    this.#loaded = this.#select.value;
    this.#select.addEventListener("change", onChange);
  }

  /** An engine starts anew: the encoder of a file is gone with the old one, and base takes its place. */
  restart() {
    if (this.#select.value === "file") this.#select.value = "base";
    this.#loaded = this.#select.value;
  }

  /** Where the chosen encoder lies. */
  get weights(): URL {
    return new URL(`./assets/weights/${this.#select.value}.safetensors`, document.baseURI);
  }

  /** The chosen encoder has been loaded. */
  showLoaded() {
    this.#loaded = this.#select.value;
  }

  /** A file's encoder has been loaded. */
  showFile() {
    this.#loaded = this.#select.value = "file";
  }

  /** The chosen encoder could not be loaded: the one before still reads. */
  takeBack() {
    this.#select.value = this.#loaded;
  }

  #has(name: string): boolean {
    return [...this.#select.options].some((option) => option.value === name);
  }
}
