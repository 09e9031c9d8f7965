// What was found: the crop that was looked for, the crops that are most alike, and at which place it is by how many views.

import { effect, type ReadonlySignal } from "@preact/signals-core";
import type { CropMatch, CropSearch } from "engine";

import { announceSettled } from "../canvas/announce";
import type { CropPictures } from "../canvas/crop-pictures";
import { create, element } from "../canvas/dom";
import { format } from "../canvas/numbers";
import { showGrid } from "../canvas/picture";
import { fillTable, tableRow } from "../charts/table";
import type { CropFinder, Found } from "./crop-finder";
import { findingInWords, shortlyWhere, viewsInWords } from "./words";

/** So many of the most alike stand in the table of places. */
const LEADING = 5;

export class FoundPanel {
  readonly #root = element("finding", HTMLElement);
  readonly #sought = element("sought-crop", HTMLCanvasElement);
  readonly #words = element("finding-words", HTMLElement);
  readonly #matches = element("crop-matches", HTMLOListElement);
  readonly #views = element("crop-views", HTMLCanvasElement);
  readonly #caption = element("crop-views-caption", HTMLElement);
  readonly #places = element("crop-places", HTMLTableElement);

  constructor(finder: CropFinder, pictures: ReadonlySignal<CropPictures | undefined>) {
    effect(() => {
      this.#root.ariaBusy = String(finder.isBusy.value);
    });
    effect(() => {
      const [crop, all] = [finder.sought.value, pictures.value];
      if (crop !== undefined && all) all.show(this.#sought, crop);
    });
    effect(() => {
      const [answer, all] = [finder.answer.value, pictures.value];
      document.body.classList.toggle("nothing-found", answer === undefined);
      if (answer && all) this.#show(answer, all);
    });
  }

  #show({ crops, request, found }: Found, pictures: CropPictures) {
    const last = found.by_views.at(-1);
    if (!last) return;
    this.#words.textContent = findingInWords(last, crops.held_out);
    announceSettled("finding", this.#words.textContent);
    this.#root.dataset["crop"] = String(request.crop);
    this.#root.dataset["place"] = String(last.place);
    const isItself = (crop: number) => crop === request.crop;
    this.#matches.replaceChildren(
      ...last.matches.map((match) => matchOf(match, isItself(match.crop), shortlyWhere(crops, match.crop), pictures)),
    );
    showGrid(this.#views, found.views);
    this.#views.dataset["views"] = String(request.views);
    this.#caption.textContent = viewsInWords(request.views);
    const rows = found.by_views.map((search) => rowOf(search, isItself, pictures));
    fillTable(this.#places, ["views", "place", "the most alike"], rows);
  }
}

/** A number of views, the place of the crop, and the most alike of all as pictures. */
function rowOf({ views, place, matches }: CropSearch, isItself: (crop: number) => boolean, pictures: CropPictures): HTMLTableRowElement {
  const leading = create("span", "crop-leading");
  leading.setAttribute("aria-hidden", "true");
  leading.append(...matches.slice(0, LEADING).map(({ crop }) => thumbnail(crop, isItself(crop), pictures)));
  const row = tableRow(`M = ${views}`, [String(place), leading]);
  row.dataset["views"] = String(views);
  row.dataset["place"] = String(place);
  return row;
}

/** One of the most alike: its picture, how much it is alike as a bar and as a number, and where it is from. */
function matchOf({ crop, similarity }: CropMatch, isItself: boolean, where: string, pictures: CropPictures): HTMLElement {
  const item = create("li", "crop-match");
  item.dataset["crop"] = String(crop);
  const words = create("span", "crop-match-words", isItself ? "the crop itself" : where);
  const [track, bar, number] = [
    create("span", "crop-track"),
    create("span", "crop-bar"),
    create("span", "crop-similarity", format(similarity)),
  ];
  track.setAttribute("aria-hidden", "true");
  // What points away from it is not alike at all.
  bar.style.width = `${100 * Math.max(0, similarity)}%`;
  track.append(bar);
  number.translate = false;
  item.classList.toggle("itself", isItself);
  item.append(thumbnail(crop, isItself, pictures), words, track, number);
  return item;
}

function thumbnail(crop: number, isItself: boolean, pictures: CropPictures): HTMLCanvasElement {
  const canvas = create("canvas", isItself ? "crop-thumbnail itself" : "crop-thumbnail");
  canvas.setAttribute("aria-hidden", "true");
  pictures.show(canvas, crop);
  return canvas;
}
