// Which photographs an engine has, while it is given others. No browser is needed.

import { expect, test } from "@playwright/test";
import { signal } from "@preact/signals-core";
import type { CropsReport, Photograph } from "engine";

import type { EngineClient } from "../../www/src/engine/client";
import { OpenPhotographs, type Photographs } from "../../www/src/engine/open-photographs";

const photo = (name: string): Photographs => [{ name, width: 0, height: 0, rgb: new Uint8Array() }];
const [CAT, DOG] = [photo("cat"), photo("dog")];

/** An engine that answers, or refuses, when it is let go. */
function engine() {
  const answers: { answer: () => void; refuse: () => void }[] = [];
  const call = (_: string, photos: Photograph[]) =>
    new Promise<CropsReport>((resolve, reject) => {
      const report = { photos: photos.map(({ name }) => name), digest: "", held_out: 1, places: [], pictures: new Uint8Array() };
      answers.push({ answer: () => resolve(report), refuse: () => reject(new Error("refused")) });
    });
  return { client: { call } as unknown as EngineClient, answers };
}

async function withCat() {
  const chosen = signal<Photographs | undefined>(CAT);
  const [open, { client, answers }] = [new OpenPhotographs(chosen), engine()];
  const opening = open.open(client);
  answers[0]?.answer();
  await opening;
  expect(open.report.value?.photos).toEqual(["cat"]);
  return { chosen, open, client, answers };
}

test("while an engine is given other photographs, nothing is asked about those before, even if they are chosen again", async () => {
  const { chosen, open, client, answers } = await withCat();
  chosen.value = DOG;
  const opening = open.open(client);
  chosen.value = CAT;
  // The engine may have the dog by now: what is asked about the cat would be answered about the dog.
  expect([open.report.value, open.areOpen]).toEqual([undefined, false]);
  answers[1]?.answer();
  await opening;
  expect(open.areOpen).toBe(false);
  chosen.value = DOG;
  expect(open.report.value?.photos).toEqual(["dog"]);
});

test("photographs that an engine refuses leave those before; a new engine has none, whatever becomes of the old one", async () => {
  const { chosen, open, client, answers } = await withCat();
  chosen.value = DOG;
  const refused = open.open(client);
  answers[1]?.refuse();
  await expect(refused).rejects.toThrow("refused");
  chosen.value = CAT;
  expect(open.report.value?.photos).toEqual(["cat"]);

  chosen.value = DOG;
  const lost = open.open(client);
  open.begin();
  answers[2]?.refuse();
  await expect(lost).rejects.toThrow("refused");
  chosen.value = CAT;
  expect([open.report.value, open.areOpen]).toEqual([undefined, false]);
});
