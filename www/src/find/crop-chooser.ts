// The photographs with the crops that are held out of them: one is chosen there, by pointer or by arrow keys.

import { announceSettled } from "../canvas/announce";
import type { CropPictures } from "../canvas/crop-pictures";
import { create } from "../canvas/dom";
import { onResize } from "../canvas/on-resize";
import { chartStyle, onColours } from "../charts/style";
import { type Crops, cellOf, gridOf, heldOutOf, isHeldOut, middleOf, neighbourOf, photosWithHeldOut } from "./held-out";
import { whereInWords } from "./words";

/** How much is to be seen of the crops that were learned from. */
const LEARNED = 0.3;

const HELP =
  "The clear crops are held out: no network has learned from them. Choose one by a click, or with the arrow keys; it is looked for among all that are held out.";

interface Shown {
  crops: Crops;
  pictures: CropPictures;
  crop: number;
}

/** Where the crops of a photograph are on the canvas, in CSS pixels. */
interface Layout {
  left: number;
  top: number;
  side: number;
}

export class CropChooser {
  readonly #canvas = create("canvas", "crop-canvas");
  readonly #photos = create("div", "crop-photos");
  readonly #where = create("p", "crop-where help");
  #shown: Shown | undefined;
  /** The crops whose photographs are listed. */
  #listed: Crops | undefined;

  constructor(
    container: HTMLElement,
    private readonly choose: (crop: number) => void,
  ) {
    this.#photos.role = "group";
    this.#photos.ariaLabel = "Photographs";
    this.#canvas.tabIndex = 0;
    this.#canvas.role = "application";
    const help = create("p", "help", HELP);
    help.id = "crop-help";
    this.#canvas.setAttribute("aria-describedby", help.id);
    container.append(this.#canvas, this.#where, this.#photos, help);
    onResize(this.#canvas, () => this.#paint());
    onColours(() => this.#paint());
    this.#canvas.addEventListener("click", (event) => this.#point(event));
    this.#canvas.addEventListener("keydown", (event) => this.#key(event));
  }

  show(shown: Shown) {
    this.#shown = shown;
    const { crops, crop } = shown;
    const photo = crops.places[crop]?.photo ?? 0;
    if (this.#listed !== crops) this.#list(crops);
    for (const button of this.#photos.children) button.ariaPressed = String(Number((button as HTMLElement).dataset["photo"]) === photo);
    this.#where.textContent = whereInWords(crops, crop);
    this.#canvas.ariaLabel = `The photograph ${this.#where.textContent}, of which ${heldOutOf(crops, photo).length} crops are held out`;
    this.#canvas.dataset["crop"] = String(crop);
    this.#paint();
  }

  /** A single photograph need not be chosen. */
  #list(crops: Crops) {
    this.#listed = crops;
    const photos = photosWithHeldOut(crops);
    this.#photos.hidden = photos.length < 2;
    this.#photos.replaceChildren(
      ...photos.map((photo) => {
        const button = create("button", "button", crops.photos[photo] ?? "");
        button.type = "button";
        button.dataset["photo"] = String(photo);
        button.addEventListener("click", () => this.choose(middleOf(crops, photo)));
        return button;
      }),
    );
  }

  /** As large as the canvas can hold it, in its middle, and on whole pixels of the device: between crops there is nothing to be seen. */
  #layout({ crops, crop }: Shown): Layout {
    const { rows, columns } = gridOf(crops, crops.places[crop]?.photo ?? 0);
    const { clientWidth: width, clientHeight: height } = this.#canvas;
    const whole = (length: number) => Math.floor(length * devicePixelRatio) / devicePixelRatio;
    const side = whole(Math.min(width / columns, height / rows));
    return { side, left: whole((width - side * columns) / 2), top: whole((height - side * rows) / 2) };
  }

  #paint() {
    const { clientWidth: width, clientHeight: height } = this.#canvas;
    const context = this.#canvas.getContext("2d");
    if (!this.#shown || !context || width === 0) return;
    this.#canvas.width = Math.round(width * devicePixelRatio);
    this.#canvas.height = Math.round(height * devicePixelRatio);
    context.scale(devicePixelRatio, devicePixelRatio);
    const { crops, pictures, crop } = this.#shown;
    const { left, top, side } = this.#layout(this.#shown);
    const photo = crops.places[crop]?.photo;
    const cornerOf = (number: number): [number, number] => {
      const { row, column } = cellOf(crops, number);
      return [left + column * side, top + row * side];
    };
    crops.places.forEach((place, number) => {
      if (place.photo !== photo) return;
      context.globalAlpha = isHeldOut(crops, number) ? 1 : LEARNED;
      pictures.paint(context, number, cornerOf(number), side);
    });
    context.globalAlpha = 1;
    this.#frame(context, cornerOf(crop), side);
  }

  /** A frame that is to be seen on any picture: dark beside light. */
  #frame(context: CanvasRenderingContext2D, [left, top]: readonly [number, number], side: number) {
    const { colour } = chartStyle();
    for (const [ink, width] of [
      ["--text", 6],
      ["--card", 3],
    ] as const) {
      context.strokeStyle = colour(ink);
      context.lineWidth = width;
      context.strokeRect(left, top, side, side);
    }
  }

  #point(event: MouseEvent) {
    if (!this.#shown) return;
    const { crops, crop } = this.#shown;
    const { left, top, side } = this.#layout(this.#shown);
    const box = this.#canvas.getBoundingClientRect();
    const [column, row] = [Math.floor((event.clientX - box.left - left) / side), Math.floor((event.clientY - box.top - top) / side)];
    const pointed = heldOutOf(crops, crops.places[crop]?.photo ?? 0).find((number) => {
      const cell = cellOf(crops, number);
      return cell.row === row && cell.column === column;
    });
    if (pointed !== undefined) this.choose(pointed);
  }

  #key(event: KeyboardEvent) {
    const steps: Record<string, readonly [number, number]> = {
      ArrowRight: [1, 0],
      ArrowLeft: [-1, 0],
      ArrowDown: [0, 1],
      ArrowUp: [0, -1],
    };
    const step = steps[event.key];
    if (!step || !this.#shown) return;
    event.preventDefault();
    const { crops, crop } = this.#shown;
    const next = neighbourOf(crops, crop, step);
    this.choose(next);
    announceSettled("crop", whereInWords(crops, next));
  }
}
