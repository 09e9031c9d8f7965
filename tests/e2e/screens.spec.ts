// What is in sight on screens of all sizes: the picture and its numbers first, and never anything over what has the keyboard.

import { expect, type Page, test } from "@playwright/test";

import { STEPS, type Step } from "../../www/src/state/page-state";
import { drawTriangle, go, open, settled } from "./page";
import { choose, finished, QUICK, start } from "./training";

/** What has to be in the first screen of each step. */
const FIRST: Record<Step, string[]> = {
  make: ["#curve", "#estimates"],
  draw: ["#pad", "#undo", "#estimates"],
  train: ["#training-run", "#training-charts .chart-plot >> nth=0"],
  look: [".map-canvas"],
};

/** More than the page has places for the keyboard. */
const MOST_TABS = 150;

/** How wide a sentence is in Arial, which the fonts of phones are hardly wider than, and in what the page has on this machine. */
const SENTENCE = { words: "A step takes 12 ms without the regulariser, 34 ms with the regulariser", inArial: 489 };

/** Makes the window a phone of so many pixels, or of as many more as its text is wider here; answers its height. */
async function onPhone(page: Page, width: number, height: number): Promise<number> {
  const here = await page.evaluate((words) => {
    const pen = document.createElement("canvas").getContext("2d")!;
    pen.font = `16px ${getComputedStyle(document.body).fontFamily}`;
    return pen.measureText(words).width;
  }, SENTENCE.words);
  const [across, down] = [width, height].map((side) => Math.ceil(side * Math.max(1, here / SENTENCE.inArial))) as [number, number];
  await page.setViewportSize({ width: across, height: down });
  return down;
}

/** What has to be in the first screen of a step, and is not. The last chart and the map may go on below: where they begin is seen. */
async function outOfSight(page: Page, step: Step, height: number, isSmall: boolean): Promise<string[]> {
  await page.evaluate(() => scrollTo({ top: 0, behavior: "instant" }));
  const goesOn = isSmall && (step === "train" || step === "look");
  const out: string[] = [];
  for (const place of FIRST[step]) {
    const box = await page.locator(place).boundingBox();
    const isSeen = box && box.y > 0 && box.width > 40 && (goesOn ? box.y + 100 : box.y + box.height) <= height;
    if (!isSeen) out.push(`${place}: ${JSON.stringify(box)}`);
  }
  return out;
}

test("picture and numbers are in the first screen of phones", async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await open(page);
  await settled(page);
  await drawTriangle(page);
  for (const step of STEPS) {
    await go(page, step);
    await settled(page);
    if (step === "train") {
      await choose(page, { ...QUICK, steps: 2, measure_every: 2 });
      await page.locator("#training-form > details").evaluate((details) => ((details as HTMLDetailsElement).open = false));
      await start(page);
      await finished(page);
    }
    if (step === "look") await expect(page.locator("#representation-map")).toHaveAttribute("data-points", /\d/);
    for (const [width, height, isSmall] of [
      [360, 640, true],
      [390, 844, false],
    ] as const) {
      const down = await onPhone(page, width, height);
      await expect.poll(() => outOfSight(page, step, down, isSmall), `${step}, ${width} by ${height}`).toEqual([]);
    }
  }
});

test("a photograph and its sliders are in the first screen of a phone, and the photograph comes first", async ({ page }) => {
  await open(page, "?device=cpu#source=photographs");
  await expect(page.locator("#photo")).toHaveAttribute("data-painted", "true");
  const down = await onPhone(page, 390, 844);
  const [photo, sliders] = [await page.locator("#photo").boundingBox(), await page.locator("#photo-factors").boundingBox()];
  expect(photo!.y + photo!.height).toBeLessThan(down / 2);
  expect(sliders!.y).toBeLessThan(down);
  expect(photo!.y).toBeLessThan(sliders!.y);
  const overflow = () => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  for (const width of [320, 390, 860, 1280]) {
    await page.setViewportSize({ width, height: 844 });
    await expect.poll(overflow, `${width} pixels`).toBe(0);
  }
});

test("the photograph with its crops comes first on a phone, and what is found is in the first screen, too", async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await open(page, "?device=cpu#source=photographs&step=draw");
  await expect(page.locator("#finding")).toHaveAttribute("data-crop", /\d/);
  const down = await onPhone(page, 390, 844);
  const [canvas, words] = [(await page.locator(".crop-canvas").boundingBox())!, (await page.locator("#finding-words").boundingBox())!];
  expect(canvas.y).toBeLessThan(down / 4);
  expect(canvas.width).toBeGreaterThan(300);
  expect(words.y + words.height).toBeLessThanOrEqual(down);
});

test("picture and numbers stand beside each other on a phone that lies", async ({ page }) => {
  await page.setViewportSize({ width: 844, height: 390 });
  await open(page);
  await settled(page);
  for (const place of ["#curve", '.estimate[data-factor="sigma"]']) {
    const box = (await page.locator(place).boundingBox())!;
    expect(box.y + box.height).toBeLessThanOrEqual(390);
  }
});

test("choices and tools are one menu on a phone, and lie open on a desk", async ({ page }) => {
  const inside = ["#encoder-choice", "#device-choice", "#preset-choice", "#copy-link", "#save-menu summary", "#reset-page"];
  await open(page);
  for (const place of inside) await expect(page.locator(place)).toBeVisible();
  await expect(page.locator("#menu-button")).toBeHidden();
  await page.setViewportSize({ width: 390, height: 844 });
  for (const place of inside) await expect(page.locator(place)).toBeHidden();
  await page.locator("#menu-button").click();
  for (const place of inside) await expect(page.locator(place)).toBeInViewport({ ratio: 1 });
  await page.keyboard.press("Escape");
  await expect(page.locator("#reset-page")).toBeHidden();
  await expect(page.locator("#menu-button")).toBeFocused();
  // Open on a phone that is then turned: it is a part of the page again.
  await page.locator("#menu-button").click();
  await page.setViewportSize({ width: 1280, height: 900 });
  await expect(page.locator("#menu")).not.toHaveCSS("position", "fixed");
  const [menu, path] = [(await page.locator("#menu").boundingBox())!, (await page.locator("#path").boundingBox())!];
  expect(menu.y + menu.height).toBeLessThanOrEqual(path.y);
});

/** Goes through all places of the keyboard; answers those that something else covers, that are cut, or that do not show that they have it. */
async function hiddenStops(page: Page): Promise<string[]> {
  await page.evaluate(() => {
    (document.activeElement as HTMLElement | null)?.blur();
    scrollTo({ top: 0, behavior: "instant" });
  });
  const hidden = new Set<string>();
  let visited = 0;
  for (; visited < MOST_TABS; visited++) {
    await page.keyboard.press("Tab");
    const stop = await page.evaluate(() => {
      const place = document.activeElement;
      // Behind the last place the keyboard leaves the page, or comes round to the first one.
      if (!place || place === document.body || place.id === "skip") return undefined;
      const box = place.getBoundingClientRect();
      const name = place.id || `${place.tagName} ${place.textContent?.trim().slice(0, 30)}`;
      // The part of it that is on the screen, as far as a place is larger than that.
      const [left, right] = [Math.max(box.left, 0), Math.min(box.right, innerWidth)];
      const [top, bottom] = [Math.max(box.top, 0), Math.min(box.bottom, innerHeight)];
      const at = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
      const isSeen =
        right > left && bottom > top && at !== null && (place.contains(at) || at.contains(place) || at.closest("label")?.contains(place));
      const isAbove = box.top < -1 && box.height < innerHeight;
      const { outlineStyle } = getComputedStyle(place);
      return { name, isSeen: isSeen && !isAbove && outlineStyle !== "none" };
    });
    if (!stop) break;
    if (!stop.isSeen) hidden.add(stop.name);
  }
  expect(visited).toBeGreaterThan(12);
  expect(visited).toBeLessThan(MOST_TABS);
  return [...hidden];
}

test("nothing is cut, and nothing covers what has the keyboard, at every size", async ({ page }) => {
  test.setTimeout(600_000);
  await page.emulateMedia({ reducedMotion: "reduce" });
  await open(page);
  await settled(page);
  for (const step of STEPS) {
    await go(page, step);
    // What comes only when it is in sight would move what is below it.
    if (step === "look") {
      for (const [panel, filled] of [
        ["#representation-map", "#representation-map[data-points]"],
        ["#sensitivity-now", "#sensitivity-now[data-shown]"],
        ["#blindness-experiment", "#blindness-experiment h4 >> nth=0"],
        ["#translation-experiment", "#translation-experiment h4 >> nth=0"],
        ["#first-filters", "#first-filters[data-filters]"],
      ] as const) {
        await page.locator(panel).scrollIntoViewIfNeeded();
        await expect(page.locator(filled)).toBeVisible();
      }
    }
    // A desktop's window of 1280 by 900 enlarged to 200 and to 400 per cent among them.
    for (const [width, height] of [
      [1280, 900],
      [640, 450],
      [320, 256],
      [390, 844],
    ] as const) {
      await page.setViewportSize({ width, height });
      // From there on the keyboard goes.
      await go(page, step);
      const at = `${step}, ${width} by ${height}`;
      expect(await hiddenStops(page), at).toEqual([]);
      const overflow = () => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      await expect.poll(overflow, at).toBe(0);
    }
  }
});

/** The least side of what can be pressed, in CSS pixels (WCAG 2.2, 2.5.8). */
const LEAST_TARGET = 24;

test("what can be pressed is at least as large as a fingertip's least, at every size", async ({ page }) => {
  await open(page);
  for (const [width, height] of [
    [320, 568],
    [1280, 900],
  ] as const) {
    await page.setViewportSize({ width, height });
    for (const step of STEPS) {
      await go(page, step);
      const small = await page.evaluate((least) => {
        const places = document.querySelectorAll<HTMLElement>("button, select, input, summary, .path a, .button");
        return [...places].flatMap((place) => {
          const { width, height } = place.getBoundingClientRect();
          // Phrases in running text are exempt.
          if (width === 0 || place.classList.contains("action") || place.classList.contains("skip")) return [];
          const target = place.closest("label")?.getBoundingClientRect().height ?? height;
          return Math.max(height, target) < least - 0.5 || width < least - 0.5
            ? [`${place.id || place.textContent}: ${width} × ${height}`]
            : [];
        });
      }, LEAST_TARGET);
      expect(small, step).toEqual([]);
    }
  }
});
