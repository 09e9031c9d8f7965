// One visit to the page, in any browser: what everybody should be able to do.
import assert from "node:assert/strict";
import { setTimeout as delay } from "node:timers/promises";

/** Ten steps that take seconds. */
const SETTINGS = {
  steps: 10,
  batch: 4,
  runs: "single",
  lambda: 1,
  lambda_whole_at: 0,
  learning_rate_warm_up: 0,
  measure_every: 10,
  held_out: 16,
};
const PATIENCE_SECONDS = 120;

const attribute = (selector, name) => document.querySelector(selector)?.getAttribute(name);

/** Waits until the page answers the question with something other than false, null or nothing. */
export async function until(browser, words, ask, ...args) {
  for (const end = Date.now() + 1000 * PATIENCE_SECONDS; Date.now() < end; await delay(100)) {
    const answer = await browser.evaluate(ask, ...args);
    if (answer) return answer;
  }
  const seen = await browser.evaluate(() => `${document.title}\n${document.body.innerText.slice(0, 600)}`);
  assert.fail(`${words}: not after ${PATIENCE_SECONDS} s. The page says:\n${seen}`);
}

/** Presses a button once it can be pressed, and stays where it is. */
async function press(browser, selector) {
  const place = (selector) => {
    const button = document.querySelector(selector);
    return button?.getClientRects().length > 0 && !button.disabled && JSON.stringify(button.getBoundingClientRect());
  };
  for (let before, now; !now || now !== before; await delay(200)) {
    [before, now] = [now, await until(browser, `${selector} can be pressed`, place, selector)];
  }
  await browser.click(selector);
}

const is = (selector, name, value) => document.querySelector(selector)?.getAttribute(name) === value;

export async function noErrors(browser) {
  const errors = () => [...document.querySelectorAll(".error")].map(({ innerText }) => innerText).filter(Boolean);
  assert.deepEqual(await browser.evaluate(errors), []);
}

export async function opens(browser, address, step) {
  await browser.open(`${address}?device=cpu#step=${step}&settings=${encodeURIComponent(JSON.stringify(SETTINGS))}`);
  await until(browser, "the engine is ready", is, "#status", "data-state", "ready");
}

/** The numbers beside the factors; the page writes a real minus. */
const estimates = () =>
  [...document.querySelectorAll(".estimate-value")].map(({ textContent }) => Number(textContent.replace("\u2212", "-")));

export async function readsAStroke(browser) {
  const answers = Number(await browser.evaluate(attribute, "#status", "data-answers"));
  await browser.drag("#pad", [
    [0.3, 0.3],
    [0.7, 0.35],
    [0.6, 0.7],
    [0.3, 0.3],
  ]);
  await until(
    browser,
    "the stroke has been read",
    (before) =>
      Number(document.querySelector("#status").dataset.answers) > before &&
      document.querySelector("#reading").getAttribute("aria-busy") === "false",
    answers,
  );
  const read = await browser.evaluate(estimates);
  assert.equal(read.length, 4);
  assert(read.every(Number.isFinite), `read: ${read}`);
}

/** One step, which is stored; after a reload the run is offered, and goes on to its end. */
async function trainsAndResumes(browser, address) {
  await opens(browser, address, "train");
  await press(browser, "#training-step");
  await until(browser, "the first step is stored", is, "#training", "data-saved-step", "1");
  await browser.reload();
  await until(browser, "the stored run is offered", () => /at step 1 of 10/.test(document.querySelector("#training-offer")?.innerText));
  await until(browser, "the engine is ready after the reload", is, "#status", "data-state", "ready");
  await press(browser, "#training-resume");
  await until(browser, "the stored run is open", is, "#training", "data-step", "1");
  await press(browser, "#training-run");
  await until(browser, "the run is finished", is, "#training", "data-state", "finished");
  assert.equal(await browser.evaluate(attribute, "#training", "data-step"), "10");
  assert.equal(await browser.evaluate(() => document.querySelectorAll("#training-outcome tbody tr").length > 0), true);
}

async function setsFormulas(browser) {
  await until(browser, "a formula is set", () => document.querySelector("[data-formula] .katex-html") !== null);
  assert.equal(await browser.evaluate(() => document.querySelectorAll(".katex-error").length), 0);
}

/** A photo of one's own: chosen as a file, decoded in a worker, cut and painted. */
async function looksAtAPhoto(browser, address) {
  await browser.open(`${address}?device=cpu#source=mine`);
  await until(browser, "the engine is ready", is, "#status", "data-state", "ready");
  await browser.evaluate(async () => {
    const canvas = Object.assign(document.createElement("canvas"), { width: 1280, height: 960 });
    const pen = canvas.getContext("2d");
    for (let place = 0; place < 12; place++) {
      pen.fillStyle = `hsl(${30 * place}, 80%, 60%)`;
      pen.fillRect(320 * (place % 4), 320 * Math.floor(place / 4), 320, 320);
    }
    const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg"));
    const files = new DataTransfer();
    files.items.add(new File([blob], "photo.jpg", { type: "image/jpeg" }));
    const field = document.querySelector("#photo-file");
    field.files = files.files;
    field.dispatchEvent(new Event("change"));
  });
  await until(browser, "the photo is painted", is, "#photo", "data-painted", "true");
  assert.deepEqual(
    await browser.evaluate(() => [document.querySelector("#photo").width, document.querySelector("#photo").height]),
    [640, 480],
  );
  await until(browser, "its derivative is painted", () => document.querySelector("#photo-derivative").hidden === false);
}

export async function visit(browser, address) {
  await opens(browser, address, "draw");
  await readsAStroke(browser);
  await setsFormulas(browser);
  await trainsAndResumes(browser, address);
  await noErrors(browser);
  await looksAtAPhoto(browser, address);
  await noErrors(browser);
}
