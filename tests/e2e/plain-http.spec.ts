// The page on plain http from another machine, as in a classroom: what browsers keep for secure pages does not exist there.

import { expect, test } from "@playwright/test";
import config from "../../playwright.config";
import { decode } from "../../www/src/state/permalink";
import { padOnScreen } from "./page";

const HOST = "classroom.test";
const launchOptions = config.use?.launchOptions ?? {};

test.use({ launchOptions: { ...launchOptions, args: [...(launchOptions.args ?? []), `--host-resolver-rules=MAP ${HOST} 127.0.0.1`] } });

test("every point of a stroke is there, and nothing is thrown", async ({ page, baseURL }) => {
  const errors: string[] = [];
  page.on("pageerror", ({ message }) => errors.push(message));
  await page.goto(`${baseURL?.replace("127.0.0.1", HOST)}?device=cpu#step=draw`);
  expect(await page.evaluate(() => [isSecureContext, "getCoalescedEvents" in PointerEvent.prototype])).toEqual([false, false]);
  const box = await padOnScreen(page);
  await page.mouse.move(box.x + 0.2 * box.width, box.y + 0.2 * box.height);
  await page.mouse.down();
  for (let step = 1; step <= 20; step++)
    await page.mouse.move(box.x + (0.2 + 0.03 * step) * box.width, box.y + (0.2 + 0.02 * step) * box.height);
  await page.mouse.up();
  await expect.poll(async () => decode(await page.evaluate(() => location.hash)).named.drawing?.[0]?.points.length).toBe(21);
  // With its engine, its link and all else.
  await expect(page.locator("#status")).toHaveAttribute("data-state", "ready", { timeout: 240_000 });
  await expect(page.locator("#reading")).toHaveAttribute("aria-busy", "false", { timeout: 180_000 });
  const asked = page.waitForEvent("dialog").then(async (dialog) => {
    const link = dialog.defaultValue();
    await dialog.accept();
    return link;
  });
  await page.getByRole("button", { name: "Copy link" }).click();
  expect(await asked).toContain("drawing=");
  expect(errors).toEqual([]);
});
