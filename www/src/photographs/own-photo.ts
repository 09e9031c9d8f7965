// A visitor's own photo: dropped anywhere on the page, chosen as a file, pasted, or taken by the camera. It is looked at in this
// tab and nowhere else.

import { signal } from "@preact/signals-core";
import type { Photograph } from "engine";

import { announce } from "../canvas/announce";
import { element } from "../canvas/dom";
import { Failure, toEngineError } from "../engine/failure";
import type { Address } from "../state/address";
import type { Lab } from "../state/lab";
import type { Album } from "./album";
import { decodePicture } from "./decode";

/** The fields of errors that another photo may put right: that of a photo, and that of a run which learns from one. */
const ABOUT_PHOTOS = ["photograph", "pictures"];
/** Fields that a visitor types into. */
const TYPED_INTO = "input:is([type=text], [type=number], [type=search], :not([type]))";

export class OwnPhoto {
  /** What is being read, if anything is. */
  readonly reading = signal("");
  /** What was chosen last: an older picture that comes later is not shown. */
  #newest: object | undefined;

  constructor(
    private readonly lab: Lab,
    private readonly album: Album,
    private readonly address: Address,
  ) {
    for (const input of [element("photo-file", HTMLInputElement), element("photo-capture", HTMLInputElement)]) {
      input.addEventListener("change", () => {
        void this.take([...(input.files ?? [])]);
        input.value = "";
      });
    }
    this.#takeDropped();
    document.addEventListener("paste", (event) => {
      const files = [...(event.clipboardData?.files ?? [])];
      // Tables and texts are copied with a picture of them: in a field, what is written counts.
      if (files.length === 0 || (event.target instanceof HTMLInputElement && event.target.matches(TYPED_INTO))) return;
      event.preventDefault();
      void this.take(files);
    });
  }

  /** Takes one file; what is wrong with it is said, and the photo before stays. */
  async take(files: readonly File[]) {
    const [file, ...others] = files;
    if (!file) return;
    await this.show(file.name, async () => {
      if (others.length === 0) return decodePicture(file);
      throw new Failure("picture", "photograph", `“${file.name}” and ${others.length} more: choose one picture at a time.`);
    });
  }

  /** Shows what comes of reading a picture. */
  async show(name: string, read: () => Promise<Photograph>) {
    const asked = (this.#newest = {});
    this.reading.value = `Reading “${name}” …`;
    try {
      const photo = await read();
      if (asked !== this.#newest) return;
      this.album.put(photo);
      if (this.lab.store.chosen.source.peek() !== "mine") this.address.visit({ source: "mine" });
      // What was wrong with the picture before, or with having none, is not wrong with this one.
      const { problem } = this.lab.engine;
      if (ABOUT_PHOTOS.includes(problem.peek()?.error.field ?? "")) problem.value = undefined;
      announce(`“${photo.name}” is open, ${photo.width} × ${photo.height} pixels.`);
    } catch (thrown) {
      if (asked === this.#newest) this.lab.engine.report(toEngineError(thrown));
    } finally {
      if (asked === this.#newest) this.reading.value = "";
    }
  }

  #takeDropped() {
    // A field for files takes what is dropped on it by itself.
    const isForPage = ({ target, dataTransfer }: DragEvent) => {
      const isField = target instanceof HTMLInputElement && target.type === "file";
      return dataTransfer?.types.includes("Files") === true && !isField;
    };
    const mark = (isOver: boolean) => document.body.classList.toggle("drop-here", isOver);
    document.addEventListener("dragover", (event) => {
      mark(isForPage(event));
      if (isForPage(event)) event.preventDefault();
    });
    document.addEventListener("dragleave", ({ relatedTarget }) => relatedTarget === null && mark(false));
    document.addEventListener("drop", (event) => {
      mark(false);
      if (!isForPage(event)) return;
      event.preventDefault();
      void this.take([...(event.dataTransfer?.files ?? [])]);
    });
  }
}
