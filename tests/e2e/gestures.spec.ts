// What hands do on the pad: every stroke is finite, inside the frame, and drawn by one contact, whatever comes between. No
// browser is needed.

import { expect, test } from "@playwright/test";
import type { Stroke } from "engine";
import fc from "fast-check";

import { after, type Pad, type PadEvent, type Pointer, padOf, type Sample } from "../../www/src/draw/gestures";
import { type Key, shortcutOf } from "../../www/src/draw/shortcuts";
import { type History, redone, undone } from "../../www/src/state/history";
import type { Strokes } from "../../www/src/state/strokes";

const EXTENT = 6;
const MOUSE = 1;
const PEN = 2;
const FINGER = 3;
const SECOND_FINGER = 4;

const pointer = (id: number, time = 0): Pointer => ({
  id,
  type: id === MOUSE ? "mouse" : id === PEN ? "pen" : "touch",
  isPrimary: id !== SECOND_FINGER,
  time,
});
const at = (x: number, y: number, pressure = 0.5): Sample => ({ x, y, pressure });
const down = (id: number, sample: Sample, { time = 0, button = 0, width = 0.4 } = {}): PadEvent => ({
  kind: "down",
  pointer: pointer(id, time),
  button,
  at: sample,
  width,
});
const move = (id: number, samples: Sample[], { time = 0, buttons = 1 } = {}): PadEvent => ({
  kind: "move",
  pointer: pointer(id, time),
  buttons,
  samples,
});
const up = (id: number, time = 0): PadEvent => ({ kind: "up", pointer: pointer(id, time) });
const cancel = (id: number, time = 0): PadEvent => ({ kind: "cancel", pointer: pointer(id, time) });
const all = (events: PadEvent[], begin: Pad = padOf([])): Pad => events.reduce(after, begin);
const drawn = (events: PadEvent[]): Strokes => all(events).history.present;

// ---- any events in any order --------------------------------------------------------------------------------------------

/** Pointers each have a height of their own, the keyboard another, so that a stroke tells who has drawn it. */
const KEYBOARD_HEIGHT = 0;
const heightOf = (id: number) => id;
const REPLACED: Stroke = { points: [[1, 5.5]], width: 0.4 };

const anyNumber = fc.oneof(
  { weight: 4, arbitrary: fc.double({ min: -7, max: 7, noNaN: true }) },
  fc.constantFrom(Number.NaN, Infinity, -Infinity, 163.4, -1e300, 0),
);
const anyPressure = fc.oneof(fc.double({ min: 0, max: 1, noNaN: true }), fc.constantFrom(0, 0.5, Number.NaN, -1, 2, Infinity));
const anyPointer = fc.constantFrom(MOUSE, PEN, FINGER, SECOND_FINGER, 5);
/** On a pad without a size both coordinates are no numbers. */
const anySample = (id: number) =>
  fc.tuple(anyNumber, anyPressure, fc.boolean()).map(([x, pressure, isSized]) => at(x, isSized ? heightOf(id) : x / 0, pressure));
const ofPointer = anyPointer.chain((id) =>
  fc.oneof(
    fc.record({ at: anySample(id), button: fc.constantFrom(0, 0, 0, 1, 2, 5) }).map(({ at, button }) => down(id, at, { button })),
    fc
      .record({ samples: fc.array(anySample(id), { maxLength: 4 }), buttons: fc.constantFrom(1, 1, 1, 0, 2, 3, 32) })
      .map(({ samples, buttons }) => move(id, samples, { buttons })),
    fc.constantFrom(up(id), cancel(id)),
  ),
);
const ofOthers = fc.constantFrom<PadEvent>(
  { kind: "arrow", by: [0.3, 0] },
  { kind: "arrow", by: [-0.3, 0] },
  { kind: "press", width: 0.4 },
  { kind: "blur" },
  { kind: "leave" },
  { kind: "undo" },
  { kind: "redo" },
  { kind: "clear" },
  { kind: "replace", drawing: [REPLACED] },
  { kind: "replace", drawing: [] },
);
/** Events, each some time after the one before. */
const anyEvents = fc
  .array(
    fc.tuple(fc.oneof({ weight: 3, arbitrary: ofPointer }, ofOthers), fc.oneof(fc.integer({ min: 0, max: 1500 }), fc.constant(Number.NaN))),
    {
      maxLength: 60,
    },
  )
  .map((events) => {
    let time = 0;
    return events.map(([event, later]): PadEvent => {
      time += Number.isNaN(later) ? 0 : later;
      return "pointer" in event ? { ...event, pointer: { ...event.pointer, time: Number.isNaN(later) ? later : time } } : event;
    });
  });

/** A stroke that is finite, inside the frame, and of one contact. */
function isSound({ points, width }: Stroke): boolean {
  const isInside = ([x, y]: readonly number[]) => Math.abs(x ?? NaN) <= EXTENT && Math.abs(y ?? NaN) <= EXTENT;
  return width >= 0.25 && width <= 1 && points.length > 0 && points.every((point) => isInside(point) && point[1] === points[0]?.[1]);
}

test("any interleaving of pointers, keys and all else makes sound strokes, each drawn by one contact", () => {
  fc.assert(
    fc.property(anyEvents, (events) => {
      expect(drawn(events).filter((stroke) => !isSound(stroke))).toEqual([]);
    }),
    { numRuns: 2000 },
  );
});

test("a stroke grows while its contact draws and by nothing else, and nobody's strokes change", () => {
  fc.assert(
    fc.property(anyEvents, (events) => {
      let pad = padOf([]);
      for (const event of events) {
        const next = after(pad, event);
        const [before, now] = [pad.history.present, next.history.present];
        if (event.kind === "move" && pad.contact?.pointer?.id !== event.pointer.id) expect(now === before).toBe(true);
        if (event.kind === "move" || event.kind === "arrow") {
          expect(before.slice(0, -1).every((stroke, index) => stroke === now[index])).toBe(true);
          expect(next.history.past === pad.history.past).toBe(true);
        }
        // Whoever draws has drawn the last stroke.
        const contact = next.contact;
        if (contact) expect(now.at(-1)?.points[0]?.[1]).toBe(contact.pointer ? heightOf(contact.pointer.id) : KEYBOARD_HEIGHT);
        pad = next;
      }
    }),
    { numRuns: 1000 },
  );
});

test("everything can be undone to the beginning, and redone to the end", () => {
  const repeated = (history: History<Strokes>, act: (history: History<Strokes>) => History<Strokes>): Strokes[] => {
    const [next, drawings] = [act(history), [history.present]];
    return next === history ? drawings : [...drawings, ...repeated(next, act)];
  };
  fc.assert(
    fc.property(anyEvents, (events) => {
      const { history } = all(events);
      const back = repeated(history, undone);
      expect(back.at(-1)).toEqual([]);
      let first = history;
      for (let step = 1; step < back.length; step++) first = undone(first);
      const forth = repeated(first, redone);
      expect(forth.slice(0, back.length)).toEqual([...back].reverse());
    }),
    { numRuns: 500 },
  );
});

// ---- known answers ------------------------------------------------------------------------------------------------------

test("a pointer that leaves by a screen's width draws along the edge", () => {
  expect(drawn([down(MOUSE, at(0, 0)), move(MOUSE, [at(163.38, 2), at(-900, 2)])])[0]?.points).toEqual([
    [0, 0],
    [6, 2],
    [-6, 2],
  ]);
});

test("nothing is drawn by other buttons, on a pad without a size, or by a second pointer", () => {
  expect(drawn([down(MOUSE, at(1, 1), { button: 2 }), move(MOUSE, [at(2, 2)])])).toEqual([]);
  expect(drawn([down(MOUSE, at(Number.NaN, Infinity)), move(MOUSE, [at(2, 2)])])).toEqual([]);
  const strokes = drawn([down(MOUSE, at(1, 1)), down(FINGER, at(5, 5)), move(FINGER, [at(4, 4)]), move(MOUSE, [at(2, 2)])]);
  expect(strokes).toEqual([
    {
      points: [
        [1, 1],
        [2, 2],
      ],
      width: 0.4,
    },
  ]);
});

test("a button that was let go unheard ends the stroke, other buttons beside it do not", () => {
  const begun = [down(MOUSE, at(1, 1)), move(MOUSE, [at(2, 2)], { buttons: 3 })];
  expect(drawn(begun)[0]?.points).toHaveLength(2);
  expect(drawn([...begun, move(MOUSE, [at(3, 3)], { buttons: 2 }), move(MOUSE, [at(4, 4)])])[0]?.points).toHaveLength(2);
  // Down twice, as where the first one's end was lost.
  expect(drawn([...begun, down(MOUSE, at(5, 5))])).toHaveLength(2);
});

test("a pen that comes down removes the palm's stroke, and no finger draws while it is near", () => {
  const palm = [down(FINGER, at(5, -5)), move(FINGER, [at(5, -4)], { time: 900 })];
  const written = [
    ...palm,
    down(PEN, at(0, 0), { time: 1000 }),
    move(FINGER, [at(4, -4)], { time: 1001 }),
    move(PEN, [at(1, 1)], { time: 1002 }),
  ];
  expect(drawn(written).map(({ points }) => points)).toEqual([
    [
      [0, 0],
      [1, 1],
    ],
  ]);
  const soon = [...written, up(PEN, 1500), up(FINGER, 1501), down(FINGER, at(5, 5), { time: 2400 })];
  expect(drawn(soon)).toHaveLength(1);
  expect(drawn([...soon, up(FINGER, 2450), down(FINGER, at(5, 5), { time: 2600 })])).toHaveLength(2);
  // A pen that hovers is near as well.
  expect(drawn([move(PEN, [at(0, 0)], { time: 100, buttons: 0 }), down(FINGER, at(1, 1), { time: 700 })])).toEqual([]);
});

test("two fingers leave no dot; a second one long after the first does not disturb it", () => {
  const zoom = [down(FINGER, at(1, 1)), down(SECOND_FINGER, at(2, 2), { time: 120 })];
  expect(drawn(zoom)).toEqual([]);
  expect(drawn([...zoom, move(FINGER, [at(3, 3)]), move(SECOND_FINGER, [at(4, 4)]), up(FINGER, 300)])).toEqual([]);
  // A third one is no stroke either; the next finger alone is.
  expect(drawn([...zoom, down(5, at(0, 0), { time: 200 })])).toHaveLength(1);
  const third: Pointer = { id: 6, type: "touch", isPrimary: false, time: 200 };
  expect(drawn([...zoom, { kind: "down", pointer: third, button: 0, at: at(0, 0), width: 0.4 }])).toEqual([]);
  expect(drawn([...zoom, up(FINGER, 300), up(SECOND_FINGER, 301), down(FINGER, at(1, 1), { time: 400 })])).toHaveLength(1);
  const late = [down(FINGER, at(1, 1)), move(FINGER, [at(2, 2)], { time: 500 }), down(SECOND_FINGER, at(5, 5), { time: 600 })];
  expect(drawn([...late, move(FINGER, [at(3, 3)], { time: 700 })])[0]?.points).toHaveLength(3);
  // The browser takes a finger for its zoom: at once, or in a stroke.
  expect(drawn([down(FINGER, at(1, 1)), cancel(FINGER, 100)])).toEqual([]);
  expect(drawn([...late, cancel(FINGER, 900)])).toHaveLength(1);
  // What was taken back comes back with it.
  const { history } = all([down(MOUSE, at(0, 0)), up(MOUSE), { kind: "undo" }, down(FINGER, at(1, 1)), cancel(FINGER, 9)]);
  expect(redone(history).present).toHaveLength(1);
});

test("undo, redo, clear and another drawing end the stroke under way", () => {
  const begun = [down(MOUSE, at(0, 0)), up(MOUSE), down(MOUSE, at(1, 1)), move(MOUSE, [at(2, 2)])];
  for (const event of [
    { kind: "undo" },
    { kind: "redo" },
    { kind: "clear" },
    { kind: "leave" },
    { kind: "replace", drawing: [] },
  ] as PadEvent[]) {
    const [before, now] = [drawn([...begun, event]), drawn([...begun, event, move(MOUSE, [at(3, 3)]), up(MOUSE)])];
    expect(now).toEqual(before);
  }
  expect(drawn([...begun, { kind: "undo" }])).toHaveLength(1);
  expect(drawn([...begun, { kind: "undo" }, { kind: "redo" }])[1]?.points).toHaveLength(2);
  expect(drawn([...begun, { kind: "clear" }])).toEqual([]);
  expect(drawn([...begun, { kind: "clear" }, { kind: "undo" }])).toHaveLength(2);
});

test("the drawing that is on the pad already does not end its stroke", () => {
  const begun = all([down(MOUSE, at(0, 0))]);
  expect(after(begun, { kind: "replace", drawing: begun.history.present })).toBe(begun);
});

test("a pen's pressure sets its width, in pieces that meet; a mouse and a pen pressed half-way have the width that was chosen", () => {
  const line = (id: number, pressures: number[]) =>
    drawn([
      down(id, at(0, 0, pressures[0])),
      move(
        id,
        pressures.slice(1).map((pressure, index) => at(index + 1, 0, pressure)),
      ),
      up(id),
    ]);
  expect(line(MOUSE, [0.1, 0.9, 0.9])).toMatchObject([{ width: 0.4 }]);
  expect(line(PEN, [0.5, 0.5, 0.5])).toMatchObject([{ width: 0.4 }]);
  expect(line(PEN, [0, Number.NaN, 7])).toMatchObject([{ width: 0.4 }]);
  const pieces = line(PEN, [0.5, 0.5, 0.51, 1, 1, 0.01]);
  expect(pieces.map(({ width }) => width)).toEqual([0.4, 0.8, 0.25]);
  for (const [index, { points }] of pieces.entries()) if (index > 0) expect(points[0]).toEqual(pieces[index - 1]?.points.at(-1));
  expect(pieces.flatMap(({ points }) => points)).toHaveLength(8);
  // A light first touch makes no dot of its own, and pressing where the pen stands no strokes.
  expect(line(PEN, [0.3, 1, 1])).toMatchObject([{ width: 0.8 }]);
  expect(drawn([down(PEN, at(0, 0, 0.3)), move(PEN, [at(0, 0, 0.6), at(0, 0, 1), at(0, 0, 0.1)])])).toMatchObject([
    { points: [[0, 0]], width: 0.8 },
  ]);
  // All pieces of a stroke are undone at once.
  expect(drawn([down(PEN, at(0, 0, 0.5)), move(PEN, [at(1, 0, 0.5), at(2, 0, 1)]), up(PEN), { kind: "undo" }])).toEqual([]);
});

test("the keyboard's pen draws from where it is, inside the frame", () => {
  const right: PadEvent = { kind: "arrow", by: [4, 0] };
  const press: PadEvent = { kind: "press", width: 0.4 };
  expect(drawn([right, press, right, right, press, right])).toEqual([
    {
      points: [
        [4, 0],
        [6, 0],
      ],
      width: 0.4,
    },
  ]);
  // A pointer ends its stroke, and it draws none while a pointer does.
  expect(drawn([press, down(MOUSE, at(1, 1)), right, press, move(MOUSE, [at(2, 1)])]).map(({ points }) => points.length)).toEqual([1, 2]);
});

test("undo and redo are where the keyboard has them, on any layout", () => {
  const key = (key: string, code: string, more: Partial<Key> = {}): Key => ({
    key,
    code,
    ctrlKey: true,
    metaKey: false,
    shiftKey: false,
    altKey: false,
    ...more,
  });
  expect(shortcutOf(key("z", "KeyZ"))).toBe("undo");
  expect(shortcutOf(key("Z", "KeyZ"))).toBe("undo"); // caps lock
  expect(shortcutOf(key("Z", "KeyZ", { shiftKey: true }))).toBe("redo");
  expect(shortcutOf(key("z", "KeyZ", { shiftKey: true }))).toBe("redo"); // with caps lock
  expect(shortcutOf(key("y", "KeyY"))).toBe("redo");
  expect(shortcutOf(key("z", "KeyZ", { ctrlKey: false, metaKey: true }))).toBe("undo");
  expect(shortcutOf(key("y", "KeyY", { ctrlKey: false, metaKey: true }))).toBeUndefined(); // the history of browsers on a Mac
  expect(shortcutOf(key("я", "KeyZ"))).toBe("undo"); // Russian
  expect(shortcutOf(key("Я", "KeyZ", { shiftKey: true }))).toBe("redo");
  expect(shortcutOf(key("н", "KeyY"))).toBe("redo");
  expect(shortcutOf(key("ζ", "KeyZ"))).toBe("undo"); // Greek
  expect(shortcutOf(key("z", "Slash"))).toBe("undo"); // Dvorak
  expect(shortcutOf(key(";", "KeyZ"))).toBeUndefined();
  expect(shortcutOf(key("z", "KeyY"))).toBe("undo"); // German
  expect(shortcutOf(key("y", "KeyZ"))).toBe("redo");
  expect(shortcutOf(key("z", "KeyZ", { ctrlKey: false }))).toBeUndefined();
  expect(shortcutOf(key("z", "KeyZ", { altKey: true }))).toBeUndefined();
  expect(shortcutOf(key("Dead", "KeyZ"))).toBeUndefined();
  expect(shortcutOf(key("Process", "KeyZ"))).toBeUndefined();
});
