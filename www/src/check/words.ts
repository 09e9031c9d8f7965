// What the quantities of a check are called.

import type { Check } from "engine";

const QUANTITIES: Record<string, string> = {
  images: "pictures",
  images_published: "pictures as published",
  jacobian: "pictures’ derivatives by ten factors",
  "ntxent.loss": "NT-Xent",
  "ntxent.grad_z1": "NT-Xent’s gradient",
  "penalty.representation": "representations",
  "penalty.j_delta": "J·δ of the representations",
  "penalty.value": "gradient penalty",
  "penalty.grad_w1": "penalty’s gradient, first layer",
  "penalty.grad_w2": "penalty’s gradient, second layer",
};

const AGAINST: Record<Check["against"], string> = {
  reference: "shipped values",
  differences: "finite differences",
  cpu: "the CPU",
};

/** A check in words: what, against what, the largest difference, what is allowed, and the verdict. */
export function wordsOf({ quantity, against, difference, tolerance, holds }: Check): [string, string, string, string, string] {
  const verdict = holds ? "within" : "outside";
  return [
    QUANTITIES[quantity] ?? quantity,
    AGAINST[against],
    Number.isFinite(difference) ? difference.toExponential(1) : "no number",
    tolerance.toExponential(0),
    verdict,
  ];
}
