// The bench's own page: it measures the engine, and compares what came out.

import AxeBuilder from "@axe-core/playwright";
import { expect, test } from "@playwright/test";

import type { Absence } from "../../www/bench/bench";

// With the peers there, and other programs at work, it takes its time.
test.describe.configure({ timeout: 400_000 });
const FINISHED = { timeout: 360_000 };

test("the bench measures the engine in its quick form, and axe finds nothing", async ({ page }) => {
  const errors: string[] = [];
  page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
  page.on("pageerror", ({ message }) => errors.push(message));
  await page.goto("./bench.html");
  await page.locator("#device").selectOption("cpu");
  await page.locator("#quick").click();
  await expect(page.locator("#status")).toHaveText("Finished.", FINISHED);
  for (const [table, sizes, names] of [
    ["encode, CPU, one thread", ["batch 1", "batch 16"], ["Spirograph Lab"]],
    ["a step of training, CPU, one thread", ["16 pairs"], ["Spirograph Lab", "Spirograph Lab, with the penalty"]],
  ] as const) {
    const card = page.locator(`[data-table="${table}"]`);
    await expect(card.locator("caption")).toHaveText(sizes);
    for (const size of await card.locator("table").all()) {
      await expect(size.locator(".ours th")).toHaveText(names);
      const medians = await size.locator(".ours td:first-of-type").allInnerTexts();
      for (const median of medians) expect(Number.parseFloat(median.replace(",", ""))).toBeGreaterThan(0);
    }
  }
  expect((await new AxeBuilder({ page }).analyze()).violations.map(({ id }) => id)).toEqual([]);
  expect(errors).toEqual([]);
});

test("the bench copies what was measured as Markdown, with how far the outputs differ", async ({ page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.goto("./bench.html");
  await page.locator("#device").selectOption("cpu");
  await page.locator("#quick").click();
  await page.locator("#stop").click();
  await expect(page.locator("#status")).toHaveText("Stopped.", FINISHED);
  await page.locator("#copy").click();
  await expect(page.locator("#status")).toHaveText("Copied.");
  const words = await page.evaluate(() => navigator.clipboard.readText());
  expect(words).toMatch(/^\| encode, CPU, one thread, ms \| batch 1 \|\n\|---\|---\|\n\| Spirograph Lab \| [\d.]+ \([\d.]+–[\d.]+\) \|/);
  const differed = Number(/differed by (\S+) at most/.exec(words)?.[1]);
  expect(differed).toBeGreaterThanOrEqual(0);
  expect(differed).toBeLessThan(1e-3);
});

test("the bench says in a sentence what went wrong", async ({ page }) => {
  await page.route("**/base.safetensors", (route) => route.fulfill({ status: 404 }));
  await page.goto("./bench.html");
  await page.locator("#quick").click();
  await expect(page.locator("#error")).toHaveText(
    "The bench could not go on: The weights file could not be downloaded: the server answered 404.",
  );
  await expect(page.locator("#quick")).toBeEnabled();
});

test("the main page links to the bench", async ({ page }) => {
  await page.goto("./?device=cpu");
  await page.locator("footer a", { hasText: "How fast is it here?" }).click();
  await expect(page.locator("h1")).toHaveText("How fast it is here");
});

test("a framework whose outputs differ is not timed, and one that cannot be loaded is named", async ({ page }) => {
  const zeros = `export const create = async () => {
    let length = 0;
    return { name: "", prepare: async ({ batch }) => { length = 576 * batch; }, run: async () => new Float32Array(length) };
  };`;
  await page.route("**/bench/tensorflow.js", (route) => route.fulfill({ contentType: "text/javascript", body: zeros }));
  await page.route("**/bench/onnx.js", (route) => route.fulfill({ status: 404 }));
  await page.goto("./bench.html");
  const { names, absences } = await page.evaluate(async () => {
    const { tables } = await import(new URL("./bench/api.js", location.href).href);
    const weights = new Uint8Array(await (await fetch("assets/weights/base.safetensors")).arrayBuffer());
    const plan = { quick: true, peers: true, devices: ["cpu"], threads: 1, processorTime: null };
    const { value } = await tables(plan, weights, () => {}).next();
    const { rows, absences } = value.columns[0].comparison;
    return { names: rows.map((row: { entry: { contender: { name: string } } }) => row.entry.contender.name), absences };
  });
  expect(names).toEqual(["Spirograph Lab"]);
  const said = absences.map(({ entry, reason, expected }: Absence) => [entry.contender.name, reason, expected]);
  expect(said).toEqual([
    ["TensorFlow.js", expect.stringMatching(/^What came out differs from what it should be by [\d.]+\.$/), false],
    ["ONNX Runtime Web", expect.stringContaining("onnx.js"), false],
  ]);
});
