// The list of experiments, made of the folder that they lie in: a new one is a file there, and nothing else.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";

/** The paper's own comes first, the others by name. */
const FIRST = "paired";

/** What the page has to know of every experiment before it loads the file of one. */
export function listExperiments(folder) {
  const files = readdirSync(folder).filter((file) => file.endsWith(".json"));
  const names = files.map((file) => basename(file, ".json")).sort((one, other) => rank(one) - rank(other) || one.localeCompare(other));
  return names.map((name) => entry(folder, name));
}

const rank = (name) => (name === FIRST ? 0 : 1);

function entry(folder, name) {
  const path = join(folder, `${name}.json`);
  try {
    const { kind, work = null, claim, compared, settings } = JSON.parse(readFileSync(path, "utf8"));
    const pictures = settings?.pictures === "photographs" ? "photographs" : "spirographs";
    const quantities = [...new Set(compared.map(({ quantity }) => quantity))];
    return { name, kind, pictures, work, claim, quantities, hasFigures: existsSync(join(folder, "figures", `${name}.json`)) };
  } catch (error) {
    throw new Error(`${path} is no experiment: ${error.message}`);
  }
}
