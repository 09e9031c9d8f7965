// The address and the way back, as a visitor goes them: no drawing is lost without a word.

import { expect, type Page, test } from "@playwright/test";

import { decode } from "../../www/src/state/permalink";
import { coloursAt, coloursOn, drawStroke, go, offFrom, padOnScreen, UNSEEN } from "./page";

/** The page without its engine, which the address does not need. */
async function openPage(page: Page, address = "") {
  await page.route("**/*.wasm", (route) => route.abort());
  await page.goto(`./?device=cpu${address}`);
  await expect(page.locator("#path")).toBeVisible();
}

/** Draws a line across the pad, at a height. */
async function line(page: Page, height: number) {
  await drawStroke(page, [
    [0.2, height],
    [0.5, height],
    [0.8, height],
  ]);
}

const strokes = (page: Page) => page.evaluate(() => location.hash).then((hash) => decode(hash).named.drawing?.length ?? 0);

/** Draws so many points with a tremble that nothing simplifies. */
async function scribble(page: Page, points: number) {
  await padOnScreen(page);
  await page.locator("#pad").evaluate((pad, points) => {
    const box = pad.getBoundingClientRect();
    let state = 1;
    const random = () => {
      state = (16807 * state) % 2147483647;
      return state / 2147483647;
    };
    const at = (type: string, more: PointerEventInit = {}) => {
      const [clientX, clientY] = [box.left + box.width * 0.3 * random(), box.top + box.height * 0.3 * random()];
      return new PointerEvent(type, { pointerId: 9, pointerType: "mouse", buttons: 1, bubbles: true, clientX, clientY, ...more });
    };
    pad.dispatchEvent(at("pointerdown"));
    pad.dispatchEvent(at("pointermove", { coalescedEvents: Array.from({ length: points }, () => at("pointermove")) }));
    pad.dispatchEvent(at("pointerup", { buttons: 0 }));
  }, points);
}

test("going back over a step and on again costs no stroke, nor does going forward", async ({ page }) => {
  await openPage(page);
  await go(page, "draw");
  await line(page, 0.3);
  const drawn = await coloursAt(page, "#pad");
  await page.goBack();
  await expect(page.locator("#content")).toHaveAttribute("data-step", "make");
  await go(page, "draw");
  await expect.poll(() => offFrom(page, "#pad", drawn)).toBeLessThan(UNSEEN);
  await expect.poll(() => strokes(page)).toBe(1);
  await go(page, "look");
  await page.goBack();
  await page.goBack();
  await page.goForward();
  await expect(page.locator("#content")).toHaveAttribute("data-step", "draw");
  await expect.poll(() => offFrom(page, "#pad", drawn)).toBeLessThan(UNSEEN);
  // Into a page that was opened in between, and back.
  await line(page, 0.6);
  await expect.poll(() => strokes(page)).toBe(2);
  await page.reload();
  await page.goBack();
  await page.goForward();
  await expect(page.locator("#content")).toHaveAttribute("data-step", "draw");
  await expect.poll(() => strokes(page)).toBe(2);
});

test("a reset and an address that is opened begin another sheet: the way back has the drawing, and so has undo", async ({ page }) => {
  await openPage(page, "#step=draw");
  await line(page, 0.3);
  await line(page, 0.6);
  const drawn = await coloursAt(page, "#pad");
  await page.getByRole("button", { name: "Reset", exact: true }).click();
  await expect(page.locator("#content")).toHaveAttribute("data-step", "make");
  await page.goBack();
  await expect(page.locator("#content")).toHaveAttribute("data-step", "draw");
  await expect.poll(() => offFrom(page, "#pad", drawn)).toBeLessThan(UNSEEN);
  await page.evaluate(() => void (location.hash = "step=draw&views=3"));
  await expect(page.locator("#view-count-value")).toHaveText("3");
  await expect.poll(() => coloursOn(page, "#pad")).toBe(1);
  await page.getByRole("button", { name: "Undo", exact: true }).click();
  await expect.poll(() => offFrom(page, "#pad", drawn)).toBeLessThan(UNSEEN);
});

test("what was drawn just before a reload is there after it", async ({ page }) => {
  await openPage(page, "#step=draw");
  await line(page, 0.3);
  await page.reload();
  await padOnScreen(page);
  await expect.poll(() => coloursOn(page, "#pad")).toBeGreaterThan(2);
  await expect.poll(() => strokes(page)).toBe(1);
});

test("a drawing that is too long for a link is said to be, and a reload keeps it", async ({ page }) => {
  await openPage(page, "#step=draw");
  await line(page, 0.3);
  const note = page.locator("#link-note");
  await scribble(page, 26_000);
  await expect(note).toContainText("too long for a link: a copied link leaves it out. A reload of this tab keeps it.");
  expect(await strokes(page)).toBe(0);
  await page.reload();
  await padOnScreen(page);
  await expect(note).toContainText("too long");
  await expect.poll(() => coloursOn(page, "#pad")).toBeGreaterThan(2);
  await page.getByRole("button", { name: "Clear" }).click();
  await expect(note).toBeEmpty();
});

test("where the browser keeps nothing, a drawing too long for the address is said to be lost by a reload", async ({ page }) => {
  await page.addInitScript(() =>
    Object.defineProperty(window, "sessionStorage", {
      get: () => {
        throw new DOMException("The operation is insecure.", "SecurityError");
      },
    }),
  );
  await openPage(page, "#step=draw");
  await scribble(page, 26_000);
  await expect(page.locator("#link-note")).toContainText("and a reload loses it");
  await page.getByRole("button", { name: "Undo", exact: true }).click();
  await expect(page.locator("#link-note")).toBeEmpty();
  // What the address holds survives all the same.
  await line(page, 0.3);
  await expect.poll(() => strokes(page)).toBe(1);
  await page.reload();
  await expect.poll(() => strokes(page)).toBe(1);
});

test("a link that was cut in its strokes says so", async ({ page, context }) => {
  await openPage(page, "#step=draw");
  for (const height of [0.2, 0.4, 0.6]) await line(page, height);
  await expect.poll(() => strokes(page)).toBe(3);
  const link = page.url();
  const other = await context.newPage();
  await openPage(other, `#${link.split("#")[1]?.slice(0, -12)}`);
  await expect(other.locator("#notices")).toContainText(/This link has lost its end, at least \d+ letters/);
  await expect(other.locator("#content")).toHaveAttribute("data-step", "draw");
  // An older link, which does not say how long it is.
  const older = await context.newPage();
  await openPage(older, "#step=draw&drawing=BQCcCYAMaLqAjnwIPSyH--gJg");
  await expect(older.locator("#notices")).toContainText("left out: drawing");
});

test("a browser that refuses addresses for a while gets them later, and the page goes on", async ({ page }) => {
  const errors: string[] = [];
  page.on("pageerror", ({ message }) => errors.push(message));
  await page.addInitScript(() => {
    const write = history.replaceState.bind(history);
    const until = Date.now() + 3000;
    const refusing = (act: typeof write) =>
      ((...entry) => {
        if (Date.now() < until) throw new DOMException("Attempt to use history.replaceState() more than 100 times", "SecurityError");
        act(...entry);
      }) as typeof write;
    history.replaceState = refusing(write);
    history.pushState = refusing(history.pushState.bind(history));
  });
  await openPage(page);
  await go(page, "draw");
  await line(page, 0.3);
  await expect.poll(() => strokes(page)).toBe(1);
  expect(errors).toEqual([]);
});
