// Formulas: plain text first, then set, for eyes and for screen readers, without anything from elsewhere.

import { expect, type Page, test } from "@playwright/test";

/** Opens the page without its engine: formulas do not need it. */
async function openPage(page: Page) {
  await page.route("**/engine_bg.wasm", (route) => route.abort());
  await page.goto("./");
}

/** Waits until the formulas are set. */
async function set(page: Page) {
  await expect(page.locator("[data-formula] .katex").first()).toBeAttached();
}

test("every formula is set, with MathML for screen readers", async ({ page }) => {
  await openPage(page);
  await set(page);
  const formulas = page.locator("[data-formula]");
  expect(await formulas.count()).toBeGreaterThan(0);
  for (const formula of await formulas.all()) {
    await expect(formula.locator(".katex-mathml math")).toHaveCount(1);
    await expect(formula.locator(".katex-html[aria-hidden=true]")).toHaveCount(1);
  }
  await expect(page.locator(".katex-error")).toHaveCount(0);
});

test("before KaTeX has come, and without it, formulas are plain text and no TeX", async ({ page }) => {
  let release = () => {};
  const held = new Promise<void>((resolve) => (release = resolve));
  await page.route("**/katex.js", async (route) => {
    await held;
    await route.continue();
  });
  await openPage(page);
  const texts = await page.locator("[data-formula]").allTextContents();
  expect(texts.length).toBeGreaterThan(0);
  for (const text of texts) expect(text).toMatch(/^[^\\{}$]*[^\\{}$\s][^\\{}$]*$/);
  await expect(page.locator(".katex")).toHaveCount(0);
  release();
  await set(page);
});

test("a page that KaTeX does not come to keeps its plain text and reports no error", async ({ page }) => {
  const errors: string[] = [];
  page.on("pageerror", (error) => errors.push(error.message));
  await page.route("**/katex.js", (route) => route.abort());
  const failed = page.waitForEvent("requestfailed", (request) => request.url().endsWith("katex.js"));
  await openPage(page);
  await failed;
  await expect(page.locator("[data-formula]").first()).not.toBeEmpty();
  await expect(page.locator(".katex")).toHaveCount(0);
  expect(errors).toEqual([]);
});

test("KaTeX and its fonts come after the first content, from the page's own origin", async ({ page, baseURL }) => {
  await openPage(page);
  await set(page);
  // A font comes when something is to be seen that is set in it.
  await page.locator(".symbols:visible summary").click();
  const came = () =>
    page.evaluate(() =>
      performance
        .getEntriesByType("resource")
        .filter(({ name }) => /katex/i.test(name))
        .map(({ name, startTime }) => ({ name, startTime })),
    );
  await expect
    .poll(async () => (await came()).map(({ name }) => name))
    .toEqual(expect.arrayContaining([`${baseURL}katex.js`, `${baseURL}katex.css`, `${baseURL}fonts/KaTeX_Math-Italic.woff2`]));
  const painted = await page.evaluate(() => performance.getEntriesByName("first-contentful-paint")[0]!.startTime);
  for (const { name, startTime } of await came()) {
    expect(name.startsWith(baseURL!)).toBe(true);
    // For longer than three seconds the page does not wait.
    expect(startTime).toBeGreaterThan(Math.min(painted, 3000));
  }
});
