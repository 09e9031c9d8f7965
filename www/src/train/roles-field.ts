// The role of each factor: a menu of its words for each, which are explained once; those of a hand are folded away.

import type { Factor } from "engine";

import { create } from "../canvas/dom";
import { createName } from "../canvas/untranslated";
import { free, ofRole, ROLES } from "../engine/factors";
import type { Settings } from "../state/settings-codec";
import { type Field, folded, type OnChoice } from "./field";
import { ROLE_WORDS, roleOf, usualRole } from "./roles";

/** `factors` are those of the pictures that are learned from, with their usual roles. */
export function rolesField(factors: readonly Factor[], choose: OnChoice): Field {
  const menus = new Map(factors.map((factor) => [factor.name, menu(factor)]));
  let split: Settings[string] | undefined;
  // The value has the factors whose role is not as the split has it.
  const choice = () => {
    const roles = factors.map((factor) => ({ factor, role: ROLES.find((role) => role === menus.get(factor.name)?.value) }));
    const changed = roles.flatMap(({ factor, role }) => (role && role !== usualRole(factor, split) ? [[factor.name, role]] : []));
    return Object.fromEntries(changed);
  };
  const rows = (some: readonly Factor[]) => some.flatMap(({ name }) => menus.get(name)?.parentElement ?? []);
  const row = create("fieldset", "setting-factors");
  const usual = create("div", "setting-roles");
  usual.append(...rows(free(factors)));
  row.append(create("legend", "", "What each factor is"), explained(), usual);
  // What is usually fixed are the flaws of a hand: photographs have none.
  const hand = rows(ofRole(factors, "fixed"));
  if (hand.length > 0) row.append(folded("The hand that draws", "setting-roles", ...hand));
  row.addEventListener("input", () => choose(choice()));
  return {
    row,
    inputs: [...menus.values()],
    show: (_, all) => {
      split = all["split"];
      for (const factor of factors) {
        const select = menus.get(factor.name);
        if (select) select.value = roleOf(factor, all);
      }
    },
  };
}

/** What the words mean. */
function explained(): HTMLElement {
  const list = create("dl", "role-words help");
  for (const role of ROLES) {
    const entry = create("div", "");
    entry.append(create("dt", "", role), create("dd", "", ROLE_WORDS[role]));
    list.append(entry);
  }
  return list;
}

function menu({ name, meaning }: Factor): HTMLSelectElement {
  const select = create("select", "");
  select.name = `role-${name}`;
  select.append(...ROLES.map((role) => new Option(role, role)));
  const label = create("label", "setting-role");
  label.title = meaning;
  label.append(createName("span", "factor-name", name), select);
  return select;
}
