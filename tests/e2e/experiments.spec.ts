// Experiments in the page: chosen, run, judged; and a visitor's own, which a link holds.

import { expect, test } from "@playwright/test";

import { experimentsOn } from "../../www/src/engine/experiments";
import { ready } from "./page";
import { choose, finished, history, openTraining, start } from "./training";

/** Over in seconds. What comes of it says nothing of the claim. */
const TINY = { steps: 2, batch: 2, seeds: 2, measure_every: 2, held_out: 8 };

test("an experiment of the list is run and judged", async ({ page }) => {
  await openTraining(page);
  const list = page.locator("#training-experiment");
  await expect(list.locator("option")).toHaveCount(experimentsOn("spirographs").length + 1);
  // Its last work is that of reading arms side by side.
  await list.selectOption("readers");
  await expect(page.locator("#training-claim a")).toHaveAttribute("href", "https://arxiv.org/abs/2111.11398");
  await expect(page.locator("#training-comparison li").first()).toBeVisible();
  await expect(page.locator("#training-size")).toContainText(/A small one: 3 arms × 3 seeds × \d+ steps of 16 pairs, about .* on one core/);
  await choose(page, TINY);
  await start(page);
  await finished(page);
  await expect(list).toHaveValue("readers");
  await expect(page.locator(".legend-arm")).toHaveCount(3);
  await expect(page.locator("#training-verdict")).toHaveAttribute("data-verdict", /^(holds|does not hold|undecided)$/);
  await expect(page.locator("#training-verdict")).toContainText(/hold|undecided/i);
  // Each comparison has its own sentence, with the interval of its seeds.
  await expect(page.locator("#training-comparisons li")).toHaveCount(8);
  await expect(page.locator("#training-comparisons li").first()).toContainText(/2 seeds/);
  expect((await history(page)).arms.map(({ losses }) => losses.length)).toEqual(Array.from({ length: 6 }, () => TINY.steps));
  // The heads of the table are the arms as the legend has them, not as the file names them.
  const heads = await page.locator("#training-outcome thead th").allTextContents();
  expect(heads.slice(2, 5)).toEqual(await page.locator(".legend-arm").allTextContents());
  // What is on show of the run stays, and says whose it is, while another experiment is chosen.
  await list.selectOption("renyi");
  await expect(page.locator("#training-run-name")).toHaveText("The run of “readers”");
  await expect(page.locator("#training")).toHaveAttribute("data-results", "of another");
  // A number that is being typed is none yet.
  await page.locator('#training-form [name="steps"]').fill("");
  await expect(page.locator("#training-size")).not.toContainText("NaN");
});

test("what a link's second arm has that is no setting is left out and named, and a number that is none is marked there", async ({
  page,
}) => {
  await openTraining(page);
  await page.goto('./?device=cpu#step=train&experiment=own&arm={"nonsense":1,"steps":4,"lambda":1}');
  await expect(page.locator("#status")).toHaveAttribute("data-state", "ready");
  await expect(page.locator("#notices")).toContainText("was left out: nonsense, steps.");
  await expect(page.locator("#training-size")).toHaveText(/^2 arms × 3 seeds/);
  const field = page.locator('#own-settings [name="lambda"]:not([type="range"])');
  await field.fill("");
  await start(page);
  await expect(page.locator("#errors .error")).toContainText("must be a number");
  await expect(field).toHaveAttribute("aria-invalid", "true");
  await field.fill("0.1");
  await expect(field).not.toHaveAttribute("aria-invalid");
});

test("two arms of one's own are in the page's address, which runs them elsewhere; one that diverges lets the other go on", async ({
  page,
}) => {
  await openTraining(page);
  await page.locator("#training-experiment").selectOption("own");
  await start(page);
  await expect(page.locator("#errors .error")).toContainText("The two arms are the same");
  await page.getByLabel("another setting").selectOption("learning_rate");
  await page.locator('#own-settings [name="learning_rate"]').fill("1");
  await page.getByLabel("compared with the first's, is").selectOption("larger");
  await choose(page, { ...TINY, steps: 20, learning_rate_warm_up: 0, lambda: 0.001, measure_every: 20 });
  await expect(page).toHaveURL(/experiment=own&arm=.*learning_rate.*&expected=larger,/);

  await page.goto("about:blank");
  await page.goBack();
  await ready(page);
  await expect(page.locator('#own-settings [name="learning_rate"]')).toHaveValue("1");
  // The largest rate allowed makes the weights of a deep encoder explode within steps.
  await page.locator("#load-weights").setInputFiles("tests/fixtures/deep.safetensors");
  await expect(page.locator("#encoder")).toContainText("“deep”");
  await start(page);
  await expect(page.locator("#errors .error")).toContainText(/no longer a number at step \d+.*The other arms go on/, { timeout: 120_000 });
  // The setting is the second arm's own, and is marked there.
  await expect(page.locator('#own-settings [name="learning_rate"]')).toHaveAttribute("aria-invalid", "true");
  await expect(page.locator("#training-form [aria-invalid]")).toHaveCount(0);
  await finished(page);
  await expect(page.locator("#training-verdict")).toHaveAttribute("data-verdict", "undecided");
  await expect(page.locator("#training-ended li").first()).toHaveText(
    /^The run with learning rate 1, seed \d+, has ended\. .*no longer a number at step \d+/,
  );
  const arms = (await history(page)).arms;
  expect(arms.filter(({ name }) => name === "first").map(({ losses }) => losses.at(-1)?.step)).toEqual([20, 20]);
});
