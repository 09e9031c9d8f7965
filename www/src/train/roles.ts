// What each factor is to a run: as its split has it, unless a visitor chose otherwise.

import type { Factor, Role } from "engine";

import type { Settings, SettingValue } from "../state/settings-codec";

/** The role that a split gives: in the drawing's, what the paper fixes is nuisance. */
export function usualRole({ role }: Factor, split: SettingValue | undefined): Role {
  return role === "fixed" && split === "drawing" ? "nuisance" : role;
}

export function roleOf(factor: Factor, { split, roles }: Settings): Role {
  return (roles as Record<string, Role> | undefined)?.[factor.name] ?? usualRole(factor, split);
}
