// Crops that are held out, and what is said of one that is looked for. No browser is needed.

import { expect, test } from "@playwright/test";
import fc from "fast-check";

import {
  anotherThan,
  type Crops,
  cellOf,
  gridOf,
  heldOutOf,
  isHeldOut,
  middleOf,
  neighbourOf,
  photosWithHeldOut,
  soughtIn,
} from "../../www/src/find/held-out";
import { findingInWords, shortlyWhere, viewsInWords, whereInWords } from "../../www/src/find/words";

/** Photographs of so many rows and columns of crops, as an engine cuts them: the columns at the right of each are held out. */
function cropsOf(...sizes: [rows: number, columns: number][]): Crops {
  const [learned, heldOut]: [Crops["places"], Crops["places"]] = [[], []];
  sizes.forEach(([rows, columns], photo) => {
    const kept = columns - Math.round(columns / 3);
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        (column < kept ? learned : heldOut).push({ photo, left: 32 * column, top: 32 * row });
      }
    }
  });
  return { photos: sizes.map((_, photo) => `photo ${photo}`), places: [...learned, ...heldOut], held_out: heldOut.length };
}

/** One of 3 × 4 crops, one that is a single column wide and has none held out, and one of 2 × 6. */
const THREE = cropsOf([3, 4], [2, 1], [2, 6]);

test("what is looked for is always held out: the crop that is chosen, if these photographs have it", () => {
  const first = THREE.places.length - THREE.held_out;
  expect([first, THREE.held_out]).toEqual([19, 7]);
  expect(soughtIn(THREE, 22)).toBe(22);
  for (const chosen of [0, first - 1, THREE.places.length, 2 ** 32 - 1]) expect(soughtIn(THREE, chosen)).toBe(middleOf(THREE, 0));
  expect(photosWithHeldOut(THREE)).toEqual([0, 2]);
  expect(heldOutOf(THREE, 0)).toEqual([19, 20, 21]);
  expect(heldOutOf(THREE, 1)).toEqual([]);
});

test("arrow keys stay among the crops of a photograph that are held out", () => {
  // Of the last photograph two rows of two columns: 22 and 23, 24 and 25.
  expect(neighbourOf(THREE, 22, [1, 0])).toBe(23);
  expect(neighbourOf(THREE, 22, [0, 1])).toBe(24);
  expect(neighbourOf(THREE, 25, [-1, 0])).toBe(24);
  for (const step of [
    [-1, 0],
    [0, -1],
  ] as const) {
    expect(neighbourOf(THREE, 22, step)).toBe(22);
  }
  expect(neighbourOf(THREE, 25, [1, 0])).toBe(25);
});

test("another crop is another one, and all that are held out come once before any comes again", () => {
  const sizes = fc.array(fc.tuple(fc.integer({ min: 2, max: 9 }), fc.integer({ min: 3, max: 12 })), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(sizes, (sizes) => {
      const crops = cropsOf(...sizes);
      const seen = [soughtIn(crops, 0)];
      while (seen.length < crops.held_out) seen.push(anotherThan(crops, seen.at(-1)!));
      expect(new Set(seen).size).toBe(crops.held_out);
      expect(seen.every((crop) => isHeldOut(crops, crop))).toBe(true);
      expect(anotherThan(crops, seen.at(-1)!)).toBe(seen[0]);
    }),
  );
});

test("where a crop is, and what was found, is said in words", () => {
  expect([gridOf(THREE, 2), cellOf(THREE, 24)]).toEqual([
    { rows: 2, columns: 6 },
    { row: 1, column: 4 },
  ]);
  expect(whereInWords(THREE, 24)).toBe("photo 2: row 2 of 2, column 5 of 6");
  expect(shortlyWhere(THREE, 24)).toBe("photo 2, row 2, column 5");
  const found = (views: number, place: number) => findingInWords({ views, place, matches: [] }, 86);
  expect(found(1, 1)).toBe("By one view of it, the crop is found first of 86: nothing else is as much alike.");
  expect(found(16, 2)).toBe(
    "By the mean of 16 views of it, the crop is found second of 86: the network takes another one to be more alike.",
  );
  expect(found(2, 17)).toBe(
    "By the mean of 2 views of it, the crop is found at place 17 of 86: the network takes 16 others to be more alike.",
  );
  expect(viewsInWords(1)).toBe("1 view of the crop in random colours: another brightness, contrast, saturation and hue");
  expect(viewsInWords(4)).toContain("4 views of the crop in random colours");
});
