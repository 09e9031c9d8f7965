// What hands do on the pad, as strokes: a state and the state after an event, both plain data. One contact draws at a time.
// A pen wins over the palm that rests beside it, and two fingers are a zoom of the page. Nothing here knows the document.

import type { Stroke } from "engine";

import { EXTENT, type Point } from "../canvas/plane";
import { rangeOf } from "../engine/factors";
import { changedTo, type History, historyOf, redone, undone } from "../state/history";
import type { Strokes } from "../state/strokes";

/** Where a pointer was, in units of the plane, and how hard it was pressed: from 0 to 1, and 0.5 where that is not measured. */
export interface Sample {
  readonly x: number;
  readonly y: number;
  readonly pressure: number;
}

export interface Pointer {
  readonly id: number;
  /** "mouse", "pen" or "touch". */
  readonly type: string;
  /** Whether no other finger is on the screen. */
  readonly isPrimary: boolean;
  /** When, in milliseconds. */
  readonly time: number;
}

type Down = { readonly kind: "down"; readonly pointer: Pointer; readonly button: number; readonly at: Sample; readonly width: number };
type Move = { readonly kind: "move"; readonly pointer: Pointer; readonly buttons: number; readonly samples: readonly Sample[] };
type ContactEvent = Down | Move | { readonly kind: "up" | "cancel"; readonly pointer: Pointer };

type OtherEvent =
  /** The keyboard's pen moves, and is put down or lifted. */
  | { readonly kind: "arrow"; readonly by: Point }
  | { readonly kind: "press"; readonly width: number }
  /** The keyboard goes elsewhere; the visitor goes elsewhere: to another window, or another step. */
  | { readonly kind: "blur" | "leave" }
  | { readonly kind: "undo" | "redo" | "clear" }
  /** Another drawing takes the place of this one, as from an address. */
  | { readonly kind: "replace"; readonly drawing: Strokes };

export type PadEvent = ContactEvent | OtherEvent;

/** What draws a stroke. */
interface Contact {
  /** Undefined for the keyboard. */
  readonly pointer: Pointer | undefined;
  /** The width that was chosen for the stroke. */
  readonly width: number;
  /** What there was before the stroke. */
  readonly before: History<Strokes>;
}

export interface Pad {
  readonly history: History<Strokes>;
  /** What draws now. Its stroke is the last of the drawing. */
  readonly contact: Contact | undefined;
  /** Where the keyboard's pen is, once an arrow key or the space bar has been pressed. */
  readonly pen: Point | undefined;
  /** The fingers on the pad. */
  readonly touches: readonly number[];
  /** When a pen was last seen. */
  readonly penSeen: number;
}

/** A palm may come down so long after the pen has been seen, in milliseconds. */
const PEN_IS_NEAR = 1000;
/** Fingers of a zoom come down within this time, in milliseconds; a finger that has drawn for longer is no part of one. */
const ZOOM_BEGINS = 300;
/** A pen's stroke begins a new piece where its width has changed by so much: a twelfth of what it can change by. */
const NOTICEABLE = 0.0625;
const [NARROWEST, WIDEST] = rangeOf("sigma");
const PRIMARY_BUTTON = 0;
const PRIMARY_BUTTON_HELD = 1;

export function padOf(drawing: Strokes): Pad {
  return { history: historyOf(drawing), contact: undefined, pen: undefined, touches: [], penSeen: Number.NEGATIVE_INFINITY };
}

/** The pad after an event. */
export function after(pad: Pad, event: PadEvent): Pad {
  return "pointer" in event ? afterPointer(seen(pad, event.pointer), event) : afterOther(pad, event);
}

function afterPointer(pad: Pad, event: ContactEvent): Pad {
  switch (event.kind) {
    case "down":
      return down(pad, event);
    case "move":
      return move(pad, event);
    case "up":
      return lifted(draws(pad, event.pointer) ? ended(pad) : pad, event.pointer);
    case "cancel":
      return cancel(lifted(pad, event.pointer), event.pointer);
  }
}

function afterOther(pad: Pad, event: OtherEvent): Pad {
  switch (event.kind) {
    case "arrow":
      return arrow(pad, event.by);
    case "press":
      return press(pad, event.width);
    case "blur":
      return { ...(pad.contact?.pointer ? pad : ended(pad)), pen: undefined };
    case "leave":
      return { ...ended(pad), pen: undefined, touches: [] };
    case "undo":
      return { ...ended(pad), history: undone(pad.history) };
    case "redo":
      return { ...ended(pad), history: redone(pad.history) };
    case "clear":
      return pad.history.present.length === 0 ? pad : replace(pad, []);
    case "replace":
      return replace(pad, event.drawing);
  }
}

// ---- pointers ---------------------------------------------------------------------------------------------------------

function down(pad: Pad, { pointer, button, at, width }: Down): Pad {
  const touched = pointer.type === "touch" ? { ...pad, touches: touchesWith(pad, pointer) } : pad;
  if (button !== PRIMARY_BUTTON) return touched;
  const drawing = touched.contact?.pointer;
  if (drawing && drawing.id !== pointer.id) {
    if (drawing.type !== "touch") return touched;
    if (pointer.type === "touch") return isYoung(drawing, pointer) ? removed(touched) : touched;
    if (pointer.type !== "pen") return touched;
    return begin(removed(touched), pointer, at, width);
  }
  if (pointer.type === "touch" && (touched.touches.length > 1 || isPenNear(touched, pointer))) return ended(touched);
  return begin(ended(touched), pointer, at, width);
}

function move(pad: Pad, { pointer, buttons, samples }: Move): Pad {
  if (!draws(pad, pointer)) return pad;
  // The button was let go where this could not be heard, or another one is held now.
  return (buttons & PRIMARY_BUTTON_HELD) === 0 ? ended(pad) : extended(pad, samples);
}

/** The browser has taken the pointer for something else: two fingers for its zoom. */
function cancel(pad: Pad, pointer: Pointer): Pad {
  const drawing = pad.contact?.pointer;
  if (!drawing || drawing.id !== pointer.id) return pad;
  return drawing.type === "touch" && isYoung(drawing, pointer) ? removed(pad) : ended(pad);
}

function seen(pad: Pad, { type, time }: Pointer): Pad {
  return type === "pen" ? { ...pad, penSeen: time } : pad;
}

function lifted(pad: Pad, { id }: Pointer): Pad {
  return { ...pad, touches: pad.touches.filter((touch) => touch !== id) };
}

/** Where a finger is alone on the screen, those before it have gone, whether that was heard or not. */
function touchesWith(pad: Pad, { id, isPrimary }: Pointer): number[] {
  return isPrimary ? [id] : [...pad.touches.filter((touch) => touch !== id), id];
}

const draws = (pad: Pad, { id }: Pointer) => pad.contact?.pointer?.id === id;

const isYoung = (drawing: Pointer, { time }: Pointer) => time - drawing.time < ZOOM_BEGINS;

const isPenNear = (pad: Pad, { time }: Pointer) => time - pad.penSeen < PEN_IS_NEAR;

// ---- the keyboard -----------------------------------------------------------------------------------------------------

function arrow(pad: Pad, by: Point): Pad {
  if (pad.contact?.pointer) return pad;
  const from = pad.pen ?? [0, 0];
  const pen = inFrame(from[0] + by[0], from[1] + by[1]) ?? from;
  const moved = { ...pad, pen };
  return pad.contact ? extended(moved, [{ x: pen[0], y: pen[1], pressure: 0.5 }]) : moved;
}

function press(pad: Pad, width: number): Pad {
  if (pad.contact) return pad.contact.pointer ? pad : ended(pad);
  const pen = pad.pen ?? [0, 0];
  return begin({ ...pad, pen }, undefined, { x: pen[0], y: pen[1], pressure: 0.5 }, width);
}

// ---- strokes ----------------------------------------------------------------------------------------------------------

function begin(pad: Pad, pointer: Pointer | undefined, at: Sample, chosen: number): Pad {
  const point = inFrame(at.x, at.y);
  if (!point) return pad;
  const width = bound(chosen, NARROWEST, WIDEST);
  const contact: Contact = { pointer, width, before: pad.history };
  const stroke: Stroke = { points: [point], width: widthOf(contact, at) };
  return { ...pad, contact, history: changedTo(pad.history, [...pad.history.present, stroke]) };
}

/** The stroke is over, and stays. */
function ended(pad: Pad): Pad {
  return { ...pad, contact: undefined };
}

/** The stroke was none: it is as if it had never begun. */
function removed(pad: Pad): Pad {
  return { ...ended(pad), history: pad.contact?.before ?? pad.history };
}

function replace(pad: Pad, drawing: Strokes): Pad {
  return drawing === pad.history.present ? pad : { ...ended(pad), history: changedTo(pad.history, drawing) };
}

/**
 * The stroke goes on. A stroke of the engine has one width: where a pen's changes noticeably, a new piece begins at the point
 * that the last one ends with. The mean would hide what the pressure is there for.
 */
function extended(pad: Pad, samples: readonly Sample[]): Pad {
  const { contact, history } = pad;
  const strokes = [...history.present];
  const last = strokes.pop();
  if (!contact || !last) return pad;
  let piece = { points: [...last.points], width: last.width };
  for (const sample of samples) {
    const at = inFrame(sample.x, sample.y);
    if (!at) continue;
    const width = widthOf(contact, sample);
    const end = piece.points.at(-1) ?? at;
    const isDot = piece.points.length === 1;
    // A dot is as wide as the pen was ever pressed on it: the first touch is always light.
    if (isDot) piece.width = Math.max(piece.width, width);
    if (at[0] === end[0] && at[1] === end[1]) continue;
    if (!isDot && Math.abs(width - piece.width) >= NOTICEABLE) {
      strokes.push(piece);
      piece = { points: [end], width };
    }
    piece.points.push(at);
  }
  strokes.push(piece);
  return { ...pad, history: { ...history, present: strokes } };
}

/** A pen pressed half-way has the width that was chosen, as has whatever does not measure how hard it is pressed. */
function widthOf({ pointer, width }: Contact, { pressure }: Sample): number {
  const isMeasured = pointer?.type === "pen" && pressure > 0 && pressure <= 1;
  return isMeasured ? bound(2 * pressure * width, NARROWEST, WIDEST) : width;
}

/** The nearest point of the picture; undefined for what is no point, as on a pad without a size. */
function inFrame(x: number, y: number): Point | undefined {
  if (!Number.isFinite(x) || !Number.isFinite(y)) return undefined;
  return [bound(x, -EXTENT, EXTENT), bound(y, -EXTENT, EXTENT)];
}

const bound = (value: number, lower: number, upper: number) => Math.min(Math.max(value, lower), upper);
