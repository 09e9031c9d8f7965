// Properties of everything of the page that reads what others have written: whatever it is given, it answers soon, with what an
// address can hold or nothing, and never throws.

import fc from "fast-check";
import { after, type PadEvent, padOf } from "../../www/src/draw/gestures";
import { read, written } from "../../www/src/signs/file";
import { factorsCodec } from "../../www/src/state/factors-codec";
import { initialState } from "../../www/src/state/page-state";
import { decode, encode } from "../../www/src/state/permalink";
import { settingsCodec } from "../../www/src/state/settings-codec";
import type { Sign } from "../../www/src/state/signs";
import { signsCodec } from "../../www/src/state/signs-codec";
import { strokesCodec } from "../../www/src/state/stroke-codec";
import { orUndefined, strokesIn } from "../../www/src/state/strokes";

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+-$";
const anyText = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.string({ unit: fc.constantFrom(...LETTERS, "#", "&", "=", "%", ",", ".", " ") }),
);

/** A text with some of its letters cut, put in, left out, repeated or replaced. */
export const mutated = (texts: readonly string[]) =>
  fc
    .tuple(
      fc.constantFrom(...texts),
      fc.array(fc.tuple(fc.nat(4), fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(12), anyText), { maxLength: 4 }),
    )
    .map(([text, changes]) => changes.reduce(changed, text));

function changed(text: string, [how, share, length, other]: [number, number, number, string]): string {
  const at = Math.floor(share * text.length);
  const [before, part, rest] = [text.slice(0, at), text.slice(at, at + length), text.slice(at + length)];
  return (
    [before, before + other + part + rest, before + rest, before + part + part + rest, before + other.slice(0, 1) + part.slice(1) + rest][
      how
    ] ?? text
  );
}

/** What an address says is a state that an address can hold. */
function isHeld(text: string): boolean {
  const { named } = decode(text, text);
  const state = { ...initialState(), ...named };
  const again = decode(`#${encode(state)}`);
  return again.ignored.length === 0 && again.missing === 0 && encode({ ...initialState(), ...again.named }) === encode(state);
}

const isInside = (strokes: ReturnType<typeof strokesCodec.read>) =>
  strokes?.every(
    ({ points, width }) =>
      width >= 0.25 && width <= 1 && points.length > 0 && points.every((point) => point.every((value) => Math.abs(value) <= 6)),
  ) ?? true;

const isSign = ({ name, examples }: Sign) =>
  name.length > 0 && examples.length > 0 && examples.every((strokes) => strokes.length > 0 && isInside([...strokes]));

const anyJson = fc.oneof(
  fc.json(),
  anyText,
  fc.json().map((json) => json.slice(0, -1)),
);
const settings = [
  '{"lambda":0.05,"roles":{"m":"nuisance","h":"interest"},"ranges":{"b":[0.1,1.2]},"steps":8}',
  '{"normalisation":"row","split":["interest","interest","interest","interest","nuisance","nuisance","nuisance","nuisance","nuisance","nuisance"]}',
  '{"__proto__":{"steps":1},"constructor":2}',
];
const numbers = fc.oneof(fc.double(), fc.constantFrom(Number.NaN, Infinity, 0));
const sample = fc.record({ x: numbers, y: numbers, pressure: numbers });
const pointer = fc.record({ id: fc.nat(3), type: fc.constantFrom("mouse", "pen", "touch", ""), isPrimary: fc.boolean(), time: numbers });
const width = fc.double({ min: 0.25, max: 1, noNaN: true });
const event: fc.Arbitrary<PadEvent> = fc.oneof(
  fc.record({ kind: fc.constant("down" as const), pointer, button: fc.nat(2), at: sample, width }),
  fc.record({ kind: fc.constant("move" as const), pointer, buttons: fc.nat(3), samples: fc.array(sample, { maxLength: 3 }) }),
  fc.record({ kind: fc.constantFrom("up" as const, "cancel" as const), pointer }),
  fc.record({ kind: fc.constant("arrow" as const), by: fc.tuple(numbers, numbers) }),
  fc.record({ kind: fc.constant("press" as const), width }),
  fc.record({ kind: fc.constantFrom("blur" as const, "leave" as const, "undo" as const, "redo" as const, "clear" as const) }),
);

/** The properties by the names of what they try; `links` are real ones. */
export function targets(links: readonly string[]) {
  const drawings = links.flatMap((link) => new URLSearchParams(link.slice(1)).get("drawing") ?? []);
  const factors = links.flatMap((link) => new URLSearchParams(link.slice(1)).get("factors") ?? []);
  const signs = links.flatMap((link) => new URLSearchParams(link.slice(1)).get("signs") ?? []);
  const kept = drawings.map((text) => JSON.stringify(strokesCodec.read(text)));
  const files = signs.map((text) => written(signsCodec.read(text) ?? []));
  const texts = <Value>(texts: fc.Arbitrary<string>, isRight: (text: string) => Value) =>
    fc.property(texts, isRight as (text: string) => boolean);
  return {
    address: texts(anyText, isHeld),
    link: texts(mutated(links), isHeld),
    strokes: texts(fc.oneof(anyText, mutated(drawings)), (text) => isInside(strokesCodec.read(text))),
    signs: texts(fc.oneof(anyJson, mutated(signs)), (text) => {
      const read = signsCodec.read(text);
      return read === undefined || (read.every(isSign) && signsCodec.read(signsCodec.write(read)) !== undefined);
    }),
    signsFile: texts(fc.oneof(anyJson, mutated(files)), (text) => (orUndefined(() => read(text)) ?? []).every(isSign)),
    settings: texts(fc.oneof(anyJson, mutated(settings)), (text) => {
      const read = settingsCodec.read(text);
      return read === undefined || settingsCodec.read(settingsCodec.write(read)) !== undefined;
    }),
    factors: texts(fc.oneof(anyText, mutated(factors)), (text) => {
      const read = factorsCodec.read(text);
      return read === undefined || Object.values(read).every(Number.isFinite);
    }),
    kept: texts(fc.oneof(anyJson, mutated(kept)), (text) => isInside(strokesIn(text))),
    gestures: fc.property(fc.array(event, { maxLength: 40 }), (events) => isInside([...events.reduce(after, padOf([])).history.present])),
  };
}
