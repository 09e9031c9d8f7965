// The settings that have a value for each factor: its role, and the range that it is drawn from.

import type { Factor, Role } from "engine";

import { create } from "../canvas/dom";
import { FACTORS, isOfHand, ROLES } from "../engine/factors";
import type { SettingValue } from "../state/settings-codec";

/** A setting's row, its inputs, and how they show a value. */
export type Field = { row: HTMLElement; inputs: HTMLElement[]; show: (value: SettingValue) => void };
export type OnChoice = (value: SettingValue) => void;
type UsualRole = (factor: Factor) => Role;

/** The roles of a split: what the paper's fixes, the hand, is nuisance in the drawing's. */
export function usualRoles(split: SettingValue): UsualRole {
  return ({ role }) => (role === "fixed" && split === "drawing" ? "nuisance" : role);
}

/** A role for each factor; the value has those whose role is not the split's. */
export function rolesField(choose: OnChoice, usual: () => UsualRole): Field {
  const { row, paper, hand } = frame("What each factor is");
  const selects = FACTORS.map(({ name }) => {
    const label = create("label", "setting-role");
    const select = create("select", "");
    select.name = `role-${name}`;
    for (const role of ROLES) select.append(new Option(role, role));
    label.append(create("span", "", name), select);
    (isOfHand(name) ? hand : paper).append(label);
    return select;
  });
  row.addEventListener("input", () => {
    const roles = FACTORS.map((spec, index) => ({ name: spec.name, usual: usual()(spec), role: selects[index]?.value as Role }));
    choose(Object.fromEntries(roles.filter(({ usual, role }) => role !== usual).map(({ name, role }) => [name, role])));
  });
  const show = (value: SettingValue) =>
    FACTORS.forEach((spec, index) => {
      const select = selects[index];
      if (select) select.value = (value as Record<string, Role>)[spec.name] ?? usual()(spec);
    });
  return { row, inputs: selects, show };
}

/** From where to where each factor is drawn; the value has those whose range is not the whole one. */
export function rangesField(choose: OnChoice): Field {
  const { row, paper, hand } = frame("From where to where it is drawn");
  const bounds = FACTORS.map(({ name, lower, upper }) => {
    const place = create("span", "setting-range");
    const inputs = ["from", "to"].map((end) => {
      const input = create("input", "setting-number");
      Object.assign(input, { type: "number", name: `${end}-${name}`, min: String(lower), max: String(upper), step: "any" });
      input.ariaLabel = `${name}, ${end}`;
      return input;
    });
    place.append(create("span", "", name), ...inputs);
    (isOfHand(name) ? hand : paper).append(place);
    return inputs;
  });
  row.addEventListener("input", () => {
    const ranges = FACTORS.map(({ name, lower, upper }, index) => ({ name, usual: [lower, upper], range: bounds[index]?.map(Number) }));
    const changed = ranges.filter(({ usual, range }) => range?.some((end, index) => end !== usual[index]));
    choose(Object.fromEntries(changed.map(({ name, range }) => [name, range])) as SettingValue);
  });
  const show = (value: SettingValue) =>
    FACTORS.forEach(({ name, lower, upper }, index) => {
      const range = (value as Record<string, [number, number]>)[name] ?? [lower, upper];
      bounds[index]?.forEach((input, end) => {
        // What is being typed stays as it is.
        if (input.valueAsNumber !== range[end]) input.value = Number(range[end]?.toPrecision(6)).toString();
      });
    });
  return { row, inputs: bounds.flat(), show };
}

/** A group with a place for the paper's factors, and a folded one for the hand's. */
function frame(title: string) {
  const row = create("fieldset", "setting-roles");
  const [paper, hand, folded] = [create("div", "setting-factors"), create("div", "setting-factors"), create("details", "")];
  folded.append(create("summary", "", "The hand that draws"), hand);
  row.append(create("legend", "", title), paper, folded);
  return { row, paper, hand };
}
