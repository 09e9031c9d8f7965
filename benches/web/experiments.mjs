// Runs experiments in the page at their small size, on the CPU, and keeps how each looks at two widths and how long it took,
// in docs/experiments/. Usage: node benches/web/experiments.mjs [NAME…]; without names all of them.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";

import { withPage } from "./browser.mjs";

const FOLDER = "docs/experiments";
const TIMES = `${FOLDER}/seconds.json`;
const WIDTHS = { 1280: 900, 390: 844 };
/** How long one may take on a busy machine, in milliseconds. */
const LIMIT = 15 * 60_000;

const all = readdirSync("www/assets/experiments").filter((file) => file.endsWith(".json"));
const names = process.argv.length > 2 ? process.argv.slice(2) : all.map((file) => file.replace(".json", ""));
const times = JSON.parse(readFileSync(TIMES, "utf8"));

/** What is pressed, what shows the verdict, and what is to be seen from its beginning on. */
function places(name) {
  const { kind, settings } = JSON.parse(readFileSync(`www/assets/experiments/${name}.json`, "utf8"));
  if (kind === "training") {
    const source = settings?.pictures === "photographs" ? "source=photographs&" : "";
    return { link: `${source}step=train&experiment=${name}`, button: "#training-run", verdict: "#training-verdict", shown: "#content" };
  }
  const card = `#${name}-experiment`;
  const step = ["episodes", "strokes"].includes(kind) ? "draw" : "look";
  return { link: `step=${step}`, button: `${card} .tools button`, verdict: `${card} .tools ~ div .verdict`, shown: `${card} .tools` };
}

async function run(page, name) {
  const { link, button, verdict, shown } = places(name);
  await page.setViewportSize({ width: 1280, height: WIDTHS[1280] });
  await page.goto(new URL(`?device=cpu#${link}`, page.url().replace("bench.html", "")).href);
  await page.reload();
  await page.locator('#status[data-state="ready"]').waitFor({ timeout: LIMIT });
  // Some cards are folded away.
  await page.locator(button).evaluate((button) => button.closest("details")?.setAttribute("open", ""));
  await page.locator(button).scrollIntoViewIfNeeded();
  const begun = Date.now();
  await page.locator(button).click();
  await page.locator(`${verdict}[data-verdict]`).waitFor({ timeout: LIMIT });
  times[name] = Math.round((Date.now() - begun) / 1000);
  for (const [width, height] of Object.entries(WIDTHS)) {
    await page.setViewportSize({ width: Number(width), height });
    await page.locator(shown).evaluate((shown) => scrollTo({ top: scrollY + shown.getBoundingClientRect().top - 90, behavior: "instant" }));
    // Until charts have the new width.
    await page.evaluate(() => new Promise((done) => setTimeout(done, 500)));
    writeFileSync(`${FOLDER}/${name}-${width}.webp`, await webp(page, await page.screenshot()));
  }
  console.log(`${name}: ${times[name]} s`);
}

/** The picture as WebP, a fourth of the size: the browser converts it. */
async function webp(page, png) {
  const base64 = await page.evaluate(async (png) => {
    const picture = await createImageBitmap(new Blob([Uint8Array.from(atob(png), (letter) => letter.charCodeAt(0))]));
    const canvas = new OffscreenCanvas(picture.width, picture.height);
    canvas.getContext("2d").drawImage(picture, 0, 0);
    const bytes = new Uint8Array(await (await canvas.convertToBlob({ type: "image/webp", quality: 0.8 })).arrayBuffer());
    return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
  }, png.toString("base64"));
  return Buffer.from(base64, "base64");
}

function document() {
  const named = Object.keys(times).sort();
  const rows = named.map((name) => `| ${name} | ${times[name]} |`);
  const picture = (name, width, shown) => `<img alt="${name} at ${width} pixels" src="${name}-${width}.webp" width="${shown}">`;
  const sections = named.map((name) => `## ${name}\n\n${picture(name, 1280, 640)} ${picture(name, 390, 195)}\n`);
  return `# Experiments in the page

Each as the page shows it after a run at its small size on the processor, 1280 and 390 pixels wide. The figures at full size are in
[experiments.md](../experiments.md). Made on two cores, one experiment after the other, by \`./dev pictures\`; from the button to the
verdict it took, in seconds:

| experiment | seconds |
|---|---|
${rows.join("\n")}

${sections.join("\n")}`;
}

await withPage([], async (page) => {
  for (const name of names) await run(page, name);
});
writeFileSync(TIMES, `${JSON.stringify(times, undefined, 2)}\n`);
writeFileSync(`${FOLDER}/README.md`, document());
