// Runs that are kept in the browser: a database of the page's own, several runs and several tabs, and a browser that keeps nothing.

import { expect, type Page, test } from "@playwright/test";

import { answered, go, ready, setSlider } from "./page";
import { choose, finished, history, LONGER, openTraining, panel, pausedAt, QUICK, reached, saved, start } from "./training";

const rows = (page: Page) => page.locator("#training-kept li");
const problems = (page: Page) => page.locator("#errors .error, #page-errors .error");
const step = async (page: Page) => Number(await panel(page).getAttribute("data-step"));

/** A run that has rested, and is kept. */
async function keepRun(page: Page, settings: Record<string, string | number> = {}): Promise<number> {
  await choose(page, { ...LONGER, runs: "single", ...settings });
  await pausedAt(page, 1);
  const at = await step(page);
  await expect(panel(page)).toHaveAttribute("data-saved-step", String(at));
  return at;
}

/** The names of the databases of this origin. */
const databases = (page: Page) => page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name).sort());

test("a run that is begun leaves the one on offer as it is; a list has both, to be opened or forgotten", async ({ page }) => {
  await openTraining(page);
  await expect(page.locator("#training-kept")).toBeHidden();
  const first = await keepRun(page, { lambda: 0.5 });
  await openTraining(page);
  await expect(page.locator("#training-offer-words")).toContainText(`at step ${first} of ${LONGER.steps}: `);
  await expect(page.locator("#training-offer-words")).toContainText("0.5");
  const second = await keepRun(page, { lambda: 0.25, steps: 41 });
  await page.locator("#training-kept summary").click();
  await expect(rows(page)).toHaveCount(2);
  await expect(rows(page).nth(0)).toHaveAttribute("data-open", "here");
  await expect(rows(page).nth(0).getByRole("button", { name: "Forget" })).toBeDisabled();
  // The one that is open stays kept while another is opened.
  await rows(page).nth(1).getByRole("button", { name: "Open" }).click();
  await expect(panel(page)).toHaveAttribute("data-step", String(first));
  await expect(rows(page).nth(1)).toHaveAttribute("data-open", "here");
  await expect(page.locator('#training-form [name="steps"]')).toHaveValue(String(LONGER.steps));
  expect((await history(page)).settings["lambda"]).toBe(0.5);
  await rows(page).nth(0).getByRole("button", { name: "Open" }).click();
  await expect(panel(page)).toHaveAttribute("data-step", String(second));
  await rows(page).nth(1).getByRole("button", { name: "Forget" }).click();
  await expect(rows(page)).toHaveCount(1);
  await page.locator("#training-reset").click();
  await expect(rows(page)).toHaveCount(0);
  await openTraining(page);
  await expect(page.locator("#training-offer")).toBeHidden();
  expect(await databases(page)).toEqual(["spirograph-lab:/"]);
});

test("a run that one tab has open is shown as such in another, and free as soon as that is closed", async ({ page, context }) => {
  await openTraining(page);
  await keepRun(page);
  const other = await context.newPage();
  await openTraining(other);
  await expect(other.locator("#training-offer")).toBeHidden();
  await other.locator("#training-kept summary").click();
  await expect(rows(other)).toContainText("open in another tab");
  for (const name of ["Open", "Forget"]) await expect(rows(other).getByRole("button", { name })).toBeDisabled();
  // Both train, each its own.
  await choose(other, { ...QUICK, steps: 3, measure_every: 3, runs: "single" });
  await start(other);
  await finished(other);
  await expect(rows(page)).toHaveCount(2);
  const at = await step(page);
  await page.locator("#training-step").click();
  await expect(panel(page)).toHaveAttribute("data-saved-step", String(at + 1));
  await page.close();
  await expect(other.locator(`#training-kept li[data-open="nowhere"]`)).toContainText(`at step ${at + 1}`);
  await other.locator("#training-kept li[data-open='nowhere']").getByRole("button", { name: "Open" }).click();
  await expect(panel(other)).toHaveAttribute("data-step", String(at + 1));
});

test("two copies of the page on one origin keep their runs apart", async ({ page, baseURL }) => {
  await page.route("**/another/**", async (route) => {
    const response = await route.fetch({ url: route.request().url().replace("/another/", "/") });
    await route.fulfill({ response });
  });
  await openTraining(page);
  await keepRun(page);
  await page.goto(`${baseURL}another/?device=cpu#step=train`);
  await ready(page);
  await keepRun(page, { steps: 41 });
  expect(await databases(page)).toEqual(["spirograph-lab:/", "spirograph-lab:/another/"]);
  await openTraining(page);
  await expect(page.locator("#training-offer-words")).toContainText(`of ${LONGER.steps}`);
  await expect(rows(page)).toHaveCount(1);
});

test("another project's record in the default database of idb-keyval is left alone", async ({ page }) => {
  await page.route("**/empty.html", (route) => route.fulfill({ contentType: "text/html", body: "<!doctype html>" }));
  await page.goto("./empty.html");
  const records = [
    { epochs: 3, bytes: [1] },
    { step: 3, steps: 6, savedAt: 1, bytes: new Uint8Array(3), digest: "x", owner: "another project" },
    "text",
  ];
  /** What the other project has stored, after it has stored that. */
  const stored = (record?: unknown) =>
    page.evaluate(
      (record) =>
        new Promise((resolve) => {
          const opening = indexedDB.open("keyval-store");
          opening.onupgradeneeded = () => opening.result.createObjectStore("keyval");
          opening.onsuccess = () => {
            const store = opening.result.transaction("keyval", "readwrite").objectStore("keyval");
            if (record !== undefined) store.put(record, "training");
            const asked = store.getAll();
            asked.onsuccess = () => resolve(JSON.stringify(asked.result));
          };
        }),
      record,
    );
  for (const record of records) {
    await page.goto("./empty.html");
    const before = await stored(record);
    expect(before).not.toBe("[]");
    await openTraining(page);
    await expect(page.locator("#training-kept")).toBeHidden();
    await expect(problems(page)).toHaveCount(0);
    expect(await stored()).toBe(before);
  }
});

for (const [what, script, reason] of [
  [
    "forbids storage",
    () => {
      IDBFactory.prototype.open = () => {
        throw new DOMException("The operation is insecure.", "SecurityError");
      };
    },
    "The operation is insecure.",
  ],
  [
    "has no room left",
    () => {
      IDBObjectStore.prototype.put = () => {
        throw new DOMException("no room", "QuotaExceededError");
      };
    },
    "its storage is full",
  ],
] as const) {
  test(`a browser that ${what} says so once and quietly, in the panel that trains`, async ({ page }) => {
    await page.addInitScript(script);
    await openTraining(page);
    await expect(page.locator("#training-storage")).toBeHidden();
    await expect(problems(page)).toHaveCount(0);
    await choose(page, { ...LONGER, runs: "single" });
    const told: string[] = [];
    await page.exposeFunction("told", (words: string) => told.push(words));
    await page.evaluate(() => {
      const note = document.getElementById("training-storage")!;
      const tell = () => (window as unknown as { told(words: string): void }).told(note.textContent ?? "");
      new MutationObserver(tell).observe(note, { childList: true });
    });
    await start(page);
    await finished(page);
    await expect(page.locator("#training-storage")).toContainText(reason);
    // Refused at the first checkpoint, and once more in the end: said in the same words.
    expect(new Set(told.filter(Boolean)).size).toBe(1);
    expect(told.length).toBeLessThanOrEqual(2);
    await expect(problems(page)).toHaveCount(0);
    await expect(page.locator("#page-errors .error")).toHaveCount(0);
  });
}

test("a connection that dies is opened again", async ({ page }) => {
  await page.addInitScript(() => {
    const open = IDBFactory.prototype.open;
    IDBFactory.prototype.open = function (...asked) {
      const opening = open.apply(this, asked);
      opening.addEventListener("success", () => Object.assign(window, { connection: opening.result }));
      return opening;
    };
  });
  await openTraining(page);
  const at = await keepRun(page);
  // No event tells of it, as where Safari's storage process has ended.
  await page.evaluate(() => (window as unknown as { connection: IDBDatabase }).connection.close());
  await page.locator("#training-step").click();
  await expect(panel(page)).toHaveAttribute("data-saved-step", String(at + 1));
  await expect(page.locator("#training-storage")).toBeHidden();
  // Another tab, with a newer version of the page, deletes the database.
  await page.evaluate(
    () =>
      new Promise<void>((resolve) => {
        indexedDB.deleteDatabase("spirograph-lab:/").onsuccess = () => resolve();
      }),
  );
  await page.locator("#training-step").click();
  await expect(panel(page)).toHaveAttribute("data-saved-step", String(at + 2));
});

test("while a run is under way, the form and the saved numbers are the run's, whatever is chosen for the next", async ({ page }) => {
  await openTraining(page);
  await keepRun(page, { lambda: 0.5 });
  const lambda = page.locator('#training-form [name="lambda"]:not([type="range"])');
  await page.locator("#reset-page").click();
  await go(page, "train");
  await expect(panel(page)).toHaveAttribute("data-state", "paused");
  await expect(lambda).toHaveValue("0.5");
  await expect(lambda).toBeDisabled();
  // Once the page, which has listened for longer, has followed it.
  await page.evaluate(
    () =>
      new Promise<void>((resolve) => {
        addEventListener("popstate", () => resolve(), { once: true });
        location.hash = `step=train&settings=${encodeURIComponent('{"lambda":0.125}')}`;
      }),
  );
  await expect(lambda).toHaveValue("0.5");
  await page.locator("#save-menu summary").click();
  const written = JSON.parse((await saved(page, "#save-everything")).toString()) as {
    choices: { settings: Record<string, unknown> };
    training: { settings: Record<string, unknown> };
  };
  expect([written.choices.settings["lambda"], written.training.settings["lambda"]]).toEqual([0.5, 0.5]);
  // What was chosen for the next run is there as soon as this one is over.
  await page.locator("#training-reset").click();
  await expect(lambda).toHaveValue("0.125");
  await expect(lambda).toBeEnabled();
});

test("on plain http, where there are no locks and no checksums, runs are kept and none is overwritten", async ({ playwright, baseURL }) => {
  const browser = await playwright.chromium.launch({
    executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--host-resolver-rules=MAP classroom.test 127.0.0.1"],
  });
  const context = await browser.newContext({ baseURL: baseURL!.replace("127.0.0.1", "classroom.test") });
  const page = await context.newPage();
  await openTraining(page);
  expect(await page.evaluate(() => [isSecureContext, "locks" in navigator])).toEqual([false, false]);
  const at = await keepRun(page);
  await openTraining(page);
  await page.locator("#training-resume").click();
  await expect(panel(page)).toHaveAttribute("data-state", "paused");
  await page.locator("#training-step").click();
  await expect(panel(page)).toHaveAttribute("data-saved-step", String(at + 1));
  await expect(rows(page)).toHaveCount(2);
  await go(page, "make");
  await answered(page, () => setSlider(page, 'input[data-factor="m"]', 2.2));
  await reached(page, at + 1);
  await browser.close();
});
