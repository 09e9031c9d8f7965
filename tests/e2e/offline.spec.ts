// Without a network, and with a new version: what the service worker is for.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test as base, expect, type Page } from "@playwright/test";

import { answered, onWebgpu, ready, setSlider } from "./page";
import { Site } from "./site";

const test = base.extend<{ site: Site }>({
  site: async ({}, use) => {
    const site = new Site();
    await site.start();
    await use(site);
    await site.remove();
  },
});

test.use({ serviceWorkers: "allow" });

const QUERY = "?device=cpu";

/** Opens the page and waits until it can do without a network. */
async function visit(page: Page, site: Site) {
  await page.goto(`${site.url}${QUERY}`);
  await ready(page);
  await expect(page.locator("html")).toHaveAttribute("data-offline", "ready", { timeout: 240_000 });
}

/** The offer of a new version. */
function offer(page: Page) {
  return page.locator(".notice", { hasText: "a new version" }).getByRole("button", { name: "Load it" });
}

test("a page that was visited once reads without a network", async ({ page, site }) => {
  await visit(page, site);
  await site.switchOff();
  // Here is the progress that the page has shown, of what comes from the device itself.
  await page.addInitScript(() => {
    const seen: string[] = ((window as unknown as { seen: string[] }).seen = []);
    addEventListener("DOMContentLoaded", () => {
      const words = document.getElementById("load-words")!;
      new MutationObserver(() => seen.push(words.textContent ?? "")).observe(words, { childList: true });
    });
  });
  await page.reload();
  await ready(page);
  const seen = await page.evaluate(() => (window as unknown as { seen: string[] }).seen);
  expect(seen.some((words) => /Loading the engine and the encoder's weights: [\d.]+ MB of [\d.]+ MB/.test(words))).toBe(true);
  await answered(page, () => setSlider(page, 'input[data-factor="m"]', 4.6));
  await expect(page.locator('.estimate[data-factor="m"] .estimate-truth')).toHaveText("true 4.600");
  await page.locator("#encoder-choice").selectOption("invariant");
  await expect(page.locator("#encoder")).toContainText("“invariant”");
  await expect(page.locator(".error")).toHaveCount(0);
});

test("an encoder that is seldom used is kept once it has been loaded, and not before", async ({ page, site }) => {
  await visit(page, site);
  await page.locator("#encoder-choice").selectOption("base-row");
  await expect(page.locator("#encoder")).toContainText("“base-row”");
  await site.switchOff();
  await page.reload();
  await ready(page);
  await page.locator("#encoder-choice").selectOption("invariant-row");
  await expect(page.locator("#errors")).toContainText("could not be downloaded");
  await page.locator("#encoder-choice").selectOption("base-row");
  await expect(page.locator("#encoder")).toContainText("“base-row”");
});

test("the photographs that come with the page are kept once they have been looked at", async ({ page, site }) => {
  await visit(page, site);
  await page.locator("#source-choice").selectOption("photographs");
  await expect(page.locator("#photo")).toHaveAttribute("data-painted", "true");
  await expect(page.locator("#encoder")).toContainText("“crops-base”");
  await site.switchOff();
  await page.reload();
  await expect(page.locator("#photo")).toHaveAttribute("data-painted", "true");
  await expect(page.locator("#encoder")).toContainText("“crops-base”");
  await expect(page.locator(".error")).toHaveCount(0);
});

test("the engine with WebGPU is kept once it has been used", { tag: "@alone" }, async ({ page, site }) => {
  test.setTimeout(400_000);
  await page.goto(`${site.url}?device=webgpu`);
  await onWebgpu(page);
  const kept = () => page.evaluate(async (url) => (await (await caches.open(`webgpu of ${url}`)).keys()).length, site.url);
  await expect.poll(kept).toBe(2);
  await site.switchOff();
  await page.reload();
  await onWebgpu(page);
  await expect(page.locator(".error")).toHaveCount(0);
});

test("an engine with WebGPU of another version is not mixed with this page", async ({ page, site }) => {
  await visit(page, site);
  expect(
    await page.evaluate(
      async (url) => (await caches.has(`webgpu of ${url}`)) && (await (await caches.open(`webgpu of ${url}`)).keys()).length,
      site.url,
    ),
  ).toBeFalsy();
  site.change("engine_webgpu.js");
  await page.locator("#device-choice").selectOption("webgpu");
  await expect(page.locator("#device")).toContainText("a part of its program could not be downloaded", { timeout: 120_000 });
  await answered(page, () => setSlider(page, 'input[data-factor="m"]', 4.6));
});

test("a first visit downloads no file twice", async ({ playwright, site, launchOptions }) => {
  // A browser with its cache on the disk, as a visitor's is: the one of a test's usual window, in memory, is too small.
  const profile = mkdtempSync(join(tmpdir(), "spirograph-profile-"));
  const context = await playwright.chromium.launchPersistentContext(profile, launchOptions);
  const [page = await context.newPage()] = context.pages();
  await visit(page, site);
  await context.close();
  rmSync(profile, { recursive: true, maxRetries: 5 });
  // The server's words come on their own way.
  await expect.poll(() => site.answers).toContain("304 /engine_bg.wasm");
  const downloads = site.answers.filter((answer) => answer.startsWith("200 "));
  expect(downloads).toContain("200 /engine_bg.wasm");
  // The page is asked for as / and kept as index.html.
  expect(downloads.filter((answer, index) => downloads.indexOf(answer) !== index)).toEqual([]);
});

test("a new version is offered, waits until it is taken, and then replaces the old one", async ({ page, site }) => {
  await visit(page, site);
  const old = await page.title();
  site.publish("The next version");
  for (const _visit of ["first", "second"]) {
    await page.reload();
    await ready(page);
    await expect(offer(page)).toBeVisible();
    expect(await page.title()).toBe(old);
  }
  let reloads = 0;
  page.on("load", () => (reloads += 1));
  const fetched = site.answers.length;
  await offer(page).click();
  await expect(page).toHaveTitle("The next version");
  await ready(page);
  await expect(page.locator("html")).toHaveAttribute("data-offline", "ready");
  expect(reloads).toBe(1);
  await expect(offer(page)).toHaveCount(0);
  // It had been made ready before: taking it loads nothing but, perhaps, the list of files.
  expect(site.answers.slice(fetched).filter((answer) => answer !== "304 /service-worker.js")).toEqual([]);
});

test("another tab offers a reload when the new version has been taken elsewhere", async ({ page, site, context }) => {
  await visit(page, site);
  site.publish("The next version");
  const other = await context.newPage();
  await visit(other, site);
  await offer(other).click();
  await expect(other).toHaveTitle("The next version");
  await expect(page).not.toHaveTitle("The next version");
  await offer(page).click();
  await expect(page).toHaveTitle("The next version");
});
