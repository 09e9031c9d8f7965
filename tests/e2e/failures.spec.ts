// What fails before or while the page is put together, and later: each time a visitor reads a sentence, and nothing is said to
// load that does not.

import { rmSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect, type Page, test } from "@playwright/test";

import { answered, coloursAt, crash, hold, open, ready, setSlider } from "./page";
import { openTraining } from "./training";

const needs = (page: Page) => page.locator("#needs");
const own = (page: Page) => page.locator("#page-errors .error p");
const problem = (page: Page) => page.locator("#errors .error p");

/** The page says nothing of a load that does not go on. */
async function isNotLoading(page: Page) {
  await expect(page.locator("#load")).toBeHidden();
}

async function reads(page: Page) {
  await answered(page, () => setSlider(page, 'input[data-factor="m"]', 2.2));
}

// ---- no script runs ----

async function saysWhatItNeeds(page: Page) {
  // Where scripts run, nobody sees it while they come: the style sheet's wait, begun anew and not by the clock but by its moments.
  const seen = await needs(page).evaluate((needs) => {
    needs.style.animation = "none";
    needs.getAnimations();
    needs.style.animation = "";
    const [wait] = needs.getAnimations();
    return [0, 2900, 3000].map((moment) => {
      if (wait) wait.currentTime = moment;
      return getComputedStyle(needs).visibility;
    });
  });
  expect(seen).toEqual(["hidden", "hidden", "visible"]);
  await expect(needs(page)).toBeVisible();
  await expect(needs(page)).toContainText("a web server");
  await expect(needs(page)).toContainText("WebAssembly");
  await isNotLoading(page);
}

test("opened as a file, the page says that it needs a web server", async ({ page }) => {
  await page.goto(`file://${resolve("dist/index.html")}`);
  await saysWhatItNeeds(page);
});

test("without scripts the page says what it needs", async ({ browser, baseURL }) => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(baseURL!);
  await expect(needs(page)).toBeVisible();
  await isNotLoading(page);
  await context.close();
});

for (const [what, answer] of [
  ["is missing", { status: 404, body: "not found" }],
  ["is of another type, as from a host that answers everything with a page", { contentType: "text/html", body: "<!doctype html>" }],
  ["is newer than the browser", { contentType: "text/javascript", body: "let a = b ~> c;" }],
] as const) {
  for (const file of ["app.js", "chunk.js"]) {
    test(`where ${file} ${what}, the page says what it needs`, async ({ page }) => {
      await page.route(`**/${file}`, (route) => route.fulfill(answer));
      await page.goto("./");
      await saysWhatItNeeds(page);
    });
  }
}

/** Opens the page in a frame that may run scripts and nothing else. */
async function openInSandbox(page: Page, baseURL: string) {
  await page.route("**/frame.html", (route) =>
    route.fulfill({
      contentType: "text/html",
      body: `<iframe sandbox="allow-scripts" src="${baseURL}" width="1000" height="700"></iframe>`,
    }),
  );
  await page.goto("./frame.html");
  return page.frameLocator("iframe");
}

test("in a sandboxed frame the page says what it needs", async ({ page, baseURL }) => {
  const frame = await openInSandbox(page, baseURL!);
  await expect(frame.locator("#needs")).toBeVisible();
  await expect(frame.locator("#load")).toBeHidden();
});

test("in a sandboxed frame whose host lets every origin load its parts, the page says why it cannot compute", async ({ page, baseURL }) => {
  // What GitHub's own pages answer with.
  await page.route("**/*", async (route) => {
    if (route.request().url().endsWith("frame.html")) return route.fallback();
    const response = await route.fetch();
    await route.fulfill({ response, headers: { ...response.headers(), "access-control-allow-origin": "*" } });
  });
  const frame = await openInSandbox(page, baseURL!);
  await expect(frame.locator("#errors .error p")).toContainText("Open the page in a tab of its own");
  await expect(frame.locator("#needs")).toBeHidden();
  await expect(frame.locator("#load")).toBeHidden();
  await expect(frame.locator("#page-errors .error")).toHaveCount(0);
  await expect(frame.getByRole("button", { name: "Restart the engine" })).toHaveCount(0);
});

// ---- the page's own code throws ----

test("an error while the page is put together is said, and nothing seems to load", async ({ page }) => {
  await page.route("**/*", async (route) => {
    if (route.request().resourceType() !== "document") return route.fallback();
    const response = await route.fetch();
    await route.fulfill({ response, body: (await response.text()).replace('id="status"', 'id="another"') });
  });
  await page.goto("./");
  await expect(own(page)).toContainText("The page has met an error of its own (Error: index.html has no HTMLElement with the id status)");
  await expect(page.getByRole("button", { name: "Reload the page" })).toBeVisible();
  await expect(needs(page)).toBeHidden();
  await isNotLoading(page);
});

for (const [where, act] of [
  ["a listener", () => setTimeout(() => document.getElementById("new-views")?.click())],
  [
    "a promise",
    () =>
      void import(document.querySelector<HTMLScriptElement>("script[type=module]")!.src).then(() =>
        Promise.reject(new RangeError("no such language")),
      ),
  ],
] as const) {
  test(`an error in ${where} is said once, and the first one stays`, async ({ page }) => {
    await page.addInitScript(() => {
      const now = performance.now.bind(performance);
      Object.assign(window, {
        breakIt: () =>
          (performance.now = () => {
            throw new RangeError("no such language");
          }),
        mendIt: () => (performance.now = now),
      });
    });
    await open(page);
    if (where === "a listener") await page.evaluate(() => (window as unknown as { breakIt(): void }).breakIt());
    await page.evaluate(act);
    await expect(own(page)).toContainText("The page has met an error of its own (RangeError: no such language)");
    await page.evaluate(() => (window as unknown as { mendIt(): void }).mendIt());
    // Once the page, which has listened for longer, has heard of it.
    await page.evaluate(
      () =>
        new Promise<void>((resolve) => {
          addEventListener("unhandledrejection", () => resolve(), { once: true });
          void Promise.reject(new Error("a later one"));
        }),
    );
    await expect(own(page)).toHaveCount(1);
    await expect(own(page)).toContainText("no such language");
    await page.locator("#page-errors").getByRole("button", { name: "Dismiss" }).click();
    await expect(own(page)).toHaveCount(0);
  });
}

test("what an extension throws in the page is not the page's own", async ({ page }) => {
  await open(page);
  await page.evaluate(
    `new Promise((resolve) => {
      addEventListener("error", () => resolve(), { once: true });
      setTimeout(() => { throw new Error("an extension"); });
    })
    //# sourceURL=chrome-extension://abc/content.js`,
  );
  await expect(own(page)).toHaveCount(0);
});

// ---- what a browser has not, or forbids ----

test("without WebAssembly the page says so, and has no button that cannot help", async ({ page }) => {
  await page.addInitScript(() => Reflect.deleteProperty(globalThis, "WebAssembly"));
  await page.goto("./");
  await expect(problem(page)).toContainText("This browser has no WebAssembly");
  await isNotLoading(page);
  await expect(page.getByRole("button", { name: "Restart the engine" })).toHaveCount(0);
  await expect(own(page)).toHaveCount(0);
});

for (const language of ["C", "", "en_US.UTF-8", undefined]) {
  test(`a browser whose language is ${JSON.stringify(language) ?? "not told"} reads and trains all the same`, async ({ page }) => {
    await page.addInitScript((language) => {
      Object.defineProperty(Navigator.prototype, "language", { configurable: true, get: () => language });
    }, language);
    await open(page);
    await reads(page);
    await expect(own(page)).toHaveCount(0);
    await expect(problem(page)).toHaveCount(0);
  });
}

const REFUSED: { what: string; script: () => void }[] = [
  {
    what: "storage",
    script: () => {
      for (const name of ["localStorage", "sessionStorage", "indexedDB", "caches"]) {
        Object.defineProperty(window, name, {
          get: () => {
            throw new DOMException("denied", "SecurityError");
          },
        });
      }
    },
  },
  {
    what: "writing the address",
    script: () => {
      history.replaceState = history.pushState = () => {
        throw new DOMException("Attempt to use history.replaceState() more than 100 times", "SecurityError");
      };
    },
  },
  {
    what: "canvases",
    script: () => {
      HTMLCanvasElement.prototype.getContext = () => null;
    },
  },
  {
    what: "service workers",
    script: () => {
      Object.defineProperty(Navigator.prototype, "serviceWorker", {
        get: () => {
          throw new DOMException("denied", "SecurityError");
        },
      });
    },
  },
];

for (const { what, script } of REFUSED) {
  test(`a browser that refuses ${what} reads all the same`, async ({ page }) => {
    await page.addInitScript(script);
    await open(page);
    await reads(page);
    await page.locator('#path [data-go="train"]').click();
    await expect(page.locator("#training-run")).toBeVisible();
    await expect(page.locator("#training-run")).toBeEnabled();
    await page.waitForTimeout(500);
    await expect(own(page)).toHaveCount(0);
    await expect(problem(page)).toHaveCount(0);
  });
}

// ---- parts that do not come, or come broken ----

const BROKEN = Buffer.from("0061736d0100000001ff", "hex");
/** A program that asks its host for something that it has not: `b` of the module `a`. */
const ANOTHER_VERSION = Buffer.from("0061736d01000000010401600000020701016101620000", "hex");

for (const { file, what, answer, words } of [
  { file: "worker.js", what: "missing", answer: { status: 404 }, words: "a part of its program could not be downloaded" },
  {
    file: "worker.js",
    what: "a page",
    answer: { contentType: "text/html", body: "<p>" },
    words: "a part of its program could not be downloaded",
  },
  { file: "engine.js", what: "missing", answer: { status: 404 }, words: "a part of its program could not be downloaded" },
  { file: "engine_bg.wasm", what: "missing", answer: { status: 404 }, words: "the server answered 404" },
  {
    file: "engine_bg.wasm",
    what: "a page",
    answer: { contentType: "text/html", body: "<!doctype html>" },
    words: "The engine cannot be used: CompileError",
  },
  {
    file: "engine_bg.wasm",
    what: "cut short",
    answer: { contentType: "application/wasm", body: BROKEN },
    words: "The engine cannot be used: CompileError",
  },
  {
    file: "engine_bg.wasm",
    what: "of another version",
    answer: {
      contentType: "application/wasm",
      body: ANOTHER_VERSION,
    },
    words: "its parts are of two versions",
  },
]) {
  test(`where ${file} is ${what}, the page says so and can start again`, async ({ page }) => {
    await page.route(`**/${file}`, (route) => route.fulfill(answer));
    await page.goto("./?device=cpu");
    await expect(problem(page)).toContainText(words);
    await isNotLoading(page);
    await expect(own(page)).toHaveCount(0);
    await page.unroute(`**/${file}`);
    await page.getByRole("button", { name: "Restart the engine" }).click();
    await ready(page);
    await expect(problem(page)).toHaveCount(0);
    await reads(page);
  });
}

test("a policy that forbids workers is said", async ({ page }) => {
  await page.route("**/*", async (route) => {
    if (route.request().resourceType() !== "document") return route.fallback();
    const response = await route.fetch();
    await route.fulfill({ response, headers: { ...response.headers(), "content-security-policy": "worker-src 'none'" } });
  });
  await page.goto("./?device=cpu");
  await expect(problem(page)).toContainText("The engine could not be started");
  await isNotLoading(page);
});

test("weights that did not come can be asked for again", async ({ page }) => {
  await page.route("**/base.safetensors", (route) => route.fulfill({ status: 503 }));
  await open(page);
  await expect(problem(page)).toContainText("the server answered 503");
  const again = page.getByRole("button", { name: "Load the weights again" });
  await again.click();
  await expect(problem(page)).toContainText("the server answered 503");
  await page.unroute("**/base.safetensors");
  await again.click();
  await expect(page.locator("#encoder")).toContainText("“base”");
  await expect(problem(page)).toHaveCount(0);
  await reads(page);
});

for (const [what, answer] of [
  ["missing", { status: 404 }],
  ["cut short", { contentType: "application/json", body: '{"curve":[1,2' }],
  ["something else", { contentType: "application/json", body: '{"curve":7}' }],
] as const) {
  test(`an example that is ${what} is done without`, async ({ page }) => {
    await page.route("**/example.json", (route) => route.fulfill(answer));
    await open(page);
    await reads(page);
    await expect(own(page)).toHaveCount(0);
  });
}

test("without KaTeX the formulas are plain text", async ({ page }) => {
  await page.route("**/katex.*", (route) => route.abort());
  await open(page);
  await page.locator("#content .symbols summary").first().click();
  await expect(page.locator(".formula").first()).toContainText("x = (m − h) cos t");
  await expect(own(page)).toHaveCount(0);
});

test("a visitor's own file that is gone when it is read is named", async ({ page }, testInfo) => {
  const file = testInfo.outputPath("mine.safetensors");
  writeFileSync(file, "something");
  const release = await hold(page, "engine_bg.wasm");
  await page.goto("./?device=cpu#step=train");
  await page.locator("#load-weights").setInputFiles(file);
  rmSync(file);
  release();
  await expect(problem(page)).toContainText(
    "The file “mine.safetensors” cannot be read any more: it has been moved, changed or deleted. Choose it again.",
  );
  await expect(page.locator("#encoder-choice")).toHaveValue("base");
});

// ---- one error and another ----

test("a lesser error does not take the place of the one that has a way on, nor does it lose it", async ({ page }) => {
  await openTraining(page);
  await crash(page);
  await expect(problem(page)).toContainText("The engine crashed");
  const restart = page.getByRole("button", { name: "Restart the engine" });
  await page.locator("#save-menu summary").click();
  await page.getByRole("button", { name: "The plots on show (PNG)" }).click();
  await page.locator("#load-weights").setInputFiles({ name: "x.safetensors", mimeType: "", buffer: Buffer.from("no") });
  await page.waitForTimeout(300);
  await expect(problem(page)).toContainText("The engine crashed");
  await expect(page.locator("#errors").getByRole("button", { name: "Dismiss" })).toHaveCount(0);
  await page.locator("#encoder-choice").selectOption("base");
  await restart.click();
  await ready(page);
  await page.locator('#path [data-go="make"]').click();
  await reads(page);
});

test("a notice does not take the place of another", async ({ page }) => {
  await page.goto("./?device=cpu#nonsense=1");
  await expect(page.locator("#notices .notice")).toHaveCount(1);
  await page.evaluate(() => (location.hash = "step=draw&rubbish=2"));
  await expect(page.locator("#notices .notice")).toHaveCount(1);
  await expect(page.locator("#notices")).toContainText("rubbish");
  await expect.poll(() => coloursAt(page, "#pad")).toBeTruthy();
});
