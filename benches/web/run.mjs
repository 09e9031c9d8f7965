// Runs the bench in a headless Chromium, prints its tables, and puts them into docs/performance.md.
// Usage: node benches/web/run.mjs [--quick]
import { spawn } from "node:child_process";
import { once } from "node:events";
import { chromium } from "@playwright/test";

import { writeSection } from "../report.mjs";
import { processorTime } from "./processor-time.mjs";

const PORT = 4175;
const isQuick = process.argv.includes("--quick");
const ROUNDS = isQuick ? 3 : 9;

const server = spawn(process.execPath, ["tests/e2e/serve.mjs", "dist", String(PORT), "isolated"], { stdio: "ignore" });
