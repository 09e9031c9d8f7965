// Draws what `./dev soak` has measured, into docs/soak/.
import { readFileSync, writeFileSync } from "node:fs";

import { drawMemory } from "./draw.mjs";

const FOLDER = "docs/soak";
const PLOTS = { cpu: "steps on the CPU", webgpu: "steps on WebGPU", cycles: "starts, pauses and resets" };

for (const [name, at] of Object.entries(PLOTS)) {
  const svg = await drawMemory(readFileSync(`${FOLDER}/${name}.csv`, "utf8"), at);
  writeFileSync(`${FOLDER}/${name}.svg`, svg);
}
console.log(`Drawn into ${FOLDER}/.`);
