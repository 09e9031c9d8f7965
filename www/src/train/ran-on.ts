// What a run has learned from, what it is known by, and whether that is what is looked at now.

import type { CropsReport } from "engine";

import { PAIRED } from "../engine/experiments";
import { type Kind, THINGS } from "../engine/sources";

type Photographs = Pick<CropsReport, "photos" | "digest">;

export interface RanOn {
  kind: Kind;
  /** Those that were open when it was begun, or went on. */
  photographs: Photographs | undefined;
}

/** What a run has learned from, where it is not what is looked at now: nothing where it is. */
export function elsewhereInWords({ kind, photographs }: RanOn, kindNow: Kind, open: Photographs | undefined): string {
  if (kind === "spirographs") return kindNow === kind ? "" : `It has learned from ${THINGS[kind]}.`;
  const names = photographs?.photos.join(", ") ?? "photographs";
  if (kindNow !== kind) return `It has learned from crops of ${names}.`;
  if (!open || !photographs || open.digest === photographs.digest) return "";
  return `It has learned from crops of ${names}, which are not the photographs that are open now.`;
}

/** What a run is known by where it is kept: its experiment, the settings that differ from the usual ones, and the photographs. */
export function runInWords(experiment: string, settings: string, ranOn: RanOn | undefined): string {
  const words = settings || "with the usual settings";
  const photos = ranOn?.kind === "photographs" ? ranOn.photographs?.photos : undefined;
  return `${experiment === PAIRED ? "" : `${experiment}, `}${words}${photos ? `, on ${photos.join(", ")}` : ""}`;
}
