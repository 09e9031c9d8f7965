// Sentences about signs. Their names are a visitor's own words, in any script, and stay apart from the sentence around them.

import { create } from "../canvas/dom";
import { counted, percent } from "../canvas/numbers";
import type { Signs } from "../state/signs";
import type { Named, Sorted } from "./naming";

/** A piece of a sentence: the page's own words, or the name of a sign. */
export type Piece = string | { readonly sign: string };

/** A name as it is shown: not translated, and set in its own direction. */
export function nameOf(sign: string): HTMLElement {
  const name = create("bdi", "sign-name", sign);
  name.translate = false;
  return name;
}

export function showSentence(place: HTMLElement, pieces: readonly Piece[]) {
  place.replaceChildren(...pieces.flatMap((piece) => (typeof piece === "string" ? piece : ["“", nameOf(piece.sign), "”"])));
}

/** A sentence as it is spoken. */
export function spoken(pieces: readonly Piece[]): string {
  return pieces.map((piece) => (typeof piece === "string" ? piece : `“${piece.sign}”`)).join("");
}

/** What a drawing was taken for. */
export function namedInWords({ names, centroid, ridge }: Named): Piece[] {
  const [near, fitted] = [best(centroid), best(ridge)];
  const [first, second] = [{ sign: names[near] ?? "" }, { sign: names[fitted] ?? "" }];
  const [sure, alsoSure] = [percent(centroid[near] ?? 0), percent(ridge[fitted] ?? 0)];
  return near === fitted
    ? ["This looks like ", first, `: ${sure} sure by the nearest centroid, ${alsoSure} by ridge.`]
    : ["The nearest centroid says ", first, ` (${sure} sure), ridge says `, second, ` (${alsoSure} sure).`];
}

/** What there is to do before a drawing is named; nothing where it is being named. */
export function nextStepInWords(signs: Signs, isEmpty: boolean): Piece[] {
  const [only] = signs;
  if (only && signs.length === 1) return ["It knows ", { sign: only.name }, " alone: teach it a second sign to tell apart from that."];
  return signs.length > 1 && isEmpty ? ["Draw one of the signs again: as soon as you lift the pen, it says which one it sees."] : [];
}

/** How many of the examples each read-out names rightly when it has seen only the others. */
export function sortedInWords({ centroid, ridge }: Sorted): string {
  const all = centroid.flat().reduce((sum, count) => sum + count, 0);
  const right = (counts: readonly number[][]) => counts.reduce((sum, row, index) => sum + (row[index] ?? 0), 0);
  return `Of ${counted(all, "drawing")}, each named by all the others: ${right(centroid)} right by the nearest centroid, ${right(ridge)} by ridge.`;
}

/** Where the largest of some confidences stands. */
function best(confidences: readonly number[]): number {
  return confidences.indexOf(Math.max(...confidences));
}
