// The page's state: many choices are one change. No browser is needed.

import { expect, test } from "@playwright/test";
import { effect } from "@preact/signals-core";
import type { ReadBackRequest } from "engine";

import { ownEncoder } from "../../www/src/engine/encoders";
import { initialState } from "../../www/src/state/page-state";
import { encode, normalise } from "../../www/src/state/permalink";
import { PRESETS } from "../../www/src/state/presets";
import { Store } from "../../www/src/state/store";

const [ROSE] = PRESETS.map(({ factors }) => factors);

/** The requests that follow from what is chosen, as an effect sees them. */
function requests(store: Store): ReadBackRequest[] {
  const seen: ReadBackRequest[] = [];
  effect(() => void seen.push(store.request.value));
  seen.length = 0;
  return seen;
}

test("a state that is chosen as a whole is one request, and that of this very state", () => {
  const store = new Store();
  const seen = requests(store);
  store.choose({ factors: ROSE!, views: 64, seed: 7, step: "make" });
  expect(seen).toEqual([{ subject: { kind: "scene", factors: ROSE! }, views: 64, seed: 7 }]);
  const drawing = [
    {
      points: [
        [0, 0],
        [1, 1],
      ] as [number, number][],
      width: 0.4,
    },
  ];
  store.choose({ ...initialState(), step: "draw", drawing, brushColour: "#ffffff", seed: 9 });
  expect(seen.slice(1)).toMatchObject([
    { subject: { kind: "drawing", drawing: { strokes: drawing, foreground: [1, 1, 1] } }, views: 16, seed: 9 },
  ]);
});

test("what is chosen once more as an address holds it is no change, and keeps all its digits", () => {
  const store = new Store();
  store.chosen.drawing.value = [{ points: [[0.123456, 1 / 3]], width: 0.4 }];
  const { drawing } = store.state.value;
  const seen = requests(store);
  store.choose(normalise(store.state.value));
  expect(seen).toEqual([]);
  expect(store.state.value.drawing).toBe(drawing);
});

test("what was made or drawn last is what is looked at in the other steps", () => {
  const store = new Store();
  const seen = requests(store);
  const kinds = (["look", "draw", "train", "look", "make", "train"] as const).map((step) => {
    store.choose({ step });
    return store.subject.value.kind;
  });
  expect(kinds).toEqual(["scene", "drawing", "drawing", "drawing", "scene", "scene"]);
  expect(seen).toHaveLength(2);
});

test("an address leaves out a visitor's own encoder and a number that is none, and the state has them", async () => {
  const store = new Store();
  const encoder = await ownEncoder(new File([], "mine.safetensors"), "spirographs");
  store.choose({ encoder, settings: { batch: Number.NaN, steps: 8 } });
  expect(store.state.value).toMatchObject({ encoder, settings: { batch: Number.NaN, steps: 8 } });
  expect(decodeURIComponent(encode(store.state.value))).toBe('length=19&settings={"steps":8}');
  store.choose(initialState());
  expect(store.state.value).toEqual(initialState());
});

test("a setting that holds no number is cleared by a state without it", () => {
  const store = new Store();
  store.chosen.settings.value = { steps: Number.NaN };
  store.choose(initialState());
  expect(store.state.value.settings).toEqual({});
});
