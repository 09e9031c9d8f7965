// What pictures are of, and what is chosen along with it. No browser is needed.

import { readFileSync } from "node:fs";

import { expect, test } from "@playwright/test";

import { ENCODERS, encodersOf, ownEncoder, picturesOf } from "../../www/src/engine/encoders";
import { type Kind, kindOf, SOURCES } from "../../www/src/engine/sources";
import { agreed } from "../../www/src/state/agreement";
import { initialState } from "../../www/src/state/page-state";
import { decode, encode } from "../../www/src/state/permalink";
import { Store } from "../../www/src/state/store";

const own = (pictures: Kind) => ({ file: "mine.safetensors", url: "blob:mine", pictures });

test("whatever is chosen, the encoder has learned from pictures of the source", () => {
  const encoders = [...ENCODERS.map(({ name }) => name), own("spirographs"), own("photographs")];
  for (const { name: source } of SOURCES) {
    for (const encoder of encoders) {
      const store = new Store();
      const isAgreed = () => picturesOf(store.chosen.encoder.peek()) === kindOf(store.chosen.source.peek());
      store.choose({ source });
      expect(isAgreed()).toBe(true);
      store.choose({ encoder });
      expect(store.chosen.encoder.peek()).toBe(encoder);
      expect(isAgreed()).toBe(true);
      store.choose({ source });
      expect(store.chosen.source.peek()).toBe(source);
      expect(isAgreed()).toBe(true);
    }
  }
});

test("a source keeps an encoder that reads it, and an encoder a source that it reads", () => {
  const mine = { source: "mine", encoder: "crops-invariant" } as const;
  expect(agreed({ source: "photographs" }, mine)).toEqual({ source: "photographs", encoder: "crops-invariant" });
  expect(agreed({ encoder: "crops-base" }, mine)).toEqual({ source: "mine", encoder: "crops-base" });
  expect(agreed({ encoder: "other" }, mine)).toEqual({ source: "spirographs", encoder: "other" });
  expect(agreed({ source: "spirographs" }, mine)).toEqual({ source: "spirographs", encoder: "base" });
  expect(agreed({ source: "photographs", encoder: "base" }, initialState())).toEqual({ source: "photographs", encoder: "crops-base" });
  expect(agreed({ step: "look" } as object, mine)).toEqual({ step: "look" });
});

test("an address with a source, or with an encoder alone, opens with both; older links look at Spirographs", () => {
  const opened = (address: string) => ({ ...initialState(), ...agreed(decode(address).named, initialState()) });
  expect(opened("#source=photographs")).toMatchObject({ source: "photographs", encoder: "crops-base" });
  expect(opened("#encoder=crops-invariant")).toMatchObject({ source: "photographs", encoder: "crops-invariant" });
  expect(opened("#source=mine&encoder=crops-invariant")).toMatchObject({ source: "mine", encoder: "crops-invariant" });
  expect(opened("#encoder=invariant")).toMatchObject({ source: "spirographs", encoder: "invariant" });
  const store = new Store();
  for (const { name: source } of SOURCES) {
    store.choose({ source });
    expect(opened(`#${encode(store.state.value)}`)).toEqual(store.state.value);
  }
});

/** A weights file, as far as its description. */
function weightsFile(description: unknown): File {
  const header = JSON.stringify({ __metadata__: { spirograph: JSON.stringify(description) } });
  const length = new DataView(new ArrayBuffer(8));
  length.setBigUint64(0, BigInt(header.length), true);
  return new File([length.buffer, header, "numbers"], "mine.safetensors");
}

test("a weights file says what its encoder has learned from; one that does not leaves it open", async () => {
  const pictures = async (file: File, otherwise: Kind) => (await ownEncoder(file, otherwise)).pictures;
  expect(await pictures(weightsFile({ settings: { pictures: "photographs" } }), "spirographs")).toBe("photographs");
  expect(await pictures(weightsFile({ settings: { pictures: "published spirographs" } }), "photographs")).toBe("spirographs");
  const { name } = encodersOf("spirographs")[0]!;
  const base = new File([readFileSync(`www/assets/weights/${name}.safetensors`)], "base.safetensors");
  expect(await pictures(base, "photographs")).toBe("spirographs");
  for (const otherwise of ["spirographs", "photographs"] as const) {
    expect(await pictures(new File([], "empty"), otherwise)).toBe(otherwise);
    expect(await pictures(new File(["no weights at all, but some text"], "text"), otherwise)).toBe(otherwise);
    expect(await pictures(weightsFile("nothing"), otherwise)).toBe(otherwise);
  }
});
