// What each factor is to a run: as its split has it, unless a visitor chose otherwise.

import type { Factor, Role } from "engine";

import type { Settings, SettingValue } from "../state/settings-codec";

/** The role that a split gives: in the drawing's, what the paper fixes is nuisance. */
export function usualRole({ role }: Factor, split: SettingValue | undefined): Role {
  return role === "fixed" && split === "drawing" ? "nuisance" : role;
}

/** The roles in words. */
export const ROLE_WORDS: Record<Role, string> = {
  interest: "to be kept, and read back",
  nuisance: "to be forgotten",
  equivariant: "to be followed: the representation moves with it in a way that can be predicted",
  fixed: "the same in all pictures",
};

export function roleOf(factor: Factor, { split, roles }: Settings): Role {
  return (roles as Record<string, Role> | undefined)?.[factor.name] ?? usualRole(factor, split);
}
