// What the specs do with photographs.

import { expect, type Page } from "@playwright/test";

import { type PictureFile, png } from "./pictures";

/** Waits until the photograph of a name has been painted by the engine. */
export async function painted(page: Page, name: string) {
  await expect(page.locator("#photo")).toHaveAttribute("data-photo", name, { timeout: 60_000 });
  await expect(page.locator("#photo")).toHaveAttribute("data-painted", "true", { timeout: 60_000 });
}

/** Gives the page a file, as the field for it does. */
export const choose = (page: Page, ...files: PictureFile[]) => page.locator("#photo-file").setInputFiles(files);

/** The size of the photo on show, and the colours at some places, given as shares of its width and height. */
export async function shown(page: Page, ...places: [x: number, y: number][]) {
  return page.locator("#photo").evaluate((canvas, places) => {
    const { width, height } = canvas as HTMLCanvasElement;
    const context = (canvas as HTMLCanvasElement).getContext("2d")!;
    const colours = places.map(([x, y]) => [...context.getImageData(Math.floor(x * width), Math.floor(y * height), 1, 1).data.slice(0, 3)]);
    return { size: [width, height], colours };
  }, places);
}

/** Colours are off by a few levels where a format has rounded them. */
export function expectNear(found: number[][], wanted: number[][], by = 6) {
  expect(found).toHaveLength(wanted.length);
  const far = Math.max(...found.flat().map((level, index) => Math.abs(level - wanted.flat()[index]!)));
  expect(far, `${JSON.stringify(found)} for ${JSON.stringify(wanted)}`).toBeLessThanOrEqual(by);
}

/** Stripes and slopes, so that every crop is another one. */
export const colourful = (name: string, width = 200, height = 120) =>
  png(name, width, height, (x, y) => [(x * 7) % 256, (y * 5) % 256, ((x + y) * 3) % 256]);

/** Gives the page files as a drop, or as the clipboard, does. */
export async function hand(page: Page, how: "drop" | "paste", ...files: PictureFile[]) {
  const written = files.map(({ name, mimeType, buffer }) => ({ name, mimeType, base64: buffer.toString("base64") }));
  await page.evaluate(
    ({ how, files }) => {
      const transfer = new DataTransfer();
      for (const { name, mimeType, base64 } of files) {
        const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
        transfer.items.add(new File([bytes], name, { type: mimeType }));
      }
      const asked = { bubbles: true, cancelable: true };
      const target = document.querySelector("footer")!;
      if (how === "paste") target.dispatchEvent(new ClipboardEvent("paste", { ...asked, clipboardData: transfer }));
      else for (const kind of ["dragover", "drop"]) target.dispatchEvent(new DragEvent(kind, { ...asked, dataTransfer: transfer }));
    },
    { how, files: written },
  );
}
