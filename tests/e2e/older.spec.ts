// What older versions of the page left behind: links, weights files, a stored run. All of h of interest and m nuisance.

import { readFileSync } from "node:fs";
import { expect, type Page, test } from "@playwright/test";

import { answered, drawTriangle, estimates, go, open } from "./page";
import { finished, history, openTraining, panel, start } from "./training";

const OLDER = "tests/fixtures/older";
const expected = JSON.parse(readFileSync(`${OLDER}/expected.json`, "utf8")) as { session_losses: { step: number; total: number }[] };
const INTEREST = ["b", "h", "sigma", "fore.r"];

/** The roles of the form are those of the older files. */
async function expectOlderSettings(page: Page) {
  await expect(page.locator('#training-form [name="pictures"]')).toHaveValue("published spirographs");
  await expect(page.locator('[name="role-m"]')).toHaveValue("nuisance");
  await expect(page.locator('[name="role-h"]')).toHaveValue("interest");
  await expect(page.locator("#training-form .setting-roles option[value=nuisance]:checked")).toHaveCount(6);
}

test("an older link's settings are those that it meant", async ({ page }) => {
  const { normalisation, split } = JSON.parse(readFileSync(`${OLDER}/settings.json`, "utf8")) as Record<string, unknown>;
  await openTraining(page);
  await page.evaluate(
    (settings) => void (location.hash = `step=train&settings=${encodeURIComponent(settings)}`),
    JSON.stringify({ normalisation, split }),
  );
  await expectOlderSettings(page);
  await expect(page.locator("#notices .notice")).toHaveCount(0);
});

test("an older weights file reads by its own roles", async ({ page }) => {
  await openTraining(page);
  await page.locator("#load-weights").setInputFiles(`${OLDER}/weights.safetensors`);
  await expect(page.locator("#encoder")).toContainText("“older”");
  await go(page, "make");
  await answered(page, () => page.locator("#new-views").click());
  expect(Object.keys(await estimates(page))).toEqual(INTEREST);
  expect(await page.locator("#interest-factors .factor-name").allTextContents()).toEqual(INTEREST);
  // A search begins with what is read, and of a factor that is not read, where its slider begins.
  await drawTriangle(page);
  await page.locator("#find-tools").getByRole("button", { name: "Find the Spirograph in it" }).click();
  await expect(page.locator("#find-tools")).toHaveAttribute("data-state", "found");
});

test("a run that an older version has stored is offered, and goes on as it would have", async ({ page }) => {
  await open(page);
  await page.evaluate(
    async (bytes) => {
      const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", Uint8Array.from(bytes)));
      const hex = Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
      const record = { step: 3, steps: 6, savedAt: Date.now(), bytes: Uint8Array.from(bytes), digest: hex };
      await new Promise<void>((resolve) => {
        const opening = indexedDB.open("keyval-store");
        opening.onupgradeneeded = () => opening.result.createObjectStore("keyval");
        opening.onsuccess = () => {
          const writing = opening.result.transaction("keyval", "readwrite");
          writing.objectStore("keyval").put(record, "training");
          writing.oncomplete = () => resolve();
        };
      });
    },
    [...readFileSync(`${OLDER}/session.safetensors`)],
  );
  await openTraining(page);
  await expect(page.locator("#training-offer-words")).toContainText("at step 3 of 6");
  await page.locator("#training-resume").click();
  await expect(panel(page)).toHaveAttribute("data-state", "paused");
  await expectOlderSettings(page);
  await start(page);
  await finished(page);
  const losses = (await history(page)).arms[0]!.losses;
  expect(losses.map(({ step }) => step)).toEqual(expected.session_losses.map(({ step }) => step));
  for (const [index, { total }] of losses.entries()) expect(Math.abs(total - expected.session_losses[index]!.total)).toBeLessThan(1e-3);
  await expect(page.locator('#training-charts [data-title^="error of h"]').first()).toBeVisible();
});
