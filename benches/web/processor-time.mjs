// Processor time of a browser: of all its processes together, from /proc. Linux only.
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";

const TICKS_A_SECOND = Number(execFileSync("getconf", ["CLK_TCK"], { encoding: "utf8" }));

/** Milliseconds that a process and all that it has started have computed so far. */
export function processorTime(root) {
  const processes = new Map();
  for (const name of readdirSync("/proc")) {
    const process = /^\d+$/.test(name) && read(Number(name));
    if (process) processes.set(Number(name), process);
  }
  const isOurs = (id) => id === root || (processes.has(id) && isOurs(processes.get(id).parent));
  const ticks = [...processes].filter(([id]) => isOurs(id)).reduce((sum, [, { ticks }]) => sum + ticks, 0);
  return (1000 * ticks) / TICKS_A_SECOND;
}

function read(id) {
  try {
    // The fields after the name, which may hold anything, closing parentheses included: proc(5).
    const fields = readFileSync(`/proc/${id}/stat`, "utf8")
      .replace(/^.*\) /, "")
      .split(" ");
    return { parent: Number(fields[1]), ticks: Number(fields[11]) + Number(fields[12]) };
  } catch {
    return undefined; // It has ended meanwhile.
  }
}
