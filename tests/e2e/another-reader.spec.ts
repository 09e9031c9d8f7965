// Another reader: what one encoder sees, read by another's probe.

import { readFileSync } from "node:fs";
import { expect, type Page, test } from "@playwright/test";

import { go, open } from "./page";

/** The numbers of a row of the table, by what it is of. */
const rowOf = (table: string[][], name: string) =>
  (table.find(([head]) => head === name) ?? []).slice(1).map((text) => Number(text.replace("−", "-")));

test("one encoder reads with another's eyes: better through a map, and the link says which", async ({ page }) => {
  await open(page, "?device=cpu#other=invariant&anchors=16&translation=none");
  const downloads: string[] = [];
  page.on("request", (request) => downloads.push(new URL(request.url()).pathname));
  await go(page, "look");
  const panel = page.locator("#another-reader");
  await panel.scrollIntoViewIfNeeded();
  await expect(panel).toHaveAttribute("data-shown", "invariant none 16");
  // The other encoder is downloaded when it is wanted, and not before.
  expect(downloads.filter((path) => path.endsWith("weights/invariant.safetensors"))).toHaveLength(1);

  const tableOf = () =>
    panel.locator("tr").evaluateAll((rows) => rows.map((row) => [...row.children].map((cell) => cell.textContent ?? "")));
  const table = await tableOf();
  expect(table.map(([head]) => head)).toEqual([
    "reader",
    "true value",
    "base",
    "off by",
    "invariant with base’s eyes",
    "off by",
    "invariant",
    "off by",
  ]);
  const truth = rowOf(table, "true value");
  expect(truth).toHaveLength(4);
  for (const [index, value] of rowOf(table, "base").entries()) expect(Math.abs(value - truth[index]!)).toBeLessThan(0.3);

  await panel.getByLabel("the map between them").selectOption("affine");
  await expect(panel).toHaveAttribute("data-shown", "invariant affine 16");
  await panel.getByLabel("pictures that it is fitted on").press("ArrowRight");
  await expect(panel).toHaveAttribute("data-shown", "invariant affine 32");
  const off = (table: string[][], name: string) =>
    rowOf(table, name).reduce((sum, value, index) => sum + Math.abs(value - truth[index]!), 0);
  const translated = "invariant with base’s eyes";
  expect(off(await tableOf(), translated)).toBeLessThan(off(table, translated));
  await expect(panel.locator(".reader-finding")).toHaveText(
    /^On average base is off by .* of a factor’s range, invariant by .*, and invariant with base’s eyes by .*\.$/,
  );
  // What has been found is spoken, and not each piece of the work on the way.
  await expect(page.locator("#announcements")).toContainText((await panel.locator(".reader-finding").textContent())!);
  await expect(panel.locator("[role=status]")).toHaveCount(0);
  // What is as in the beginning is not in the link.
  await expect(page).toHaveURL(/other=invariant&anchors=32$/);

  // Nothing is read in an empty drawing.
  await go(page, "draw");
  await go(page, "look");
  await panel.scrollIntoViewIfNeeded();
  await expect(panel).toContainText("The drawing is empty");
  await expect(panel.locator(".reader-tracks")).toBeHidden();
  await expect(panel).not.toHaveAttribute("data-shown");
});

/** The shipped experiment with two counts of anchors and few samples: what is computed is the same. */
async function withFewSamples(page: Page) {
  await page.route("**/experiments/translation.json", async (route) => {
    const file = JSON.parse(readFileSync("www/assets/experiments/translation.json", "utf8"));
    const few = {
      anchors: [2, 8],
      compared: [
        { quantity: "error on drawings, n = 8", arm: "none", than: "to", expected: "larger" },
        { quantity: "error on Spirographs, n = 8", arm: "to", than: "from", expected: "equal" },
      ],
      small: { samples: 8, seeds: 2 },
    };
    await route.fulfill({ json: { ...file, ...few } });
  });
}

test("the experiment on translations runs beside it, and is judged", async ({ page }) => {
  await withFewSamples(page);
  await open(page);
  await go(page, "look");
  const experiment = page.locator("#translation-experiment");
  await expect(experiment.locator("h3")).toHaveText("The experiment");
  await experiment.getByRole("button", { name: "Run it here" }).click();
  await expect(experiment.locator(".comparisons li")).toHaveCount(2);
  await expect(experiment.locator(".comparisons li").first()).toHaveAttribute("data-verdict", /^(holds|undecided)$/);
  await expect(experiment.locator(".verdict").last()).toHaveAttribute("data-verdict", /^(holds|does not hold|undecided)$/);
  await expect(experiment.getByRole("button", { name: "Run it here" })).toBeEnabled();
  await experiment.getByText("as a table").click();
  await expect(experiment.locator("tbody tr")).toHaveCount(4);
});

test("one experiment runs at a time: another that is started stops it, and one that is started again is run once", async ({ page }) => {
  await withFewSamples(page);
  await page.addInitScript(() => {
    const asked: string[] = ((window as unknown as { asked: string[] }).asked = []);
    const post = Worker.prototype.postMessage;
    Worker.prototype.postMessage = function (this: Worker, message: { name?: string }, ...rest: []) {
      const [, what] = /^(begin|advance|end)Experiment$/.exec(message.name ?? "") ?? [];
      if (what) asked.push(what);
      return post.call(this, message, ...rest);
    };
  });
  await open(page);
  await go(page, "look");
  const [blindness, translation] = [page.locator("#blindness-experiment"), page.locator("#translation-experiment")];
  await blindness.getByRole("button", { name: "Run it here" }).click();
  await expect.poll(() => blindness.locator("progress").evaluate((bar) => (bar as HTMLProgressElement).value)).toBeGreaterThan(0);
  const start = () => translation.getByRole("button", { name: "Run it here" }).click();
  await start();
  await expect(blindness.getByRole("button", { name: "Run it here" })).toBeEnabled();
  await expect(blindness.locator("progress")).toBeHidden();
  await translation.getByRole("button", { name: "Stop" }).click();
  await start();
  await expect(translation.locator(".comparisons li")).toHaveCount(2);
  await expect(blindness.locator(".verdict")).toBeHidden();
  const asked = await page.evaluate(() => (window as unknown as { asked: string[] }).asked.join(" "));
  expect(asked).toMatch(/^(begin( advance)* end )+begin( advance)+$/);
});

test("an experiment whose file does not come says so on its card, and asks again when one comes by again", async ({ page }) => {
  await page.route("**/experiments/translation.json", (route) => route.fulfill({ status: 404 }), { times: 1 });
  await open(page);
  await go(page, "look");
  const experiment = page.locator("#translation-experiment");
  await experiment.scrollIntoViewIfNeeded();
  await expect(experiment).toContainText("could not be downloaded: the server answered 404");
  await expect(page.locator("#errors .error")).toHaveCount(0);
  await go(page, "make");
  await go(page, "look");
  await experiment.scrollIntoViewIfNeeded();
  await expect(experiment).toContainText("What is expected, written down beforehand");
});
