// Which encoder reads: one of those that come with the page, or one from a file.

import { element } from "../canvas/dom";

export class EncoderChoice {
  readonly #select = element("encoder-choice", HTMLSelectElement);
  /** What reads, while a new choice is on its way. */
  #loaded = "base";

  constructor(private readonly onChange: () => void) {
    this.#select.addEventListener("change", () => this.onChange());
  }

  /** The encoder that is chosen, by name; "file" for one from a file. */
  get name(): string {
    return this.#select.value;
  }

  /** Chooses one of the encoders that come with the page, as if a visitor had; others are refused with false. */
  choose(name: string): boolean {
    if (name === this.name) return true;
    if (name === "file" || !this.#has(name)) return false;
    this.#select.value = name;
    this.onChange();
    return true;
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
