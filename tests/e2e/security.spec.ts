// The page's content security policy, and that no text from elsewhere becomes HTML.

import { readFileSync } from "node:fs";
import { expect, type Page, test } from "@playwright/test";

import { drawTriangle, go, open, ready } from "./page";
import { choose, finished, openTraining, panel, QUICK, saved, start } from "./training";

interface Violation {
  directive: string;
  sample: string;
  isForbidden: boolean;
}

const HIT = "hit by a text";
const HOSTILE = `<img src=x onerror="document.title='${HIT}'"><script>document.title='${HIT}'</script>`;

/**
 * Writes down what a policy would forbid, from before the page's first script. Beside the page's own policy, every place is
 * reported that makes HTML or code of a text.
 */
async function watch(page: Page): Promise<Violation[]> {
  const violations: Violation[] = [];
  await page.exposeFunction("violated", (violation: Violation) => violations.push(violation));
  await page.addInitScript(() =>
    addEventListener("securitypolicyviolation", ({ effectiveDirective, sample, disposition }) =>
      (window as unknown as { violated(violation: Violation): void }).violated({
        directive: effectiveDirective,
        sample,
        isForbidden: disposition === "enforce",
      }),
    ),
  );
  await page.route(/\/(\?.*)?$/, async (route) => {
    const response = await route.fetch();
    const headers = { ...response.headers(), "content-security-policy-report-only": "require-trusted-types-for 'script'" };
    await route.fulfill({ response, headers });
  });
  return violations;
}

/** The addresses of the page's own worker and service worker are texts that name code, and nothing else is. */
const isOwnWorker = ({ sample }: Violation) => /^(Worker constructor|ServiceWorkerContainer register)\|/.test(sample);

test.describe("with the service worker", () => {
  test.use({ serviceWorkers: "allow" });

  test("a walk through the page is within its policy, and makes HTML of no text", async ({ page }) => {
    test.setTimeout(400_000);
    const violations = await watch(page);
    await open(page, "?device=cpu&check");
    await expect(page.locator("html")).toHaveAttribute("data-offline", "ready");
    await expect(page.locator("[data-formula] .katex").first()).toBeAttached();
    await page.locator("#save-menu summary").click();
    await saved(page, "#save-curve-svg");
    await page.locator("#save-menu summary").click();
    await saved(page, "#save-curve-png");
    await drawTriangle(page);
    await go(page, "train");
    await choose(page, QUICK);
    await start(page);
    await finished(page);
    const weights = await saved(page, "#save-weights");
    await page.locator("#load-weights").setInputFiles({ name: "mine.safetensors", mimeType: "application/octet-stream", buffer: weights });
    await expect(page.locator("#encoder")).toContainText("fine-tuned");
    await go(page, "look");
    await expect(page.locator("#first-filters canvas").first()).toBeVisible();
    // From the service worker, this time.
    await page.reload();
    await ready(page);
    await page.goto("./bench.html");
    await expect(page.locator("#quick")).toBeEnabled();
    expect(violations.filter(({ isForbidden }) => isForbidden)).toEqual([]);
    expect(violations.filter((violation) => !isOwnWorker(violation))).toEqual([]);
    // The watch itself works: the worker was seen.
    expect(violations.some(isOwnWorker)).toBe(true);
  });
});

test("what stands in the document, or comes from another origin, does not run", async ({ page }) => {
  const violations = await watch(page);
  await page.route("https://elsewhere.test/**", (route) =>
    route.fulfill({
      contentType: "text/javascript",
      body: "document.title = 'from elsewhere'",
      headers: { "access-control-allow-origin": "*" },
    }),
  );
  await open(page);
  const title = await page.title();
  const fetched = await page.evaluate(async (html) => {
    document.body.insertAdjacentHTML("beforeend", html);
    const inline = document.createElement("script");
    inline.textContent = "document.title = 'inline'";
    const elsewhere = document.createElement("script");
    elsewhere.src = "https://elsewhere.test/script.js";
    const frame = document.createElement("iframe");
    frame.srcdoc = "<p>a frame</p>";
    document.body.append(inline, elsewhere, frame);
    return fetch("https://elsewhere.test/").then(
      () => "fetched",
      () => "refused",
    );
  }, HOSTILE);
  expect(fetched).toBe("refused");
  await expect
    .poll(() => [...new Set(violations.filter(({ isForbidden }) => isForbidden).map(({ directive }) => directive))].sort())
    .toEqual(["connect-src", "script-src-attr", "script-src-elem"]);
  await expect(page).toHaveTitle(title);
});

/** The weights file `deep` under another name, or with a tensor more, which is empty. */
function encoderFile(change: { name?: string; tensor?: string }): Buffer {
  const file = readFileSync("tests/fixtures/deep.safetensors");
  const end = 8 + Number(file.readBigUInt64LE(0));
  const values = file.subarray(end);
  const { __metadata__: metadata, ...tensors } = JSON.parse(file.toString("utf8", 8, end)) as Record<string, Record<string, unknown>>;
  const description = JSON.parse(String(metadata!["spirograph"])) as Record<string, unknown>;
  if (change.name) description["name"] = change.name;
  if (change.tensor) tensors[change.tensor] = { dtype: "F32", shape: [0], data_offsets: [values.length, values.length] };
  const header = JSON.stringify({ __metadata__: { spirograph: JSON.stringify(description) }, ...tensors });
  // To a multiple of eight bytes, so that the tensors stay aligned.
  const padded = Buffer.from(header + " ".repeat(7 - ((Buffer.byteLength(header) + 7) % 8)));
  const start = Buffer.alloc(8);
  start.writeBigUInt64LE(BigInt(padded.length));
  return Buffer.concat([start, padded, values]);
}

/** Nothing of a hostile text is an element, and nothing of it has run. */
async function isText(page: Page) {
  await expect(page.locator("img, iframe, object, embed, body script:not([src])")).toHaveCount(0);
  await expect(page).not.toHaveTitle(HIT);
}

test("texts of an address stay texts", async ({ page }) => {
  const hostile = encodeURIComponent(HOSTILE);
  await page.goto(`./?device=cpu&encoder=${hostile}#step=draw&${hostile}=1&settings=${hostile}&strokes=${hostile}`);
  await expect(page.locator("#notices")).toContainText("<img src=x");
  await ready(page);
  await isText(page);
});

test("names in an encoder's file, and its own, stay texts, also of the run that was stored with it", async ({ page }) => {
  const load = (buffer: Buffer) =>
    page.locator("#load-weights").setInputFiles({ name: `${HOSTILE}.safetensors`, mimeType: "application/octet-stream", buffer });
  await openTraining(page);
  await load(encoderFile({ tensor: HOSTILE }));
  await expect(page.locator("#errors .error").first()).toContainText("<img src=x");
  await load(encoderFile({ name: HOSTILE }));
  await expect(page.locator("#encoder")).toContainText("<img src=x");
  await choose(page, { ...QUICK, batch: 2 });
  await page.locator("#training-step").click();
  await expect(panel(page)).toHaveAttribute("data-saved-step", "1", { timeout: 120_000 });
  await isText(page);
  for (const step of ["make", "draw", "look"] as const) await go(page, step);
  await isText(page);
  await openTraining(page);
  await page.locator("#training-offer button").first().click();
  await expect(panel(page)).toHaveAttribute("data-step", "1");
  await isText(page);
});
