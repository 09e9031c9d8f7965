// Turn the picture: where its representation goes, and where one rotation predicts that it goes.

import { expect, type Page, test } from "@playwright/test";

import { ENCODERS } from "../../www/src/engine/encoders";
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

/** Shares of what one rotation explains, and of what is explained without it. */
async function explained(page: Page): Promise<[number, number]> {
  const words = await page.locator(".turning-finding").innerText();
  const found =
    /^One rotation explains (nothing|(?:under |over )?\d+ %) of where turned pictures go \(without it: (nothing|(?:under |over )?\d+ %)\), on pictures that it was not fitted on\.$/.exec(
      words,
    );
  const share = (text: string) => (text === "nothing" ? 0 : Number(/\d+/.exec(text)![0]) / 100);
  if (!found) throw new Error(words);
  return [share(found[1]!), share(found[2]!)];
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

  const [withIt, without] = await explained(page);
  console.log(`one rotation explains ${withIt}, and without it ${without} is explained`);
  for (const share of [withIt, without]) {
    expect(share).toBeGreaterThanOrEqual(0);
    expect(share).toBeLessThanOrEqual(1);
  }
});

test("another picture is turned as soon as it is come to, and nothing in an empty drawing", async ({ page }) => {
  await openTurning(page);
  const [before, picture] = [await shownOn(page), await coloursAt(page, PICTURE)];
  await go(page, "make");
  await page.getByRole("button", { name: "make the background loud" }).click();
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

test("shares are said in whole per cent, and a rotation that predicts worse than none explains nothing", () => {
  const words = (unexplained: number, without: number) => turningInWords({ unexplained, without, turns: [], anchors: [] });
  expect(words(0.17, 0.88)).toBe(
    "One rotation explains 83 % of where turned pictures go (without it: 12 %), on pictures that it was not fitted on.",
  );
  expect(words(1, 1.4)).toBe(
    "One rotation explains nothing of where turned pictures go (without it: nothing), on pictures that it was not fitted on.",
  );
  expect(words(0.001, 0.999)).toContain("explains over 99 % of where turned pictures go (without it: under 1 %)");
  const picture = new Uint8Array();
  const turns = [
    { picture, truth: [1, 1] as [number, number], predicted: [1, 1] as [number, number] },
    { picture, truth: [4, 5] as [number, number], predicted: [4, 5.5] as [number, number] },
  ];
  const turned = { turns, unexplained: 0, without: 1, anchors: [] };
  expect(positionInWords(turned, 0)).toBe("Not turned: both ways begin here.");
  expect(positionInWords(turned, 1)).toBe("Turned by 22.5°: on the map it has gone 5.00 far, and the prediction is 0.500 off.");
});

const EQUIVARIANT = ENCODERS.find(({ name }) => String(name) === "equivariant")?.name;

test("an equivariant encoder’s representation turns with the picture more than that of one that forgets", async ({ page }) => {
  test.skip(EQUIVARIANT === undefined, "no encoder of this kind comes with the page");
  await openTurning(page, `?device=cpu&encoder=${EQUIVARIANT}`);
  const [withIt, without] = await explained(page);
  console.log(`equivariant: one rotation explains ${withIt}, and without it ${without} is explained`);
  expect(withIt).toBeGreaterThan(without);
  const before = await shownOn(page);
  await page.locator("#encoder-choice").selectOption("invariant");
  await expect.poll(() => shownOn(page)).not.toEqual(before);
  await turned(page);
  const [forgetful, forgetfulWithout] = await explained(page);
  console.log(`invariant: one rotation explains ${forgetful}, and without it ${forgetfulWithout} is explained`);
  expect(forgetful - forgetfulWithout).toBeLessThan(withIt - without);
});
