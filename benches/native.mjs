// Criterion's timings on one thread and on two, and PyTorch's beside them where there is one. Prints a table, and puts it
// into docs/performance.md. Usage: node benches/native.mjs [--quick]; PYTHON names the interpreter that has PyTorch.
import { execFileSync, spawnSync } from "node:child_process";
import { readdirSync, readFileSync, rmSync } from "node:fs";
import { availableParallelism, cpus, tmpdir } from "node:os";
import { join } from "node:path";

import { quantile } from "d3-array";

import { writeSection } from "./report.mjs";

const MANIFEST = "benches/Cargo.toml";
const WEIGHTS = "www/assets/weights/base.safetensors";
const GROUPS = ["encode", "step", "step with the penalty"];
const isQuick = process.argv.includes("--quick");
const target = process.env.CARGO_TARGET_DIR ?? "benches/target";
const python = process.env.PYTHON ?? "python3";
const loud = { stdio: ["ignore", "inherit", "inherit"] };

const pytorch = spawnSync(python, ["-c", "import torch; print(torch.__version__)"], { encoding: "utf8" });
const hasPytorch = pytorch.status === 0;
const threads = [1, 2].filter((count) => count <= availableParallelism());

/** What Criterion measures: milliseconds of each sample, by "GROUP/SIZE". */
function criterion(count) {
  const folder = join(target, "criterion");
  rmSync(folder, { recursive: true, force: true });
  const quick = isQuick ? ["--measurement-time", "1", "--warm-up-time", "0.5"] : [];
  execFileSync("cargo", ["bench", "--manifest-path", MANIFEST, "--", ...quick], {
    ...loud,
    env: { ...process.env, RAYON_NUM_THREADS: String(count) },
  });
  const timings = new Map();
  for (const group of GROUPS) {
    for (const size of readdirSync(join(folder, group)).filter((name) => /^\d+$/.test(name))) {
      const { times, iters } = JSON.parse(readFileSync(join(folder, group, size, "new/sample.json"), "utf8"));
      timings.set(
        `${group}/${size}`,
        times.map((nanoseconds, sample) => nanoseconds / iters[sample] / 1e6),
      );
    }
  }
  return timings;
}

/** The same of PyTorch, after it has reproduced what ours gives. */
function ofPytorch(count, reference) {
  const quick = isQuick ? ["--quick"] : [];
  const output = execFileSync(python, ["benches/pytorch.py", WEIGHTS, reference, String(count), ...quick], { encoding: "utf8" });
  const lines = output.trim().split("\n").map(JSON.parse);
  for (const { compared, difference } of lines)
    if (compared) console.log(`PyTorch's ${compared} differ by ${difference.toExponential(1)}.`);
  return new Map(lines.filter(({ what }) => what).map(({ what, size, milliseconds }) => [`${what}/${size}`, milliseconds]));
}

const reference = join(tmpdir(), `spirograph-reference-${process.pid}.safetensors`);
if (hasPytorch) execFileSync("cargo", ["run", "--release", "--manifest-path", MANIFEST, "--bin", "reference", reference], loud);
const rows = [];
for (const count of threads) {
  const [ours, theirs] = [criterion(count), hasPytorch ? ofPytorch(count, reference) : new Map()];
  for (const [name, samples] of ours) {
    const [group, size] = name.split("/");
    const [lower, median, upper] = [0.25, 0.5, 0.75].map((share) => quantile(samples, share));
    const their = theirs.has(name) ? quantile(theirs.get(name), 0.5) : undefined;
    const work = group === "encode" ? `encode, batch ${size}` : `${group}, ${size} pairs`;
    const beside = their ? [their.toFixed(2), `×${(their / median).toFixed(2)}`] : ["–", "–"];
    rows.push([count, work, `${median.toFixed(2)} (${lower.toFixed(2)}–${upper.toFixed(2)})`, ...beside]);
  }
}
rmSync(reference, { force: true });

const line = (cells) => `| ${cells.join(" | ")} |`;
const table = [line(["threads", "natively, ms", "Spirograph Lab", "PyTorch", "times ours"]), "|---|---|---|---|---|", ...rows.map(line)];
const beside = hasPytorch ? `PyTorch ${pytorch.stdout.trim()}` : `no PyTorch (\`${python} -c 'import torch'\` fails)`;
const words = `${cpus().length} cores (${cpus()[0].model}), ${beside}.\n\n${table.join("\n")}`;
console.log(`\n${words}`);
if (!isQuick) writeSection("bench native", words);
