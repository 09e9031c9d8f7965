// The canvas that a visitor draws on by mouse, pen, finger or keyboard: what the browser tells of them goes to the gestures,
// and what these make of it into the page's state.

import { batch, computed, effect, signal } from "@preact/signals-core";

import { element } from "../canvas/dom";
import { onResize } from "../canvas/on-resize";
import { type Point, toPlane } from "../canvas/plane";
import type { Store } from "../state/store";
import { after, type PadEvent, type Pointer, padOf, type Sample } from "./gestures";
import { PadPicture } from "./pad-picture";
import { wirePadTools } from "./pad-tools";
import { arrowOf, isSpace, shortcutOf } from "./shortcuts";

export class DrawingPad {
  /** A curve to trace, under the strokes. */
  readonly ghost = signal<Point[]>([]);
  /** A curve that was found in the strokes, over them. */
  readonly found = signal<Point[]>([]);
  /** The rest of a stroke, which is to be taken or not. */
  readonly rest = signal<Point[]>([]);
  readonly #canvas = element("pad", HTMLCanvasElement);
  readonly #picture = new PadPicture(this.#canvas, () => this.#paint());
  readonly #penNote = element("pen-note", HTMLElement);
  readonly #invitation = element("pad-invitation", HTMLElement);
  readonly #pad = signal(padOf([]));
  /** The keyboard's pen; a pointer that comes near changes neither, and nothing is painted for it. */
  readonly #pen = computed(() => this.#pad.value.pen);
  /** Whether a stroke is being drawn. */
  readonly isDown = computed(() => this.#pad.value.contact !== undefined);

  constructor(private readonly store: Store) {
    this.#pad.value = padOf(store.chosen.drawing.peek());
    this.#listenToPointers();
    this.#listenToKeys();
    this.#listenToButtons();
    wirePadTools(store.chosen);
    // A drawing that came from elsewhere.
    effect(() => this.#on({ kind: "replace", drawing: store.chosen.drawing.value }));
    effect(() => {
      if (store.chosen.step.value !== "draw") this.#on({ kind: "leave" });
    });
    onResize(this.#canvas, () => this.#paint());
    effect(() => this.#paint());
  }

  #on(event: PadEvent) {
    const pad = after(this.#pad.peek(), event);
    batch(() => {
      this.#pad.value = pad;
      this.store.chosen.drawing.value = pad.history.present;
    });
  }

  #listenToPointers() {
    const canvas = this.#canvas;
    canvas.addEventListener("pointerdown", (event) => {
      const [at] = this.#samples([event]);
      if (!at) return;
      this.#on({ kind: "down", pointer: pointerOf(event), button: event.button, at, width: this.store.chosen.brushWidth.peek() });
      if (this.#isDrawnBy(event)) hold(canvas, event.pointerId);
    });
    canvas.addEventListener("pointermove", (event) =>
      this.#on({ kind: "move", pointer: pointerOf(event), buttons: event.buttons, samples: this.#samples(movesOf(event)) }),
    );
    canvas.addEventListener("pointercancel", (event) => this.#on({ kind: "cancel", pointer: pointerOf(event) }));
    for (const end of ["pointerup", "lostpointercapture"] as const) {
      canvas.addEventListener(end, (event) => this.#on({ kind: "up", pointer: pointerOf(event) }));
    }
    // Of Ctrl and a click on a Mac, and of a long touch.
    canvas.addEventListener("contextmenu", (event) => {
      if (this.#pad.peek().contact) event.preventDefault();
    });
    addEventListener("blur", () => this.#on({ kind: "leave" }));
  }

  #listenToKeys() {
    this.#canvas.addEventListener("keydown", (event) => {
      const by = arrowOf(event);
      if (by) this.#on({ kind: "arrow", by });
      else if (isSpace(event)) this.#press(event);
      else return;
      event.preventDefault();
    });
    this.#canvas.addEventListener("blur", () => this.#on({ kind: "blur" }));
    document.addEventListener("keydown", (event) => {
      const kind = shortcutOf(event);
      if (!kind || event.defaultPrevented || this.store.chosen.step.peek() !== "draw" || isTyping(event.target)) return;
      this.#on({ kind });
      event.preventDefault();
    });
  }

  #listenToButtons() {
    const buttons = (["undo", "redo", "clear"] as const).map((kind) => ({ kind, button: element(kind, HTMLButtonElement) }));
    for (const { kind, button } of buttons) button.addEventListener("click", () => this.#on({ kind }));
    effect(() => {
      const { past, present, future } = this.#pad.value.history;
      const isNothing = { undo: past.length === 0, redo: future.length === 0, clear: present.length === 0 };
      for (const { kind, button } of buttons) {
        // A button that cannot be pressed any more would take the keyboard with it.
        if (isNothing[kind] && document.activeElement === button) this.#canvas.focus({ preventScroll: true });
        button.disabled = isNothing[kind];
      }
    });
  }

  #press(event: KeyboardEvent) {
    // A key that is held down is pressed once.
    if (event.repeat) return;
    this.#on({ kind: "press", width: this.store.chosen.brushWidth.peek() });
    this.#penNote.textContent = this.#pad.peek().contact ? "Pen down" : "Pen up";
  }

  #samples(events: PointerEvent[]): Sample[] {
    const box = this.#canvas.getBoundingClientRect();
    return events.map((event) => {
      const [x, y] = toPlane(box, event);
      return { x, y, pressure: event.pressure };
    });
  }

  #isDrawnBy({ pointerId }: PointerEvent): boolean {
    return this.#pad.peek().contact?.pointer?.id === pointerId;
  }

  #paint() {
    const { drawing, brushColour, paperColour } = this.store.chosen;
    const [strokes, ghost, pen] = [drawing.value, this.ghost.value, this.#pen.value];
    this.#invitation.hidden = strokes.length > 0 || pen !== undefined || ghost.length > 0;
    this.#picture.paint({
      strokes,
      brush: brushColour.value,
      paper: paperColour.value,
      ghost,
      rest: this.rest.value,
      found: this.found.value,
      pen: pen && { at: pen, isDown: this.isDown.value },
    });
  }
}

const pointerOf = ({ pointerId, pointerType, isPrimary, timeStamp }: PointerEvent): Pointer => ({
  id: pointerId,
  type: pointerType,
  isPrimary,
  time: timeStamp,
});

/** All moves since the last event. Browsers tell them to secure pages alone: elsewhere there is the last one. */
function movesOf(event: PointerEvent): PointerEvent[] {
  const moves = event.getCoalescedEvents?.() ?? [];
  return moves.length > 0 ? moves : [event];
}

/** A stroke goes on outside of the canvas. Where the pointer is gone already, there is nothing to hold. */
function hold(canvas: HTMLCanvasElement, pointer: number) {
  try {
    canvas.setPointerCapture(pointer);
  } catch {
    // The stroke ends where the pointer leaves the canvas.
  }
}

/** Whether keys write text where they are pressed, and undo that. */
function isTyping(target: EventTarget | null): boolean {
  if (target instanceof HTMLInputElement) return !["range", "color", "checkbox", "radio", "button", "file"].includes(target.type);
  return target instanceof HTMLTextAreaElement || (target instanceof HTMLElement && target.isContentEditable);
}
