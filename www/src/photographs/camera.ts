// A picture from the camera: what it sees, and a button. It is on only while its dialog is open.

import type { Photograph } from "engine";

import { element } from "../canvas/dom";
import { Failure, toEngineError } from "../engine/failure";
import type { EngineHost } from "../engine/host";
import { sizeHere } from "./limits";
import type { OwnPhoto } from "./own-photo";
import { pixelsOf } from "./pixels";

const NAME = "the camera’s picture";

/** What browsers call the reasons for which there is no picture. */
const REASONS: Record<string, string> = {
  NotAllowedError: "The camera may not be used: allow it for this page in the browser’s settings, or choose a file.",
  NotFoundError: "This device has no camera: choose a file.",
  NotReadableError: "The camera is in use by another program: close that, or choose a file.",
};

export class Camera {
  readonly #dialog = element("camera", HTMLDialogElement);
  readonly #video = element("camera-video", HTMLVideoElement);
  readonly #take = element("camera-take", HTMLButtonElement);
  #stream: MediaStream | undefined;
  /** The opening of the dialog that is under way: a camera that an earlier one has asked for is not looked through. */
  #opening: object | undefined;

  constructor(
    private readonly engine: EngineHost,
    private readonly own: OwnPhoto,
  ) {
    const open = element("photo-camera", HTMLButtonElement);
    // Where a page may not look through the camera itself, as on plain http, a phone's own camera takes the picture.
    const mayLook = navigator.mediaDevices?.getUserMedia !== undefined;
    open.hidden = !mayLook && !matchMedia("(pointer: coarse)").matches;
    open.addEventListener("click", () => (mayLook ? void this.#open() : element("photo-capture", HTMLInputElement).click()));
    this.#take.addEventListener("click", () => void this.#takePicture());
    element("camera-cancel", HTMLButtonElement).addEventListener("click", () => this.#dialog.close());
    // However it is closed, the camera goes off; and so it does when the page is left.
    this.#dialog.addEventListener("close", () => this.#stop());
    addEventListener("pagehide", () => this.#dialog.close());
  }

  async #open() {
    const opening = (this.#opening = {});
    this.#take.disabled = true;
    this.#dialog.showModal();
    try {
      const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: { ideal: "environment" } } });
      // The dialog may have been closed before the visitor was asked, or had answered.
      if (opening !== this.#opening) return stopped(stream);
      this.#stream = this.#video.srcObject = stream;
      await this.#video.play();
      this.#take.disabled = false;
      this.#take.focus();
    } catch (thrown) {
      if (opening !== this.#opening) return;
      this.#dialog.close();
      const reason = thrown instanceof DOMException ? REASONS[thrown.name] : undefined;
      this.engine.report(toEngineError(reason ? new Failure("picture", "photograph", reason) : thrown));
    }
  }

  async #takePicture() {
    const seen = createImageBitmap(this.#video);
    await this.own.show(NAME, () => photoOf(seen));
    this.#dialog.close();
  }

  #stop() {
    if (this.#stream) stopped(this.#stream);
    this.#stream = this.#opening = undefined;
    this.#video.srcObject = null;
  }
}

async function photoOf(seen: Promise<ImageBitmap>): Promise<Photograph> {
  const bitmap = await seen;
  const size = sizeHere(NAME, bitmap);
  return { name: NAME, ...size, rgb: pixelsOf(bitmap, size) };
}

function stopped(stream: MediaStream) {
  for (const track of stream.getTracks()) track.stop();
}
