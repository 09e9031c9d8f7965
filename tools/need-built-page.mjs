// Says in one sentence that dist/ is missing, for what works on the built page.
import { existsSync } from "node:fs";

if (!existsSync("dist/engine.d.ts")) {
  console.error("The page has not been built yet: run `./dev build` first.");
  process.exitCode = 1;
}
