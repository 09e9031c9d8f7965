// The canvas that a visitor draws on by mouse, pen, finger or keyboard.

import { batch, effect, signal } from "@preact/signals-core";
import type { Stroke } from "engine";

import { BACKGROUND_RANGE, FOREGROUND_RANGE, fromHex, toHex } from "../canvas/colours";
import { element } from "../canvas/dom";
import { clearPlane, drawLine, EXTENT, type Point, planeContext, strokeLine, toPlane } from "../canvas/plane";
import type { Store } from "../state/store";

/** How far an arrow key moves the pen. */
const KEY_STEP = 0.3;
/** Lines that are no part of the drawing: the dashes of a curve to trace, and a curve found in the strokes with its edge, to be seen on any colour. */
const GHOST = { width: 0.06, dashes: [0.2, 0.16], colour: "#ffffffb3" };
const FOUND = { width: 0.1, colour: "#ffffff", edge: 0.2, edgeColour: "#000000b3" };
const ARROWS: Record<string, Point> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

export class DrawingPad {
  /** A curve to trace, under the strokes. */
  readonly ghost = signal<Point[]>([]);
  /** A curve that was found in the strokes, over them. */
  readonly found = signal<Point[]>([]);
  readonly #canvas = element("pad", HTMLCanvasElement);
  readonly #note = element("colour-note", HTMLElement);
  readonly #penNote = element("pen-note", HTMLElement);
  readonly #invitation = element("pad-invitation", HTMLElement);
  #pointer: number | undefined;
  /** Where the keyboard's pen is; undefined until an arrow key is pressed. */
  readonly #pen = signal<Point | undefined>(undefined);
  /** The stroke that is being drawn. It is over when it is not the drawing's last one any more. */
  readonly #current = signal<Stroke | undefined>(undefined);

  constructor(private readonly store: Store) {
    const canvas = this.#canvas;
    canvas.addEventListener("pointerdown", (event) => this.#begin(event));
    canvas.addEventListener("pointermove", (event) => this.#move(event));
    for (const end of ["pointerup", "pointercancel"] as const) canvas.addEventListener(end, (event) => this.#end(event));
    canvas.addEventListener("keydown", (event) => this.#key(event));
    canvas.addEventListener("blur", () => (this.#pen.value = this.#current.value = undefined));
    element("undo", HTMLButtonElement).addEventListener("click", () => this.#undo());
    element("clear", HTMLButtonElement).addEventListener("click", () => (this.store.chosen.drawing.value = []));
    this.#wireTools();
    new ResizeObserver(() => this.#paint()).observe(canvas);
    effect(() => this.#paint());
  }

  #wireTools() {
    const { brushWidth, brushColour, paperColour } = this.store.chosen;
    const width = element("brush-width", HTMLInputElement);
    width.addEventListener("input", () => (brushWidth.value = width.valueAsNumber));
    effect(() => {
      width.value = String(brushWidth.value);
    });
    for (const { id, choice, range, name } of [
      { id: "brush-colour", choice: brushColour, range: FOREGROUND_RANGE, name: "brush" },
      { id: "paper-colour", choice: paperColour, range: BACKGROUND_RANGE, name: "paper" },
    ]) {
      const input = element(id, HTMLInputElement);
      input.addEventListener("input", () => {
        const inside = toHex(fromHex(input.value, range));
        const [lower, upper] = range.map((value) => `${Math.round(value * 100)}%`);
        this.#note.textContent =
          inside === input.value
            ? ""
            : `Red, green and blue of the ${name} each stay between ${lower} and ${upper}, as in the pictures that the encoder was trained on.`;
        choice.value = input.value = inside;
      });
      effect(() => {
        input.value = choice.value;
      });
    }
  }

  #paint() {
    const { drawing, brushColour, paperColour } = this.store.chosen;
    const [strokes, ghost, found, pen] = [drawing.value, this.ghost.value, this.found.value, this.#pen.value];
    const [brush, paper, isDown] = [brushColour.value, paperColour.value, this.#isDown];
    this.#invitation.hidden = strokes.length > 0 || pen !== undefined || ghost.length > 0;
    const context = planeContext(this.#canvas);
    if (!context) return;
    clearPlane(context, paper);
    context.setLineDash(GHOST.dashes);
    strokeLine(context, ghost, GHOST.width, GHOST.colour);
    context.setLineDash([]);
    for (const stroke of strokes) drawLine(context, stroke.points, stroke.width, brush);
    strokeLine(context, found, FOUND.edge, FOUND.edgeColour);
    strokeLine(context, found, FOUND.width, FOUND.colour);
    if (pen) paintPen(context, pen, isDown);
  }

  /** Whether a stroke is being drawn. */
  get #isDown(): boolean {
    const { value: current } = this.#current;
    return current !== undefined && current === this.store.chosen.drawing.value.at(-1);
  }

  #begin(event: PointerEvent) {
    if (event.button !== 0 || this.#pointer !== undefined) return;
    this.#canvas.setPointerCapture(event.pointerId);
    this.#pointer = event.pointerId;
    this.#startStroke(toPlane(this.#canvas, event));
  }

  #move(event: PointerEvent) {
    if (event.pointerId !== this.#pointer) return;
    const moves = event.getCoalescedEvents();
    this.#extend((moves.length > 0 ? moves : [event]).map((move) => toPlane(this.#canvas, move)));
  }

  #end(event: PointerEvent) {
    if (event.pointerId === this.#pointer) this.#pointer = this.#current.value = undefined;
  }

  #key(event: KeyboardEvent) {
    const arrow = ARROWS[event.key];
    const pen = this.#pen.peek() ?? [0, 0];
    if (arrow) {
      const bound = (value: number) => Math.min(Math.max(value, -EXTENT), EXTENT);
      const at: Point = [bound(pen[0] + arrow[0] * KEY_STEP), bound(pen[1] + arrow[1] * KEY_STEP)];
      this.#pen.value = at;
      this.#extend([at]);
    } else if (event.key === " ") {
      this.#pen.value = pen;
      this.#penNote.textContent = this.#isDown ? "Pen up" : "Pen down";
      if (this.#isDown) this.#current.value = undefined;
      else this.#startStroke(pen);
    } else if (event.key === "z" && (event.ctrlKey || event.metaKey)) {
      this.#undo();
    } else {
      return;
    }
    event.preventDefault();
  }

  #startStroke(at: Point) {
    const { drawing, brushWidth } = this.store.chosen;
    this.#put([...drawing.peek(), { points: [at], width: brushWidth.peek() }]);
  }

  /** Goes on with the stroke that is being drawn, if one is. */
  #extend(points: Point[]) {
    const stroke = this.#current.peek();
    if (!stroke || !this.#isDown) return;
    this.#put([...this.store.chosen.drawing.peek().slice(0, -1), { ...stroke, points: [...stroke.points, ...points] }]);
  }

  #put(strokes: Stroke[]) {
    batch(() => {
      this.#current.value = strokes.at(-1);
      this.store.chosen.drawing.value = strokes;
    });
  }

  #undo() {
    this.store.chosen.drawing.value = this.store.chosen.drawing.peek().slice(0, -1);
  }
}

function paintPen(context: CanvasRenderingContext2D, at: Point, isDown: boolean) {
  context.beginPath();
  context.arc(...at, 0.3, 0, 2 * Math.PI);
  context.lineWidth = 0.08;
  context.strokeStyle = "#fff";
  context.stroke();
  context.fillStyle = isDown ? "#fff" : "transparent";
  context.fill();
}
