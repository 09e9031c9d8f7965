// Find it again: a crop is chosen, looked for under random colours, and its place is told; with the photographs that come with the
// page, and with one of a visitor's own that the network is trained on.

import { expect, type Page, test } from "@playwright/test";

import { addressNow, go, lookAt, open, setSlider } from "./page";
import { finished, start } from "./training";

const SHIPPED = "?device=cpu#source=photographs";

/** Waits for the answer about a crop, and answers what is on show. */
async function found(page: Page, crop?: number) {
  const panel = page.locator("#finding");
  await expect(panel).toHaveAttribute("data-crop", crop === undefined ? /\d/ : String(crop), { timeout: 120_000 });
  await expect(panel).toHaveAttribute("aria-busy", "false", { timeout: 120_000 });
  return page.evaluate(() => {
    const panel = document.getElementById("finding")!;
    const matches = [...document.querySelectorAll<HTMLElement>("#crop-matches li")];
    return {
      crop: Number(panel.dataset["crop"]),
      place: Number(panel.dataset["place"]),
      words: document.getElementById("finding-words")!.textContent ?? "",
      matches: matches.map((match) => ({
        crop: Number(match.dataset["crop"]),
        similarity: Number(match.querySelector(".crop-similarity")!.textContent!.replace("−", "-")),
        isItself: match.classList.contains("itself"),
      })),
      places: [...document.querySelectorAll<HTMLElement>("#crop-places tbody tr")].map(({ dataset }) => [
        Number(dataset["views"]),
        Number(dataset["place"]),
      ]),
    };
  });
}

/** The pixels of a canvas of 32 × 32. */
const pixelsOf = (page: Page, selector: string) =>
  page.locator(selector).evaluate((canvas) => [...(canvas as HTMLCanvasElement).getContext("2d")!.getImageData(0, 0, 32, 32).data]);

test("a crop is looked for among all that are held out, and its place is told for every number of views", async ({ page }) => {
  await open(page, `${SHIPPED}&step=draw`);
  const first = await found(page);
  expect(first.matches).toHaveLength(8);
  // The most alike comes first, and the crop itself is marked where it is among them.
  const similarities = first.matches.map(({ similarity }) => similarity);
  expect(similarities).toEqual([...similarities].sort((one, other) => other - one));
  expect(first.matches.findIndex(({ crop }) => crop === first.crop)).toBe(first.place <= 8 ? first.place - 1 : -1);
  expect(first.matches.filter(({ isItself }) => isItself)).toHaveLength(first.place <= 8 ? 1 : 0);
  expect(first.words).toMatch(/^By the mean of 16 views of it, the crop is found .* of 288: /);
  expect(first.places.map(([views]) => views)).toEqual([1, 2, 4, 8, 16]);
  expect(first.places.at(-1)).toEqual([16, first.place]);
  await expect(page.locator("#crop-views")).toHaveAttribute("data-views", "16");

  // The one that the page begins with is found from many views, and not from a single one.
  expect(first.place).toBe(1);
  expect(first.places[0]?.[1]).toBeGreaterThan(1);

  await page.locator('[data-action="one-view"]:visible').click();
  await expect(page.locator("#crop-views")).toHaveAttribute("data-views", "1");
  const once = await found(page);
  expect(once.places).toEqual([first.places[0]]);
  expect(once.words).toContain("By one view of it");
  // Other views are other pictures.
  const views = await pixelsOf(page, "#crop-views");
  await page.locator(".new-views:visible").click();
  await expect.poll(() => pixelsOf(page, "#crop-views")).not.toEqual(views);
  await page.locator('[data-action="many-views"]:visible').click();
  await expect(page.locator("#crop-views")).toHaveAttribute("data-views", "64");
  await expect(page.locator("#crop-places tbody tr")).toHaveCount(7);
});

test("a crop that many look like comes nearer to the first place with the mean of more views", async ({ page }) => {
  await open(page, `${SHIPPED}&step=draw`);
  await page.locator('[data-action="sky-crop"]').click();
  await expect(page.locator(".crop-where")).toHaveText(/^rocket: row \d+ of 13, column \d+ of 20$/);
  const sky = await found(page, Number(await page.locator(".crop-canvas").getAttribute("data-crop")));
  const places = new Map(sky.places.map(([views, place]) => [views, place!]));
  expect(places.get(1)).toBeGreaterThan(3);
  expect(places.get(16)).toBeLessThan(places.get(1)!);
  // The first of the 64 views are those 16.
  await page.locator('[data-action="many-views"]:visible').click();
  await expect(page.locator("#crop-views")).toHaveAttribute("data-views", "64");
  expect((await found(page)).places.slice(0, 5)).toEqual(sky.places);
});

test("crops are chosen by pointer, by keyboard and by photograph; the address has the crop, and opens with it", async ({ page }) => {
  await open(page, `${SHIPPED}&step=draw&crop=590`);
  const begun = await found(page, 590);
  const canvas = page.locator(".crop-canvas");
  await expect(canvas).toHaveAccessibleName(/^The photograph cat: row \d+ of 9, column \d+ of 14, of which 45 crops are held out$/);
  await expect(canvas).toHaveAccessibleDescription(/arrow keys/);
  await canvas.focus();
  await page.keyboard.press("ArrowRight");
  const right = await found(page, begun.crop + 1);
  await expect(page.locator("#announcements")).toContainText("column 11 of 14");
  expect(right.crop).toBe(begun.crop + 1);
  await page.keyboard.press("ArrowLeft");
  await found(page, begun.crop);

  // The crop in the upper right corner of the photograph, which is as wide as its canvas.
  await page.locator(".crop-photos button", { hasText: "astronaut" }).click();
  await expect(page.locator(".crop-photos [aria-pressed=true]")).toHaveText("astronaut");
  const box = (await canvas.boundingBox())!;
  const side = Math.min(box.width, box.height) / 16;
  await canvas.click({ position: { x: box.width / 2 + 7.5 * side, y: box.height / 2 - 7.5 * side } });
  await expect(page.locator(".crop-where")).toHaveText("astronaut: row 1 of 16, column 16 of 16");
  const corner = await found(page, Number(await canvas.getAttribute("data-crop")));
  // What is faint has been learned from, and cannot be chosen.
  await canvas.click({ position: { x: box.width / 2 - 7.5 * side, y: box.height / 2 } });
  await expect(page.locator(".crop-where")).toHaveText("astronaut: row 1 of 16, column 16 of 16");

  expect(await addressNow(page)).toContain(`crop=${corner.crop}`);
  await page.reload();
  expect((await found(page, corner.crop)).places).toEqual(corner.places);
  await expect(page.locator(".crop-where")).toHaveText("astronaut: row 1 of 16, column 16 of 16");
  await page.locator('[data-action="another-crop"]').click();
  await expect(page.locator("#finding")).not.toHaveAttribute("data-crop", String(corner.crop));
});

test("a crop that the photographs do not have, or have learned from, is none to look for", async ({ page }) => {
  await open(page, `${SHIPPED}&step=draw&crop=3`);
  expect((await found(page)).crop).toBeGreaterThanOrEqual(570);
  await expect(page.locator("#errors")).toBeEmpty();
});

test("each source has its own second step, and its own panels", async ({ page }) => {
  await open(page);
  const second = page.locator('#path [data-go="draw"]');
  await expect(second).toHaveAccessibleName(/Draw your own/);
  await lookAt(page, "photographs");
  await expect(second).toHaveAccessibleName(/Find it again a crop/);
  await go(page, "draw");
  await found(page);
  await expect(page.locator("#pad")).toBeHidden();
  await go(page, "look");
  for (const panel of [".map", ".sensitivity", ".filters", ".measure"]) await expect(page.locator(panel)).toBeVisible();
  for (const panel of [".turning", ".blindness", ".another-reader"]) await expect(page.locator(panel)).toBeHidden();
  await lookAt(page, "spirographs");
  for (const panel of [".turning", ".blindness", ".another-reader"]) await expect(page.locator(panel)).toBeVisible();
  await go(page, "draw");
  await expect(page.locator("#pad")).toBeVisible();
  await expect(page.locator("#finding")).toBeHidden();
  await expect(page.locator("#errors")).toBeEmpty();
});

test("where there is no photo yet, the later steps say so, and lead to the first", async ({ page }) => {
  await page.goto("./?device=cpu#source=mine&step=draw");
  const missing = page.locator("#no-photographs");
  await expect(missing).toHaveText(/^There is no photo yet: drop one anywhere on this page, or choose one in the first step$/, {
    useInnerText: true,
  });
  await expect(page.locator("#finding")).toBeHidden();
  await page.locator('#path [data-go="look"]').click();
  await expect(missing).toBeVisible();
  // Others may have been looked at before: what they show is not of a photo that is not there.
  for (const panel of [".map", ".sensitivity", ".measure"]) await expect(page.locator(panel)).toBeHidden();
  await expect(page.getByLabel("colour by")).toHaveValue("brightness");
  await missing.getByRole("link").click();
  await expect(page.locator("#content")).toHaveAttribute("data-step", "make");
  await expect(missing).toBeHidden();
});

/** Drops a picture that is made here: a drawing on a canvas, as a PNG. No two of its crops are alike. */
async function dropDrawing(page: Page, name: string) {
  await page.evaluate(async (name) => {
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [256, 192];
    const context = canvas.getContext("2d")!;
    const sky = context.createLinearGradient(0, 0, 256, 192);
    sky.addColorStop(0, "#204080");
    sky.addColorStop(0.5, "#e0b060");
    sky.addColorStop(1, "#306030");
    context.fillStyle = sky;
    context.fillRect(0, 0, 256, 192);
    for (let shape = 0; shape < 48; shape++) {
      const [column, row] = [shape % 8, Math.floor(shape / 8)];
      context.save();
      context.translate(32 * column + 16, 32 * row + 16);
      context.rotate(shape);
      context.fillStyle = `hsl(${shape * 47} 70% ${30 + ((shape * 13) % 45)}%)`;
      context.fillRect(-4 - (shape % 5) * 2, -3 - (shape % 3) * 3, 8 + (shape % 5) * 4, 6 + (shape % 3) * 6);
      context.restore();
    }
    const blob = await new Promise<Blob>((resolve) => canvas.toBlob((blob) => resolve(blob!), "image/png"));
    const transfer = new DataTransfer();
    transfer.items.add(new File([blob], name, { type: "image/png" }));
    const asked = { bubbles: true, cancelable: true, dataTransfer: transfer };
    for (const kind of ["dragover", "drop"]) document.querySelector("main")!.dispatchEvent(new DragEvent(kind, asked));
  }, name);
}

test("a visitor's own photo is dropped, trained on, and a crop of it is found again by the run", async ({ page }) => {
  await open(page);
  await dropDrawing(page, "garden.png");
  await expect(page.locator("#source-choice")).toHaveValue("mine");
  await go(page, "draw");
  // Three of its eight columns are held out.
  const before = await found(page);
  expect(before.crop).toBeGreaterThanOrEqual(30);
  expect(before.words).toContain(" of 18: ");
  await expect(page.locator(".crop-where")).toHaveText(/^garden\.png: row \d of 6, column [678] of 8$/);
  await expect(page.locator(".crop-photos")).toBeHidden();

  await page.goto(
    `${page.url().replace(/#.*/, "")}#source=mine&step=train&experiment=photographs&settings=${encodeURIComponent(
      JSON.stringify({ steps: 10, batch: 8, seeds: 1, held_out: 12, measure_every: 10, learning_rate_warm_up: 0, lambda_whole_at: 0 }),
    )}`,
  );
  await expect(page.locator("#training-experiment")).toHaveValue("photographs");
  await start(page);
  await finished(page);
  await expect(page.locator("#training")).toHaveAttribute("data-step", "10");
  const share = page.locator('#training-outcome tr[data-quantity="share found first, M = 16"] td[data-column="with"]');
  expect(Number(await share.getAttribute("data-value"))).toBeGreaterThan(0.3);
  // A single photo has no others that it could be told from.
  await expect(page.locator("#training-comparisons li")).toHaveCount(6);
  await expect(page.locator("#read-with")).toBeChecked();

  // The run reads, and finds crops that it has not seen.
  await go(page, "draw");
  await setSlider(page, "main .view-count:visible input", 19);
  await expect(page.locator("#crop-views")).toHaveAttribute("data-views", "64");
  const after = await found(page);
  expect(after.place).toBe(1);
  expect(after.matches[0]).toMatchObject({ crop: after.crop, isItself: true });
  expect(after.matches[0]!.similarity).toBeGreaterThan(0.8);
  expect(await pixelsOf(page, "#crop-matches li:first-child canvas")).toEqual(await pixelsOf(page, "#sought-crop"));
  expect(after.matches.map(({ similarity }) => similarity)).not.toEqual(before.matches.map(({ similarity }) => similarity));

  // Of photographs that are not its own, the run says so, and does not go away.
  await lookAt(page, "photographs");
  await found(page);
  await go(page, "train");
  await expect(page.locator("#training-elsewhere")).toHaveText(
    "It has learned from crops of garden.png, which are not the photographs that are open now.",
  );
  await expect(page.locator("#errors")).toBeEmpty();
});
