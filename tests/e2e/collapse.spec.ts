// An arm whose representations have collapsed is named as such.

import { expect, test } from "@playwright/test";
import type { Measurement, Progress, SessionReport } from "engine";

import { collapseInWords, collapseSpoken, collapsesOf } from "../../www/src/train/collapse";
import { TrainingHistory } from "../../www/src/train/history";
import { choose, finished, openTraining, QUICK, start } from "./training";

const source = { pictures: "spirographs", factors: [] };
const runs = [
  { name: "none", words: "no negatives", seed: 1, ended: null },
  { name: "none", words: "no negatives", seed: 2, ended: null },
  { name: "slow", words: "a slow copy", seed: 1, ended: null },
];
const session: SessionReport = { settings: {}, plan: {}, experiment: null, arms: runs, source, step: 0 };

/** How representations lie, or nothing where that is not known. */
type Geometry = NonNullable<Measurement["geometry"]> | null;

const measurement = (step: number, geometry: Geometry): Measurement => ({
  step,
  penalty: 0,
  sensitivities: {},
  read_back: [],
  conditional_variance: 0,
  nuisance_share: 0,
  geometry,
});
const spread = (spread: number, collapsed: boolean) => ({ alignment: 0, uniformity: 0, spread, collapsed });

/** A history in which each run has been measured so, one measurement after the other. */
function history(before: Geometry, byRun: Geometry[][]): TrainingHistory {
  const news = byRun.map((geometries, arm) => ({
    arm,
    losses: [],
    measurements: geometries.map((geometry, index) => measurement(10 * (index + 1), geometry)),
    ended: null,
  }));
  const progress: Progress = { doing: "training", arm: 0, step: 10, measured: 1, before: measurement(0, before), news };
  return new TrainingHistory(session).after(progress);
}

test("an arm is named by its newest measurements, with the largest spread of the seeds that have collapsed, and that at the start", () => {
  const [gone, fine] = [spread(0.00002, true), spread(0.21, false)];
  const collapses = collapsesOf(history(spread(0.2, false), [[fine, gone], [spread(0.00001, true)], [fine]]));
  expect(collapses.map(collapseInWords)).toEqual([
    "“no negatives” has collapsed: its representations of all pictures are nearly the same (spread 0.00002; at the start 0.2). What it reads now means nothing.",
  ]);
  // Its numbers change with every measurement, and what is spoken does not.
  expect(collapseSpoken(collapses)).toBe("“no negatives” has collapsed: what it reads now means nothing.");
  // One that has come back is no longer said to have collapsed, nor one of which that is not known.
  expect(collapsesOf(history(fine, [[gone, fine], [fine], [fine]]))).toEqual([]);
  expect(collapsesOf(history(null, [[null], [null], [null]]))).toEqual([]);
  expect(collapsesOf(new TrainingHistory(session))).toEqual([]);
  expect(collapsesOf(history(null, [[fine], [fine], [gone]])).map(collapseInWords)).toEqual([
    "“a slow copy” has collapsed: its representations of all pictures are nearly the same (spread 0.00002). What it reads now means nothing.",
  ]);
});

test("the note stands where the state of the run is, and is spoken once", async ({ page }) => {
  // As an engine would say it of the last arm, whatever it has trained.
  await page.addInitScript(() => {
    const { get } = Object.getOwnPropertyDescriptor(MessageEvent.prototype, "data")!;
    Object.defineProperty(MessageEvent.prototype, "data", {
      get() {
        const data = get!.call(this);
        for (const { arm, measurements } of data?.kind === "training" ? data.progress.news : []) {
          const geometry = { alignment: 0, uniformity: 0, spread: 1e-5, collapsed: arm === 1 };
          for (const measurement of measurements) measurement.geometry = geometry;
        }
        return data;
      },
    });
  });
  await openTraining(page);
  await choose(page, { ...QUICK, measure_every: 2 });
  await expect(page.locator("#training-collapsed")).toBeHidden();
  await start(page);
  await finished(page);
  const notes = page.locator(".training-progress #training-collapsed li");
  await expect(notes).toHaveCount(1);
  await expect(notes).toHaveText(/^“with the regulariser” has collapsed: .* \(spread 0\.00001.*\)\. What it reads now means nothing\.$/);
  const spoken = page.locator("#announcements p", { hasText: "has collapsed" });
  await expect(spoken).toHaveCount(1);
  await page.locator("#training-reset").click();
  await expect(notes).toHaveCount(0);
});
