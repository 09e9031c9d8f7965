// Draws the page's icons, a Spirograph of five petals: its curve is the engine's, its pixels are Chromium's.
// What it writes is committed. Usage, after ./dev build: node tools/icons.mjs [FOLDER]
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import puppeteer from "puppeteer-core";

const folder = process.argv[2] ?? "www/assets/icons";
const [GROUND, LINE] = ["#08707f", "#fffefb"];
/** The petals are one more than (m − h) / b; the figure is 2m wide, on a plane of 12. */
const FACTORS = { m: 4, b: 0.6, h: 1.6 };
const PEN = 0.65;
const POINTS = 181;

/** The icon; a maskable one has no corners of its own, since the device cuts it as it likes. */
function iconSvg(curve, { isMaskable }) {
  const points = Array.from(
    { length: curve.length / 2 },
    (_, index) => `${curve[2 * index].toFixed(2)} ${(-curve[2 * index + 1]).toFixed(2)}`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" width="512" height="512" viewBox="-6 -6 12 12">
<rect x="-6" y="-6" width="12" height="12" ${isMaskable ? "" : 'rx="2" '}fill="${GROUND}"/>
<path fill="none" stroke="${LINE}" stroke-width="${PEN}" stroke-linejoin="round" d="M${points.join("L")}Z"/>
</svg>
`;
}

async function curveOf(factors) {
  const { Engine, initSync } = await import(pathToFileURL(resolve("dist/engine.js")));
  initSync({ module: readFileSync("dist/engine_bg.wasm") });
  const engine = await Engine.create("cpu");
  const others = JSON.parse(readFileSync("www/assets/factors.json", "utf8")).map(({ name, neutral }) => [name, neutral]);
  return engine.curve({ ...Object.fromEntries(others), ...factors }, POINTS);
}

/** An SVG in so many pixels. */
async function png(page, svg, side) {
  await page.setViewport({ width: side, height: side });
  await page.setContent(`<style>body { margin: 0 } svg { display: block; width: 100vw; height: 100vh }</style>${svg}`);
  return page.screenshot({ omitBackground: true });
}

mkdirSync(folder, { recursive: true });
const curve = await curveOf(FACTORS);
const icon = iconSvg(curve, { isMaskable: false });
const maskable = iconSvg(curve, { isMaskable: true });
writeFileSync(join(folder, "icon.svg"), icon);
const browser = await puppeteer.launch({ executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium", args: ["--no-sandbox"] });
const page = await browser.newPage();
for (const side of [192, 512]) writeFileSync(join(folder, `icon-${side}.png`), await png(page, icon, side));
writeFileSync(join(folder, "maskable-512.png"), await png(page, maskable, 512));
// Apple's devices round the corners themselves.
writeFileSync(join(folder, "apple-touch-icon.png"), await png(page, maskable, 180));
await browser.close();
process.exit(); // the engine keeps a channel of its scheduler open
