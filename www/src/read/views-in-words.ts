// What the views of a picture differ in.

import type { Factor, Subject } from "engine";

import { HAND, ofRole, PAPERS_TEN } from "../engine/factors";

/** The flaws of the hand as the caption names them. Strokes have no pace: the pen's places lie evenly along them. */
const FLAWS: Record<string, string> = { "offset.x": "offset", turn: "turn", tremble: "tremble", gaps: "gaps", uneven: "uneven width" };

const isColour = (name: string) => /^(fore|back)\./.test(name);

/** The caption of so many views of a subject; `factors` has the roles that the factors have for what reads. */
export function viewsInWords(views: number, subject: Subject, factors: readonly Factor[]): string {
  const nuisances = ofRole(factors, "nuisance").map(({ name }) => name);
  const colours = nuisances.some(isColour) ? ["other colours"] : [];
  const differences = isDrawn(subject)
    ? [...colours, ...redrawn(nuisances)].join(", ")
    : [...colours, ...redrawnShape(nuisances)].join(" and ");
  const averaged = views === 1 ? "" : "; their representations are averaged";
  return `${views === 1 ? "One random nuisance view" : `${views} random nuisance views`}: ${differences}${averaged}`;
}

/** Whether there are strokes: a Spirograph whose hand has flaws is read as the drawing that it is. */
function isDrawn(subject: Subject): boolean {
  if (subject.kind === "drawing") return true;
  return HAND.some(({ name, neutral }) => (subject.factors[name] ?? neutral) !== neutral);
}

function redrawnShape(nuisances: readonly string[]): string[] {
  const names = PAPERS_TEN.map(({ name }) => name).filter((name) => nuisances.includes(name) && !isColour(name));
  return names.length > 0 ? [`another ${list(names)}`] : [];
}

function redrawn(nuisances: readonly string[]): string[] {
  const flaws = Object.entries(FLAWS).flatMap(([name, words]) => (nuisances.includes(name) ? [words] : []));
  return flaws.length > 0 ? [`a little ${list(flaws)}`] : [];
}

/** Words with commas, and with "and" before the last. */
function list(words: readonly string[]): string {
  return words.length > 1 ? `${words.slice(0, -1).join(", ")} and ${words.at(-1)}` : words.join();
}
