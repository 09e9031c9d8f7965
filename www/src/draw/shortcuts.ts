// What a key means to the pad, on any keyboard.

import type { Point } from "../canvas/plane";

/** The parts of a KeyboardEvent that decide. */
export interface Key {
  readonly key: string;
  readonly code: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly shiftKey: boolean;
  readonly altKey: boolean;
}

/** How far an arrow key moves the pen. */
const KEY_STEP = 0.3;
const ARROWS = new Map<string, Point>([
  ["ArrowLeft", [-KEY_STEP, 0]],
  ["ArrowRight", [KEY_STEP, 0]],
  ["ArrowUp", [0, KEY_STEP]],
  ["ArrowDown", [0, -KEY_STEP]],
]);

/** Ctrl+Z and Cmd+Z undo; with Shift, or Ctrl+Y, they redo. */
export function shortcutOf(event: Key): "undo" | "redo" | undefined {
  const isCommand = event.ctrlKey || event.metaKey;
  // Ctrl and Alt together are AltGr, which types letters.
  if (!isCommand || event.altKey) return undefined;
  const letter = letterOf(event);
  if (letter === "z") return event.shiftKey ? "redo" : "undo";
  // Cmd+Y is the browser's history on a Mac.
  return letter === "y" && event.ctrlKey && !event.shiftKey ? "redo" : undefined;
}

/** Which way an arrow key moves the pen; with Alt or Ctrl it is the browser's. */
export function arrowOf(event: Key): Point | undefined {
  return event.ctrlKey || event.metaKey || event.altKey ? undefined : ARROWS.get(event.key);
}

export function isSpace(event: Key): boolean {
  return event.key === " " && !event.ctrlKey && !event.metaKey && !event.altKey;
}

/** The letter that a key types; where it types one of another script, as on a Russian keyboard, what is on it beside that. */
function letterOf({ key, code }: Key): string {
  const isOfAnotherScript = /^\p{Letter}$/u.test(key) && !/\p{Script=Latin}/u.test(key);
  return (isOfAnotherScript ? code.replace(/^Key/, "") : key).toLowerCase();
}
