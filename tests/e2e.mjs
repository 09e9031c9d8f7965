// The end-to-end tests: first those that can share the machine, two at a time, then the others. Arguments go to both.
import { spawnSync } from "node:child_process";

const run = (project, workers) =>
  spawnSync("npx", ["playwright", "test", `--project=${project}`, `--workers=${workers}`, ...process.argv.slice(2)], { stdio: "inherit" });

const failures = [run("together", 2), run("alone", 1)].filter(({ status }) => status !== 0);
process.exitCode = failures.length > 0 ? 1 : 0;
