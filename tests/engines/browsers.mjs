// Browsers by one small interface: open(address), reload(), evaluate(function, …arguments), drag(selector, points), click(selector), close().
// Chromium and Firefox are driven through WebDriver BiDi by Puppeteer, WebKit through WebDriver by Selenium.
import { spawn } from "node:child_process";
import { readdirSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import puppeteer from "puppeteer-core";
import { Builder, Capabilities, Origin } from "selenium-webdriver";

import { freePort } from "../free-port.mjs";

const SIZE = { width: 1280, height: 900 };
/** What every browser understands: an element by its selector, all of it on the screen, and where it is. */
const boxOf = (selector) => {
  const element = document.querySelector(selector);
  element.scrollIntoView({ block: "center", behavior: "instant" });
  const { x, y, width, height } = element.getBoundingClientRect();
  return { x, y, width, height };
};

class PuppeteerBrowser {
  constructor(browser, page) {
    this.browser = browser;
    this.page = page;
  }

  static async launch(options) {
    const browser = await puppeteer.launch({ headless: true, defaultViewport: SIZE, ...options });
    return new PuppeteerBrowser(browser, await browser.newPage());
  }

  open(address) {
    return this.page.goto(address);
  }

  reload() {
    return this.page.reload();
  }

  evaluate(ask, ...args) {
    return this.page.evaluate(ask, ...args);
  }

  async drag(selector, [first, ...others]) {
    const box = await this.evaluate(boxOf, selector);
    const to = ([x, y]) => this.page.mouse.move(box.x + x * box.width, box.y + y * box.height);
    await to(first);
    await this.page.mouse.down();
    for (const point of others) await to(point);
    await this.page.mouse.up();
  }

  click(selector) {
    return this.page.click(selector);
  }

  close() {
    return this.browser.close();
  }
}

class WebKitBrowser {
  constructor(server, driver) {
    this.server = server;
    this.driver = driver;
  }

  /** A browser in a display of its own, in that locale. */
  static async launch(locale) {
    const port = await freePort();
    // A process group of its own: with the driver end the browser and the display.
    const server = spawn("xvfb-run", ["--auto-servernum", "WebKitWebDriver", `--port=${port}`], {
      detached: true,
      stdio: ["ignore", "ignore", "inherit"],
      env: { ...process.env, LC_ALL: locale, LANGUAGE: "" },
    });
    const address = `http://127.0.0.1:${port}`;
    while (server.exitCode === null && !(await answers(`${address}/status`))) await delay(100);
    const options = { binary: miniBrowser(), args: ["--automation"] };
    const capabilities = new Capabilities({ browserName: "MiniBrowser", "webkitgtk:browserOptions": options });
    const driver = await new Builder().usingServer(address).withCapabilities(capabilities).build();
    return new WebKitBrowser(server, driver);
  }

  open(address) {
    return this.driver.get(address);
  }

  reload() {
    return this.driver.navigate().refresh();
  }

  evaluate(ask, ...args) {
    return this.driver.executeScript(`return (${ask}).apply(null, arguments)`, ...args);
  }

  async drag(selector, [first, ...others]) {
    const box = await this.evaluate(boxOf, selector);
    const mouse = this.driver.actions({ async: true });
    const to = ([x, y]) =>
      mouse.move({ x: Math.round(box.x + x * box.width), y: Math.round(box.y + y * box.height), origin: Origin.VIEWPORT, duration: 20 });
    to(first).press();
    for (const point of others) to(point);
    await mouse.release().perform();
  }

  async click(selector) {
    const { x, y, width, height } = await this.evaluate(boxOf, selector);
    const middle = { x: Math.round(x + width / 2), y: Math.round(y + height / 2), origin: Origin.VIEWPORT };
    await this.driver.actions({ async: true }).move(middle).press().release().perform();
  }

  async close() {
    await this.driver.quit();
    process.kill(-this.server.pid, "SIGTERM");
  }
}

const answers = (address) =>
  fetch(address).then(
    ({ ok }) => ok,
    () => false,
  );

/** WebKit's own small browser, which Debian keeps beside its library. */
function miniBrowser() {
  const libraries = "/usr/lib/x86_64-linux-gnu";
  const folder = readdirSync(libraries)
    .filter((name) => name.startsWith("webkit2gtk-4"))
    .at(-1);
  return `${libraries}/${folder}/MiniBrowser`;
}

/** Each browser's name, and what opens it. */
export const BROWSERS = {
  Chromium: () => PuppeteerBrowser.launch({ executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium", args: ["--no-sandbox"] }),
  Firefox: () => PuppeteerBrowser.launch({ browser: "firefox", executablePath: "/usr/bin/firefox-esr" }),
  "WebKit under LC_ALL=C": () => WebKitBrowser.launch("C"),
  // Here WebKit calls the visitor's language "C", which is no language tag.
  "WebKit under LC_ALL=C.UTF-8": () => WebKitBrowser.launch("C.UTF-8"),
};
