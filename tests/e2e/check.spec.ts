// "Check my device": the reference values on the visitor's own devices.

import { readFile } from "node:fs/promises";
import { expect, type Page, test } from "@playwright/test";

import type { DeviceCard } from "../../www/src/check/device-card";
import { inWorkers, NO_ADAPTER } from "./gpu";
import { answered, setSlider, withoutGpu } from "./page";

const words = (page: Page) => page.locator("#check-words");

async function card(page: Page): Promise<DeviceCard & { verdict: string }> {
  const download = page.waitForEvent("download");
  await page.locator("#check-json").click();
  return JSON.parse(await readFile(await (await download).path(), "utf8"));
}

test("?check compares both devices with the reference values, and saves a card", { tag: "@alone" }, async ({ page }) => {
  test.setTimeout(600_000);
  await page.goto("./?check&device=cpu");
  await expect(page.locator("#check-tables [data-device]")).toHaveCount(2, { timeout: 500_000 });
  await expect(words(page)).toContainText("All 38 quantities are within their tolerances.");
  await expect(words(page)).toContainText("The adapter is software");
  const made = await card(page);
  console.log(JSON.stringify(made.devices.map(({ device, milliseconds }) => [device.kind, milliseconds])));
  const [cpu, gpu] = made.devices;
  // Ten against the values that came along, four against finite differences, and on WebGPU ten against the CPU.
  expect(cpu!.checks.map(({ against }) => against)).toEqual([...Array(10).fill("reference"), ...Array(4).fill("differences")]);
  expect(gpu!.checks.map(({ against }) => against).slice(14)).toEqual(Array(10).fill("cpu"));
  // Not the same numbers twice: another device rounds otherwise.
  expect(gpu!.checks.slice(14).some(({ difference }) => difference > 0)).toBe(true);
  for (const { milliseconds } of made.devices) {
    expect(Object.keys(milliseconds)).toHaveLength(3);
    for (const time of Object.values(milliseconds)) expect(time).toBeGreaterThan(0);
  }
  expect(made.adapter).toMatchObject({ inSoftware: true, limits: { maxComputeInvocationsPerWorkgroup: expect.any(Number) } });
  expect(made.browser.name).toContain("Chrome");
  for (const version of Object.values(made.versions)) expect(version).toMatch(/^\d+\.\d+\.\d+$/);
  expect(Object.keys(made.versions)).toHaveLength(4);
  const png = page.waitForEvent("download");
  await page.locator("#check-png").click();
  const picture = await readFile(await (await png).path());
  expect(picture.subarray(1, 4).toString()).toBe("PNG");
  expect(picture.readUInt32BE(16)).toBeGreaterThan(800);
  // The page's own engine has gone on meanwhile.
  await answered(page, () => setSlider(page, 'input[data-factor="m"]', 2.2));
});

test("a reference that does not agree is shown as what is outside", async ({ page }) => {
  await withoutGpu(page);
  await page.route("**/reference.safetensors", async (route) => {
    const body = await (await route.fetch()).body();
    // A bit of one of the numbers of the last tensor.
    body[body.length - 5]! ^= 0x40;
    await route.fulfill({ body });
  });
  await page.goto("./?check&device=cpu");
  await expect(words(page)).toContainText(/\d+ of 14 quantities are outside their tolerances/, { timeout: 240_000 });
  await expect(page.locator('#check-tables [data-holds="false"]').first()).toContainText("outside");
  await expect(words(page)).toContainText("This browser offers no WebGPU adapter.");
});

test("a device that does not open is said, and the other one is checked all the same", async ({ page }) => {
  await inWorkers(page, () => `if (self.name === "engine_webgpu") ${NO_ADAPTER}`);
  await page.goto("./?check&device=cpu");
  await expect(words(page)).toContainText("All 14 quantities are within their tolerances. WebGPU could not be checked:", {
    timeout: 240_000,
  });
});

test("reference values that cannot be downloaded are said, and the check can be tried again", async ({ page }) => {
  await withoutGpu(page);
  await page.route("**/reference.safetensors", (route) => route.abort());
  await page.goto("./?check&device=cpu");
  await expect(words(page)).toContainText("The file of reference values could not be downloaded");
  await page.unroute("**/reference.safetensors");
  await page.locator("#check-run").click();
  await expect(words(page)).toContainText("All 14 quantities are within", { timeout: 240_000 });
});
