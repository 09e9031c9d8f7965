// The drawings before and after the one on the pad, for undo and redo.

import type { Stroke } from "engine";

export type Strokes = readonly Stroke[];

export interface DrawingHistory {
  readonly past: readonly Strokes[];
  readonly present: Strokes;
  readonly future: readonly Strokes[];
}

/** So many steps back are kept. They share their strokes, so each costs a list of references. */
const MOST_STEPS = 500;

export function historyOf(present: Strokes): DrawingHistory {
  return { past: [], present, future: [] };
}

/** Another drawing, which can be undone. */
export function changedTo(history: DrawingHistory, present: Strokes): DrawingHistory {
  return { past: [...history.past, history.present].slice(-MOST_STEPS), present, future: [] };
}

export function undone(history: DrawingHistory): DrawingHistory {
  const { past, present, future } = history;
  const before = past.at(-1);
  return before ? { past: past.slice(0, -1), present: before, future: [present, ...future] } : history;
}

export function redone(history: DrawingHistory): DrawingHistory {
  const { past, present, future } = history;
  const [after, ...later] = future;
  return after ? { past: [...past, present], present: after, future: later } : history;
}
