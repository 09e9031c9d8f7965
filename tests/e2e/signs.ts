// What specs do with the signs that a visitor teaches.

import { expect, type Page } from "@playwright/test";

import { drawStroke, open } from "./page";

type Shape = [number, number][];

/** A circle and a zigzag as a hand draws them: each a little other than the last, by a number. */
export const circle = (hand: number): Shape =>
  Array.from({ length: 32 }, (_, index) => {
    const angle = index / 5 + hand;
    const radius = 0.3 + 0.02 * Math.sin(3 * hand) + 0.008 * Math.sin(5 * angle + hand);
    return [0.5 + radius * Math.cos(angle), 0.5 + radius * Math.sin(angle)];
  });
export const zigzag = (hand: number): Shape =>
  Array.from({ length: 25 }, (_, index) => {
    const height = Math.abs((index % 8) - 4) / 2 - 1;
    return [0.16 + (0.68 * index) / 24, 0.5 + (0.24 + 0.03 * Math.sin(2 * hand)) * height + 0.01 * Math.sin(7 * index + hand)];
  });

export const section = (page: Page) => page.locator("#signs");
export const sentence = (page: Page) => section(page).locator(".sign-sentence");
export const note = (page: Page) => section(page).locator("[role=status]").first();
export const list = (page: Page) => section(page).locator(".sign");
export const button = (page: Page, name: string) => section(page).getByRole("button", { name, exact: true });

/** The names of the signs and how many drawings each has, as they stand in the list. */
export const listed = (page: Page) =>
  list(page).evaluateAll((rows) => rows.map((row) => [row.querySelector("input")?.value, row.querySelectorAll("canvas").length]));

/** Draws a shape and adds it to the sign of a name. */
export async function teach(page: Page, name: string, shape: Shape) {
  await drawStroke(page, shape);
  await section(page).getByLabel("name of the sign").fill(name);
  await button(page, "Add the drawing").click();
  await expect(note(page)).toContainText(`Added: “${name}”`);
}

/** Draws a shape on an empty pad, and waits until it has been named. */
export async function name(page: Page, shape: Shape) {
  const clear = page.getByRole("button", { name: "Clear", exact: true });
  if (await clear.isEnabled()) await clear.click();
  await expect(sentence(page)).toHaveAttribute("aria-busy", "false", { timeout: 120_000 });
  const before = await sentence(page).getAttribute("data-answers");
  await drawStroke(page, shape);
  await expect(sentence(page)).not.toHaveAttribute("data-answers", before!, { timeout: 120_000 });
  await expect(sentence(page)).toHaveAttribute("aria-busy", "false");
}

/** Which sign is the surest, by each of the read-outs. */
export const surest = (page: Page) =>
  section(page)
    .locator(".sign-confidences tbody tr")
    .evaluateAll((rows) =>
      [1, 2].map((column) =>
        rows
          .filter((row) => row.children[column]?.querySelector('[data-best="true"]'))
          .map((row) => row.children[0]?.textContent)
          .join(),
      ),
    );

export async function openSigns(page: Page, query = "?device=cpu#step=draw") {
  await open(page, query);
  await section(page).locator("summary").first().click();
}

/** The page without its engine, which the set of signs does not need. */
export async function openWithoutEngine(page: Page, address = "") {
  await page.route("**/*.wasm", (route) => route.abort());
  await page.goto(`./?device=cpu#step=draw${address}`);
  await expect(page.locator("#pad")).toBeVisible();
  if (!(await section(page).evaluate((details) => (details as HTMLDetailsElement).open))) {
    await section(page).locator("summary").first().click();
  }
}

/** Loads signs from a file. */
export async function load(page: Page, content: unknown) {
  const choosing = page.waitForEvent("filechooser");
  await button(page, "Load signs").click();
  const buffer = Buffer.from(typeof content === "string" ? content : JSON.stringify(content));
  await (await choosing).setFiles({ name: "mine.json", mimeType: "application/json", buffer });
}

export const fileOf = (signs: unknown) => ({ format: "Spirograph Lab: signs", version: 1, signs });

/** As many signs and drawings as there can be: circles and zigzags by many hands. */
export async function loadFull(page: Page) {
  const strokes = (shape: Shape) => [{ points: shape.map(([x, y]) => [12 * x - 6, 6 - 12 * y]), width: 0.4 }];
  const signs = Array.from({ length: 10 }, (_, sign) => ({
    name: `sign ${sign}`,
    examples: Array.from({ length: 20 }, (_, hand) => strokes((sign % 2 === 0 ? circle : zigzag)(sign + hand / 20))),
  }));
  await load(page, fileOf(signs));
  await expect(list(page)).toHaveCount(10);
}

export async function teachTwo(page: Page, drawings = 3) {
  for (let hand = 0; hand < drawings; hand++) await teach(page, "circle", circle(hand));
  for (let hand = 0; hand < drawings; hand++) await teach(page, "zigzag", zigzag(hand));
}
