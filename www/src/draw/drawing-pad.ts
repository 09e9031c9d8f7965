// The canvas that a visitor draws on by mouse, pen, finger or keyboard.

import { BACKGROUND_RANGE, FOREGROUND_RANGE, fromHex, toHex } from "../canvas/colours";
import type { Drawing, Stroke } from "../engine/types";
import { element } from "../canvas/dom";
import { EXTENT, clearPlane, drawLine, planeContext, strokeLine, toPlane, type Point } from "../canvas/plane";

/** How far an arrow key moves the pen. */
const KEY_STEP = 0.3;
/** Lines that are no part of the drawing: the dashes of a curve to trace, and a curve found in the strokes with its edge, to be seen on any colour. */
const GHOST = { width: 0.06, dashes: [0.2, 0.16], colour: "#ffffffb3" };
const FOUND = { width: 0.1, colour: "#ffffff", edge: 0.2, edgeColour: "#000000b3" };
const ARROWS: Record<string, Point> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

export class DrawingPad {
  readonly #canvas = element("pad", HTMLCanvasElement);
  readonly #width = element("brush-width", HTMLInputElement);
  readonly #foreground = element("brush-colour", HTMLInputElement);
  readonly #background = element("paper-colour", HTMLInputElement);
  readonly #note = element("colour-note", HTMLElement);
  readonly #penNote = element("pen-note", HTMLElement);
  readonly #invitation = element("pad-invitation", HTMLElement);
  #strokes: Stroke[] = [];
  #pointer: number | undefined;
  /** Where the keyboard's pen is, and whether it is down; undefined until an arrow key is pressed. */
  #pen: { at: Point; isDown: boolean } | undefined;
  #ghost: Point[] = [];
  #found: Point[] = [];

  constructor(private readonly onChange: () => void) {
    const canvas = this.#canvas;
    canvas.addEventListener("pointerdown", (event) => this.#begin(event));
    canvas.addEventListener("pointermove", (event) => this.#extend(event));
    for (const end of ["pointerup", "pointercancel"] as const) canvas.addEventListener(end, (event) => this.#end(event));
    canvas.addEventListener("keydown", (event) => this.#key(event));
    canvas.addEventListener("blur", () => {
      this.#pen = undefined;
      this.paint();
    });
    element("undo", HTMLButtonElement).addEventListener("click", () => this.undo());
    element("clear", HTMLButtonElement).addEventListener("click", () => this.#replace([]));
    this.#foreground.addEventListener("input", () => this.#recolour(this.#foreground, FOREGROUND_RANGE, "The brush"));
    this.#background.addEventListener("input", () => this.#recolour(this.#background, BACKGROUND_RANGE, "The paper"));
    new ResizeObserver(() => this.paint()).observe(canvas);
  }

  /** The drawing as the engine takes it. */
  get drawing(): Drawing {
    return {
      strokes: this.#strokes,
      foreground: fromHex(this.#foreground.value, FOREGROUND_RANGE),
      background: fromHex(this.#background.value, BACKGROUND_RANGE),
    };
  }

  /** A drawing from elsewhere in place of this one. */
  set drawing({ strokes, foreground, background }: Drawing) {
    this.#foreground.value = toHex(foreground);
    this.#background.value = toHex(background);
    this.#replace(strokes);
  }

  /** A curve to trace, under the strokes; none hides it. */
  set ghost(curve: Point[]) {
    this.#ghost = curve;
    this.paint();
  }

  /** A curve that was found in the strokes, over them; none hides it. */
  set found(curve: Point[]) {
    this.#found = curve;
    this.paint();
  }

  get isEmpty(): boolean {
    return this.#strokes.length === 0;
  }

  get strokes(): Stroke[] {
    return this.#strokes;
  }

  get brushWidth(): number {
    return this.#width.valueAsNumber;
  }

  get brushColour(): string {
    return this.#foreground.value;
  }

  get paperColour(): string {
    return this.#background.value;
  }

  /** Puts other strokes and tools in the place of those that are there. */
  restore(strokes: Stroke[], tools: { brushWidth: number; brushColour: string; paperColour: string }) {
    this.#width.value = String(tools.brushWidth);
    this.#foreground.value = tools.brushColour;
    this.#background.value = tools.paperColour;
    this.#replace(strokes);
  }

  undo() {
    this.#replace(this.#strokes.slice(0, -1));
  }

  paint() {
    const context = planeContext(this.#canvas);
    if (!context) return;
    this.#invitation.hidden = !this.isEmpty || this.#pen !== undefined || this.#ghost.length > 0;
    clearPlane(context, this.#background.value);
    context.setLineDash(GHOST.dashes);
    strokeLine(context, this.#ghost, GHOST.width, GHOST.colour);
    context.setLineDash([]);
    for (const stroke of this.#strokes) drawLine(context, stroke.points, stroke.width, this.#foreground.value);
    strokeLine(context, this.#found, FOUND.edge, FOUND.edgeColour);
    strokeLine(context, this.#found, FOUND.width, FOUND.colour);
    if (this.#pen) this.#paintPen(context, this.#pen);
  }

  #paintPen(context: CanvasRenderingContext2D, { at, isDown }: { at: Point; isDown: boolean }) {
    context.beginPath();
    context.arc(...at, 0.3, 0, 2 * Math.PI);
    context.lineWidth = 0.08;
    context.strokeStyle = "#fff";
    context.stroke();
    context.fillStyle = isDown ? "#fff" : "transparent";
    context.fill();
  }

  #begin(event: PointerEvent) {
    if (event.button !== 0 || this.#pointer !== undefined) return;
    this.#canvas.setPointerCapture(event.pointerId);
    this.#pointer = event.pointerId;
    this.#startStroke(toPlane(this.#canvas, event));
  }

  #extend(event: PointerEvent) {
    if (event.pointerId !== this.#pointer) return;
    const stroke = this.#strokes.at(-1);
    const moves = event.getCoalescedEvents();
    for (const move of moves.length > 0 ? moves : [event]) stroke?.points.push(toPlane(this.#canvas, move));
    this.#changed();
  }

  #end(event: PointerEvent) {
    if (event.pointerId === this.#pointer) this.#pointer = undefined;
  }

  #key(event: KeyboardEvent) {
    const arrow = ARROWS[event.key];
    if (arrow) {
      const pen = (this.#pen ??= { at: [0, 0], isDown: false });
      const bound = (value: number) => Math.min(Math.max(value, -EXTENT), EXTENT);
      pen.at = [bound(pen.at[0] + arrow[0] * KEY_STEP), bound(pen.at[1] + arrow[1] * KEY_STEP)];
      if (pen.isDown) {
        this.#strokes.at(-1)?.points.push(pen.at);
        this.#changed();
      } else {
        this.paint();
      }
    } else if (event.key === " ") {
      const pen = (this.#pen ??= { at: [0, 0], isDown: false });
      pen.isDown = !pen.isDown;
      this.#penNote.textContent = pen.isDown ? "Pen down" : "Pen up";
      if (pen.isDown) this.#startStroke(pen.at);
      else this.paint();
    } else if (event.key === "z" && (event.ctrlKey || event.metaKey)) {
      this.undo();
    } else {
      return;
    }
    event.preventDefault();
  }

  #startStroke(at: Point) {
    this.#strokes.push({ points: [at], width: this.#width.valueAsNumber });
    this.#changed();
  }

  #replace(strokes: Stroke[]) {
    this.#strokes = strokes;
    if (this.#pen) this.#pen.isDown = false;
    this.#changed();
  }

  #recolour(input: HTMLInputElement, range: readonly [number, number], name: string) {
    const inside = toHex(fromHex(input.value, range));
    const [lower, upper] = range.map((value) => `${Math.round(value * 100)}%`);
    this.#note.textContent =
      inside === input.value ? "" : `${name} keeps each of red, green and blue from ${lower} to ${upper}, as the encoder knows it.`;
    input.value = inside;
    this.#changed();
  }

  #changed() {
    this.paint();
    this.onChange();
  }
}
