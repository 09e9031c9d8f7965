// What the specs do with the training panel.

import { readFile } from "node:fs/promises";

import { expect, type JSHandle, type Page } from "@playwright/test";

import { open } from "./page";

/** A session that is over in seconds. */
export const QUICK = {
  steps: 6,
  batch: 4,
  seeds: 1,
  lambda: 1,
  learning_rate_warm_up: 0,
  lambda_whole_at: 0,
  measure_every: 6,
  held_out: 16,
};

/** One long enough to be stopped on its way, even by a page that hears late of its steps. */
export const LONGER = { ...QUICK, steps: 40, measure_every: 40 };

/** One for a graphics card that is emulated: seconds a step. */
export const SLOW_DEVICE = { ...QUICK, batch: 2, measure_every: 1000, held_out: 8 };

/** Types settings into the form. */
export async function choose(page: Page, settings: Record<string, number | string>) {
  await page.locator("#training-form > details").evaluate((details) => ((details as HTMLDetailsElement).open = true));
  for (const [key, value] of Object.entries(settings)) {
    const field = page.locator(`#training-form [name="${key}"]:not([type="range"])`);
    if (typeof value === "string") await field.selectOption(value);
    else await field.fill(String(value));
  }
}

/** Opens the page at the step where it trains. */
export const openTraining = (page: Page, query = "?device=cpu") => open(page, `${query}#step=train`);

export const panel = (page: Page) => page.locator("#training");

export async function start(page: Page) {
  await page.locator("#training-run").click();
}

/** Waits until the session is finished, and its table is that of the end. */
export async function finished(page: Page, timeout = 240_000) {
  await expect(panel(page)).toHaveAttribute("data-state", "finished", { timeout });
  await expect(page.locator("#training-outcome")).toHaveAttribute("aria-busy", "false");
  await expect(page.locator("#training-outcome tbody tr").first()).toBeVisible();
}

/** Waits until the session has done some steps. */
export async function reached(page: Page, step: number) {
  await expect.poll(async () => Number(await panel(page).getAttribute("data-step")), { timeout: 240_000 }).toBeGreaterThanOrEqual(step);
}

/** Starts a run, and acts in the page as soon as it shows that step: a test that asks from outside may ask too late. */
export async function startUntil(page: Page, step: number, act: JSHandle<() => void>) {
  await panel(page).evaluate(
    (panel, { step, act }) => {
      const observer = new MutationObserver(() => {
        if (Number(panel.dataset["step"] ?? 0) < step) return;
        observer.disconnect();
        act();
      });
      observer.observe(panel, { attributeFilter: ["data-step"] });
    },
    { step, act },
  );
  await start(page);
}

/** Starts a run, and presses Pause at that step. */
export async function pausedAt(page: Page, step: number) {
  await startUntil(page, step, await page.evaluateHandle(() => () => document.getElementById("training-run")!.click()));
  await expect(panel(page)).toHaveAttribute("data-state", "paused");
}

/** A number of the table of before, without and with. */
export async function outcome(page: Page, quantity: string, column: "before" | "without" | "with"): Promise<number> {
  const cell = page.locator(`#training-outcome tr[data-quantity="${quantity}"] td[data-column="${column}"]`);
  await expect(cell).toHaveAttribute("data-value", /\d/);
  return Number(await cell.getAttribute("data-value"));
}

/** What a button saves. */
export async function saved(page: Page, button: string): Promise<Buffer> {
  const download = page.waitForEvent("download");
  await page.locator(button).click();
  return readFile(await (await download).path());
}

/** The session's history. */
export async function history(page: Page) {
  return JSON.parse((await saved(page, "#history-json")).toString()) as {
    settings: Record<string, unknown>;
    before: { step: number; conditional_variance: number };
    arms: { name: string; seed: number; losses: { step: number; total: number }[]; measurements: { step: number }[] }[];
  };
}

/** Does one step, which saves, and lets the session go on from there. */
export async function startSaved(page: Page) {
  await page.locator("#training-step").click();
  await expect(panel(page)).toHaveAttribute("data-saved-step", "1", { timeout: 240_000 });
  await start(page);
}

/** Changes a bit of the weights of the run that is kept. */
export async function spoilKeptRun(page: Page) {
  await page.evaluate(async () => {
    const database = await new Promise<IDBDatabase>((resolve) => {
      const request = indexedDB.open("spirograph-lab:/");
      request.onsuccess = () => resolve(request.result);
    });
    const store = database.transaction("checkpoints", "readwrite").objectStore("checkpoints");
    await new Promise<void>((resolve) => {
      store.openCursor().onsuccess = ({ target }) => {
        const cursor = (target as IDBRequest<IDBCursorWithValue>).result;
        const bytes = cursor.value as Uint8Array;
        bytes[bytes.length - 5]! ^= 0xff;
        cursor.update(bytes).onsuccess = () => resolve();
      };
    });
    database.close();
  });
}
