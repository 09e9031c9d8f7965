// ONNX Runtime Web, on its `wasm` and `webgpu` execution providers. The model is made here, from the table of layers.

import { onnx } from "onnx-proto";
import type { InferenceSession } from "onnxruntime-web";

import { CELLS, type Convolution, convolutions, MID_GREY, type Network, PICTURE, readNetwork, SIDE } from "../../www/bench/network";
import { Cannot, type Create, type Strategy, type Workload } from "../../www/bench/strategy";

/** What opset the model speaks; the newest that the protobuf definitions know. */
const OPSET = 15;
const IR_VERSION = 8;

export const create: Create = async ({ device, threads, weights, folder }) => {
  // Its program for WebGPU can be interrupted everywhere, and is slower on the CPU for that: each device has its own.
  const ort = device === "cpu" ? await import("onnxruntime-web/wasm") : await import("onnxruntime-web/webgpu");
  ort.env.wasm.wasmPaths = folder;
  ort.env.wasm.numThreads = threads;
  const network = readNetwork(weights);
  let session: InferenceSession | undefined;
  let run: Strategy["run"] = () => Promise.reject(new Error("Nothing has been prepared."));
  return {
    name: "ONNX Runtime Web",
    async prepare(workload: Workload) {
      if (workload.kind === "step") throw new Cannot("ONNX Runtime Web does not train.");
      await session?.release();
      const { batch, images } = workload;
      const executionProviders = [device === "cpu" ? "wasm" : device];
      const ready = await ort.InferenceSession.create(model(network, batch), { executionProviders, graphOptimizationLevel: "all" });
      session = ready;
      run = async () => {
        const { representations } = await ready.run({
          images: new ort.Tensor("float32", images, [images.length / PICTURE, 3, SIDE, SIDE]),
        });
        return (await representations?.getData()) as Float32Array;
      };
    },
    run: () => run(),
  };
};

/** A graph under construction: its nodes, and the constants that they use. */
class Graph {
  readonly nodes: onnx.INodeProto[] = [];
  readonly constants: onnx.ITensorProto[] = [];

  constant(name: string, values: Float32Array, dims: number[]): string {
    this.constants.push({ name, dims, dataType: onnx.TensorProto.DataType.FLOAT, rawData: new Uint8Array(values.buffer) });
    return name;
  }

  shape(name: string, dims: number[]): string {
    const values = new BigInt64Array(dims.map(BigInt));
    this.constants.push({ name, dims: [dims.length], dataType: onnx.TensorProto.DataType.INT64, rawData: new Uint8Array(values.buffer) });
    return name;
  }

  add(opType: string, input: string[], attributes: Record<string, number | number[]> = {}, output = `value.${this.nodes.length}`): string {
    const { INT, INTS } = onnx.AttributeProto.AttributeType;
    const attribute = Object.entries(attributes).map(([name, value]) =>
      typeof value === "number" ? { name, type: INT, i: value } : { name, type: INTS, ints: value },
    );
    this.nodes.push({ opType, input, output: [output], attribute });
    return output;
  }

  convolve(input: string, { name, stride, padding }: Convolution): string {
    const attributes = { strides: [stride, stride], pads: [padding, padding, padding, padding] };
    return this.add("Conv", [input, `${name}.weight`, `${name}.bias`], attributes);
  }
}

/** The network as the bytes of an ONNX model. */
function model(network: Network, batch: number): Uint8Array {
  const graph = new Graph();
  const { stem, position, stages, sides } = network;
  for (const { name, weight, bias, outputs, inputs, size } of convolutions(network)) {
    graph.constant(`${name}.weight`, weight, [outputs, inputs, size, size]);
    graph.constant(`${name}.bias`, bias, [outputs]);
  }
  const side = sides[0] ?? 0;
  graph.constant("position", position, [1, stem.outputs, side, side]);
  graph.constant("grey", Float32Array.of(MID_GREY), [1]);
  graph.shape("rows", [batch, -1]);

  let features = graph.convolve(graph.add("Sub", ["images", "grey"]), stem);
  features = graph.add("Relu", [graph.add("Add", [features, "position"])]);
  const parts = stages.map((stage, index) => {
    for (const { first, second, shortcut } of stage) {
      const branch = graph.convolve(graph.add("Relu", [graph.convolve(features, first)]), second);
      const straight = shortcut ? graph.convolve(features, shortcut) : features;
      features = graph.add("Relu", [graph.add("Add", [straight, branch])]);
    }
    if (index + 1 < stages.length) return graph.add("ReduceMean", [features], { axes: [2, 3], keepdims: 0 });
    const cell = (sides[index] ?? 0) / CELLS;
    const cells = graph.add("AveragePool", [features], { kernel_shape: [cell, cell], strides: [cell, cell] });
    return graph.add("Reshape", [graph.add("Transpose", [cells], { perm: [0, 2, 3, 1] }), "rows"]);
  });
  graph.add("Concat", parts, { axis: 1 }, "representations");

  const value = (name: string, dims: number[]) => ({
    name,
    type: { tensorType: { elemType: onnx.TensorProto.DataType.FLOAT, shape: { dim: dims.map((dimValue) => ({ dimValue })) } } },
  });
  const length = stages.reduce(
    (sum, stage, index) => sum + (stage[0]?.first.outputs ?? 0) * (index + 1 < stages.length ? 1 : CELLS * CELLS),
    0,
  );
  return onnx.ModelProto.encode({
    irVersion: IR_VERSION,
    opsetImport: [{ domain: "", version: OPSET }],
    graph: {
      name: "encoder",
      node: graph.nodes,
      initializer: graph.constants,
      input: [value("images", [batch, 3, SIDE, SIDE])],
      output: [value("representations", [batch, length])],
    },
  }).finish();
}
