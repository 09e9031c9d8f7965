// What encoders make of drawings: the mean of their representations over several views, computed once for each drawing.

import type { TaughtSigns } from "engine";

import type { EngineClient } from "../engine/client";
import { readersOf, type SignReaders } from "../engine/sign-readers";
import type { Signs } from "../state/signs";
import type { Strokes } from "../state/strokes";
import { PAINT } from "./paint";

/** How many views are averaged: those of a usual reading. */
const VIEWS = 16;
/** One draw of the views for all drawings: what differs between them is the drawings. */
const SEED = 1;

export class Features {
  /** By the drawing, which never changes, and by who reads. An encoder makes the same of it on every engine. */
  readonly #known = new WeakMap<Strokes, Map<SignReaders, Float32Array>>();

  has(drawing: Strokes, readers: SignReaders): boolean {
    return this.#known.get(drawing)?.has(readers) ?? false;
  }

  async of(client: EngineClient, drawing: Strokes, readers: SignReaders): Promise<Float32Array> {
    const known = this.#known.get(drawing)?.get(readers);
    if (known) return known;
    const request = { drawing: { strokes: [...drawing], ...PAINT }, readers: [...readersOf(readers)], views: VIEWS, seed: SEED };
    const features = await client.call("signFeatures", request);
    const ofDrawing = this.#known.get(drawing) ?? new Map<SignReaders, Float32Array>();
    this.#known.set(drawing, ofDrawing.set(readers, features));
    return features;
  }

  /** Those of all examples, as the engine takes them; `onNext` hears how many there are to go on with, and says whether to. */
  async ofSigns(client: EngineClient, signs: Signs, readers: SignReaders, onNext: (done: number, of: number) => boolean) {
    const examples = signs.flatMap(({ examples }, sign) => examples.map((example) => ({ example, sign })));
    const rows: Float32Array[] = [];
    for (const { example } of examples) {
      if (!this.has(example, readers) && !onNext(rows.length, examples.length)) return undefined;
      rows.push(await this.of(client, example, readers));
    }
    const taught: TaughtSigns = { features: joined(rows), signs: examples.map(({ sign }) => sign), count: signs.length };
    return taught;
  }
}

function joined(rows: readonly Float32Array[]): Float32Array {
  const width = rows[0]?.length ?? 0;
  const all = new Float32Array(rows.length * width);
  for (const [index, row] of rows.entries()) all.set(row, index * width);
  return all;
}
