// The values before and after the one that is there, for undo and redo.

export interface History<Value> {
  readonly past: readonly Value[];
  readonly present: Value;
  readonly future: readonly Value[];
}

/** So many steps back are kept. Values share their parts, so each costs a list of references. */
const MOST_STEPS = 500;

export function historyOf<Value>(present: Value): History<Value> {
  return { past: [], present, future: [] };
}

/** Another value, which can be undone. */
export function changedTo<Value>(history: History<Value>, present: Value): History<Value> {
  return { past: [...history.past, history.present].slice(-MOST_STEPS), present, future: [] };
}

export function undone<Value>(history: History<Value>): History<Value> {
  const { past, present, future } = history;
  const before = past.at(-1);
  return before === undefined ? history : { past: past.slice(0, -1), present: before, future: [present, ...future] };
}

export function redone<Value>(history: History<Value>): History<Value> {
  const { past, present, future } = history;
  const [after, ...later] = future;
  return after === undefined ? history : { past: [...past, present], present: after, future: later };
}
