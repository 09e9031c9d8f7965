// What the bench computes by itself, without a page: known answers.

import { readFileSync } from "node:fs";
import { expect, test } from "@playwright/test";

import { channelsLast, inputsThenOutputs } from "../../www/bench/layouts";
import { markdown } from "../../www/bench/markdown";
import { convolutions, readNetwork, readTensors } from "../../www/bench/network";
import { ntxent } from "../../www/bench/objective";
import type { Table } from "../../www/bench/plan";
import { largestDifference, spread } from "../../www/bench/statistics";
import { encoding } from "../../www/bench/workloads";

/** Not a Buffer, whose slices are no copies. */
const bytes = (file: string) => new Uint8Array(readFileSync(file));

test("quartiles of 1 to 5 are 2, 3 and 4, in whatever order they come", () => {
  expect(spread([5, 1, 4, 2, 3])).toEqual({ lower: 2, median: 3, upper: 4 });
  expect(spread([10])).toEqual({ lower: 10, median: 10, upper: 10 });
});

test("a number that is missing or none is no small difference", () => {
  expect(largestDifference([1, 2], [1, 2.5])).toBe(0.5);
  expect(largestDifference([1, 2], [1])).toBe(Number.POSITIVE_INFINITY);
  expect(largestDifference([1, 2, 3], [Number.NaN, 2, 3])).toBeNaN();
  expect(largestDifference([1, 2, 3], [1, Number.NaN, 3])).toBeNaN();
});

test("the loss that the frameworks are held to is that of the reference values", () => {
  const { tensors } = readTensors(bytes("tests/fixtures/reference.safetensors"));
  const rows = ["ntxent.z1", "ntxent.z2"].flatMap((name) => {
    const { values, shape } = tensors.get(name)!;
    return Array.from({ length: shape[0]! }, (_, row) => [...values.subarray(row * shape[1]!, (row + 1) * shape[1]!)]);
  });
  expect(rows).toHaveLength(16);
  expect(ntxent(rows, 0.5)).toBeCloseTo(tensors.get("ntxent.loss")!.values[0]!, 5);
});

test("the table of layers is that of the shipped encoder", () => {
  const network = readNetwork(bytes("www/assets/weights/base.safetensors"));
  const layers = convolutions(network).map(({ name, inputs, outputs, size, stride, padding }) => [
    name,
    inputs,
    outputs,
    size,
    stride,
    padding,
  ]);
  expect(layers).toEqual([
    ["stem", 3, 64, 5, 4, 2],
    ["stages.0.0.first", 64, 64, 3, 1, 1],
    ["stages.0.0.second", 64, 64, 3, 1, 1],
    ["stages.0.1.first", 64, 64, 3, 1, 1],
    ["stages.0.1.second", 64, 64, 3, 1, 1],
    ["stages.1.0.first", 64, 128, 3, 2, 1],
    ["stages.1.0.second", 128, 128, 3, 1, 1],
    ["stages.1.0.shortcut", 64, 128, 1, 2, 0],
    ["stages.1.1.first", 128, 128, 3, 1, 1],
    ["stages.1.1.second", 128, 128, 3, 1, 1],
  ]);
  expect(network.sides).toEqual([8, 4]);
  expect(network.position).toHaveLength(64 * 8 * 8);
});

test("half-precision numbers of a weights file are read exactly", () => {
  const header = JSON.stringify({ a: { dtype: "F16", shape: [6], data_offsets: [0, 12] } });
  const file = new Uint8Array(8 + header.length + 12);
  new DataView(file.buffer).setBigUint64(0, BigInt(header.length), true);
  file.set(new TextEncoder().encode(header), 8);
  // One, minus two, the smallest above zero, zero, the largest, a third: their bits as IEEE 754 has them.
  const bits = Uint16Array.of(0x3c00, 0xc000, 0x0001, 0x0000, 0x7bff, 0x3555);
  file.set(new Uint8Array(bits.buffer), 8 + header.length);
  expect([...readTensors(file).tensors.get("a")!.values]).toEqual([1, -2, 2 ** -24, 0, 65504, 0.333251953125]);
});

test("channels go last, and a weight's dimensions turn round", () => {
  expect([...channelsLast(Float32Array.of(1, 2, 3, 4, 5, 6), 2, 3)]).toEqual([1, 4, 2, 5, 3, 6]);
  // One output after the other: [outputs = 2, inputs = 2, 1, 2] becomes [1, 2, inputs, outputs].
  const layer = { name: "", bias: new Float32Array(2), inputs: 2, outputs: 2, stride: 1, padding: 0 };
  const square = { ...layer, size: 1, weight: Float32Array.of(1, 2, 3, 4) };
  expect([...inputsThenOutputs(square)]).toEqual([1, 3, 2, 4]);
});

test("the tables as Markdown say the medians, the ratios, and why somebody is not there", () => {
  const entry = (name: string) => ({
    contender: { file: "onnx" as const, name, device: "cpu" as const, hasThreads: false },
    workload: encoding(1),
  });
  const counts = { dispatches: 0, pipelines: 0, submissions: 0, writes: 0, bytesWritten: 0, reads: 0 };
  const row = (name: string, median: number) => ({
    entry: entry(name),
    milliseconds: spread([median]),
    ratio: spread([median / 2]),
    difference: 1e-6,
    counts,
    pipelines: 0,
  });
  const absence = { entry: entry("absent"), reason: "It cannot.", expected: true };
  const failure = { entry: entry("broken"), reason: "What came out differs.", expected: false };
  const comparison = { rows: [row("ours", 2), row("theirs", 3)], absences: [absence, failure] };
  const table: Table = { work: "encode", device: "cpu", threads: 1, processorTime: false, columns: [{ batch: 1, comparison }] };
  expect(markdown([table])).toBe(
    [
      "| encode, CPU, one thread, ms | batch 1 |",
      "|---|---|",
      "| ours | 2.00 (2.00–2.00) |",
      "| theirs | 3.00 (3.00–3.00), ×1.50 |",
      "| absent | – |",
      "| broken | – |",
      "",
      "What came out differed by 1.0e-6 at most. It cannot. broken failed: What came out differs.",
    ].join("\n"),
  );
});
