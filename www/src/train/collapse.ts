// Arms whose representations have collapsed: all pictures look the same to them, and what they read is made up.

import { rounded } from "../canvas/numbers";
import { type Arm, armsOf, type TrainingHistory } from "./history";

/** An arm that has collapsed, by its newest measurements. */
export interface Collapse {
  arm: Arm;
  /** How far its representations lie apart; of several seeds that have collapsed, the most. */
  spread: number;
  /** The same before the first step, where that was measured. */
  atStart: number | undefined;
}

export function collapsesOf(history: TrainingHistory): Collapse[] {
  const atStart = history.measured.before?.geometry?.spread;
  return armsOf(history.session).flatMap((arm) => {
    const spreads = history.latest(arm.name).flatMap(({ geometry }) => (geometry?.collapsed ? [geometry.spread] : []));
    return spreads.length > 0 ? [{ arm, spread: Math.max(...spreads), atStart }] : [];
  });
}

/** What is spoken of it, once: the numbers change with every measurement. */
export function collapseSpoken(collapses: readonly Collapse[]): string {
  return collapses.map(({ arm }) => `“${arm.words}” has collapsed: what it reads now means nothing.`).join(" ");
}

export function collapseInWords({ arm, spread, atStart }: Collapse): string {
  const before = atStart === undefined ? "" : `; at the start ${rounded(atStart)}`;
  return `“${arm.words}” has collapsed: its representations of all pictures are nearly the same (spread ${rounded(spread)}${before}). What it reads now means nothing.`;
}
