// Turn the picture: where its representation goes, and where rotations predict that it goes.

import { expect, type Page, test } from "@playwright/test";

import { positionInWords, turningInWords } from "../../www/src/look/turning-words";
import { coloursAt, go, open } from "./page";

const PANEL = "#turning";
const PICTURE = ".turned-picture";

interface Shown {
  sixteenths: number;
  truth: [number, number];
  predicted: [number, number];
}

async function openTurning(page: Page, query = "?device=cpu") {
  await open(page, query);
  await go(page, "look");
  await page.locator(PANEL).scrollIntoViewIfNeeded();
  await turned(page);
}

/** Waits until what is on show is of what is asked now. */
async function turned(page: Page) {
  await expect(page.locator(PANEL)).toHaveAttribute("aria-busy", "false", { timeout: 180_000 });
  await expect(page.locator(PANEL)).toHaveAttribute("data-shown", /sixteenths/);
}

const shownOn = async (page: Page) => JSON.parse((await page.locator(PANEL).getAttribute("data-shown"))!) as Shown;

/** Which share of how far turned pictures go the rotations explain. */
async function explained(page: Page): Promise<number> {
  const words = await page.locator(".turning-finding").innerText();
  console.log(words);
  const found = /^A rotation for each turn explains (nothing|(?:under |over )?(\d+) %) of how far turned pictures go/.exec(words);
  if (!found) throw new Error(words);
  return Number(found[2] ?? 0) / 100;
}

test("the slider turns the picture, and both points go their ways; the link and the table have it", async ({ page }) => {
  await openTurning(page);
  const slider = page.getByRole("slider", { name: "turned by" });
  await slider.press("Home");
  await expect(slider).toHaveAttribute("aria-valuetext", "0°, 0 of 16");
  await expect(page.locator(PANEL)).toContainText("Not turned: both ways begin here.");
  const [first, picture] = [await shownOn(page), await coloursAt(page, PICTURE)];
  // Both begin where the picture is.
  expect(first.truth[0]).toBeCloseTo(first.predicted[0], 3);
  expect(first.truth[1]).toBeCloseTo(first.predicted[1], 3);

  for (let step = 0; step < 4; step++) await slider.press("ArrowRight");
  await expect(slider).toHaveAttribute("aria-valuetext", "90°, 4 of 16");
  const quarter = await shownOn(page);
  expect(quarter.sixteenths).toBe(4);
  expect(quarter.truth).not.toEqual(first.truth);
  expect(quarter.predicted).not.toEqual(first.predicted);
  expect(await coloursAt(page, PICTURE)).not.toEqual(picture);
  await expect(page.locator(PICTURE)).toHaveAccessibleName("The picture, turned by 90°");
  await expect(page.locator(PANEL)).toContainText(/Turned by 90°: on the map it has gone [\d.]+ far, and the prediction is [\d.]+ off\./);
  await expect(page.locator("#announcements")).toContainText("Turned by 90°");
  await expect(page).toHaveURL(/turned=4/);

  await page.locator(`${PANEL} .as-table summary`).click();
  await expect(page.locator(`${PANEL} tbody tr`)).toHaveCount(16);
  await expect(page.locator(".turning-finding")).toHaveText(
    /^A rotation for each turn explains (nothing|(under |over )?\d+ %) of how far turned pictures go, .* by (under |over )?\d+ % of the variance among pictures, .* by (under |over )?\d+ %\.$/,
  );
});

test("another picture is turned as soon as it is come to, and nothing in an empty drawing", async ({ page }) => {
  await openTurning(page);
  const [before, picture] = [await shownOn(page), await coloursAt(page, PICTURE)];
  await go(page, "make");
  // Paint is drawn anew in every view, so that no other background would lead to another place.
  await page.getByRole("button", { name: "grow the fixed circle" }).click();
  await go(page, "look");
  await page.locator(PANEL).scrollIntoViewIfNeeded();
  await expect.poll(() => shownOn(page)).not.toEqual(before);
  await turned(page);
  expect(await coloursAt(page, PICTURE)).not.toEqual(picture);

  await go(page, "draw");
  await go(page, "look");
  await page.locator(PANEL).scrollIntoViewIfNeeded();
  await expect(page.locator(PANEL)).toContainText("The drawing is empty");
  await expect(page.locator(".turning-body")).toBeHidden();
});

test("of how far pictures go a share is explained, and nothing by a rotation that predicts worse than none", () => {
  const words = (unexplained: number, without: number) => turningInWords({ unexplained, without, turns: [], anchors: [] });
  expect(words(0.02, 0.1)).toBe(
    "A rotation for each turn explains 80 % of how far turned pictures go, on pictures that it was not fitted on: it is off by 2 % of the variance among pictures, and to suppose that they stay where they are by 10 %.",
  );
  // Hardly anything moves, and the rotation moves what does not: what is left is little, and more than without it.
  expect(words(0.07, 0.03)).toContain("A rotation for each turn explains nothing of how far turned pictures go, ");
  expect(words(0.03, 0.03)).toContain("explains nothing of");
  expect(words(0, 0)).toContain("explains nothing of");
  const picture = new Uint8Array();
  const turns = [
    { picture, truth: [1, 1] as [number, number], predicted: [1, 1] as [number, number] },
    { picture, truth: [4, 5] as [number, number], predicted: [4, 5.5] as [number, number] },
  ];
  const turned = { turns, unexplained: 0, without: 1, anchors: [] };
  expect(positionInWords(turned, 0)).toBe("Not turned: both ways begin here.");
  expect(positionInWords(turned, 1)).toBe("Turned by 22.5°: on the map it has gone 5.00 far, and the prediction is 0.500 off.");
});

test("an equivariant encoder’s representation turns with the picture more than that of one that forgets", async ({ page }) => {
  await openTurning(page, "?device=cpu&encoder=equivariant");
  const followed = await explained(page);
  const before = await shownOn(page);
  await page.locator("#encoder-choice").selectOption("invariant");
  await expect.poll(() => shownOn(page)).not.toEqual(before);
  await turned(page);
  expect(await explained(page)).toBeLessThan(followed);
});
