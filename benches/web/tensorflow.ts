// TensorFlow.js, on its `wasm` and `webgpu` backends.

import "@tensorflow/tfjs-backend-webgpu";
import { setThreadsCount, setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-core/dist/register_all_gradients.js";

import { channelsLast, inputsThenOutputs } from "../../www/bench/layouts";
import {
  type Block,
  CELLS,
  type Convolution,
  convolutions,
  MID_GREY,
  type Network,
  PICTURE,
  readNetwork,
  SIDE,
} from "../../www/bench/network";
import { SMALLEST_VARIANCE } from "../../www/bench/objective";
import { Cannot, type Create, type Critic, type Strategy, type Training, type Workload } from "../../www/bench/strategy";

export const create: Create = async ({ device, threads, weights, folder }) => {
  setWasmPaths(folder);
  // Where the page is isolated it takes all threads that there are, unless it is told otherwise.
  if (threads > 1) setThreadsCount(threads);
  else tf.env().set("WASM_HAS_MULTITHREAD_SUPPORT", false);
  if (!(await tf.setBackend(device === "cpu" ? "wasm" : device))) throw new Error(`TensorFlow.js found no ${device}.`);
  const network = readNetwork(weights);
  let run: Strategy["run"] = () => Promise.reject(new Error("Nothing has been prepared."));
  let prepared: Model | undefined;
  return {
    name: "TensorFlow.js",
    async prepare(workload: Workload) {
      if (workload.kind === "step" && device === "cpu") throw new Cannot("TensorFlow.js has no gradients of convolutions in WebAssembly.");
      prepared?.dispose();
      const model = (prepared = new Model(network));
      run = workload.kind === "encode" ? encoder(model, workload.images) : trainer(model, workload);
    },
    run: () => run(),
  };
};

/** The network's parameters as variables, by name. */
class Model {
  readonly variables = new Map<string, tf.Variable>();
  readonly position: tf.Variable<tf.Rank.R3>;

  constructor(readonly network: Network) {
    for (const layer of convolutions(network)) {
      const { name, size, inputs, outputs, bias } = layer;
      this.#add(`${name}.weight`, inputsThenOutputs(layer), [size, size, inputs, outputs]);
      this.#add(`${name}.bias`, bias, [outputs]);
    }
    const { outputs } = network.stem;
    const side = network.sides[0] ?? 0;
    this.position = this.#add("position", channelsLast(network.position, outputs, side * side), [
      side,
      side,
      outputs,
    ]) as tf.Variable<tf.Rank.R3>;
  }

  #add(name: string, values: Float32Array, shape: number[]): tf.Variable {
    const variable = tf.variable(tf.tensor(values, shape));
    this.variables.set(name, variable);
    return variable;
  }

  addCritic({ hidden, projection, sizes }: Critic) {
    for (const [name, layer, [inputs, outputs]] of [
      ["hidden", hidden, [sizes[0], sizes[1]]],
      ["projection", projection, [sizes[1], sizes[2]]],
    ] as const) {
      this.#add(`${name}.weight`, layer.weight, [inputs, outputs]);
      this.#add(`${name}.bias`, layer.bias, [outputs]);
    }
  }

  of<R extends tf.Rank>(name: string): tf.Tensor<R> {
    const variable = this.variables.get(name);
    if (!variable) throw new Error(`There is no parameter ${name}.`);
    return variable as unknown as tf.Tensor<R>;
  }

  convolve(x: tf.Tensor4D, { name, stride, padding }: Convolution, activation: "linear" | "relu" = "linear"): tf.Tensor4D {
    const [filter, bias] = [this.of<tf.Rank.R4>(`${name}.weight`), this.of<tf.Rank.R1>(`${name}.bias`)];
    return tf.fused.conv2d({ x, filter, strides: stride, pad: padding, dimRoundingMode: "floor", bias, activation }) as tf.Tensor4D;
  }

  block(input: tf.Tensor4D, { first, second, shortcut }: Block): tf.Tensor4D {
    const branch = this.convolve(this.convolve(input, first, "relu"), second);
    return tf.relu(tf.add(shortcut ? this.convolve(input, shortcut) : input, branch));
  }

  /** Images `[batch, 32, 32, 3]` to representations. */
  encode(images: tf.Tensor4D): tf.Tensor2D {
    const { stem, stages, sides } = this.network;
    let features = tf.relu(tf.add(this.convolve(tf.sub(images, MID_GREY), stem), this.position)) as tf.Tensor4D;
    const parts = stages.map((stage, index) => {
      features = stage.reduce((features, block) => this.block(features, block), features);
      if (index + 1 < stages.length) return tf.mean(features, [1, 2]) as tf.Tensor2D;
      const cell = (sides[index] ?? 0) / CELLS;
      return tf.reshape(tf.avgPool(features, cell, cell, "valid"), [images.shape[0], -1]) as tf.Tensor2D;
    });
    return tf.concat(parts, 1);
  }

  dispose() {
    for (const variable of this.variables.values()) variable.dispose();
  }
}

/** Pictures in the order that TensorFlow.js has them in: that they come in another one is not its fault, so it is not timed. */
function ordered(images: Float32Array): () => tf.Tensor4D {
  const values = channelsLast(images, 3, SIDE * SIDE);
  return () => tf.tensor4d(values, [images.length / PICTURE, SIDE, SIDE, 3]);
}

function encoder(model: Model, images: Float32Array): Strategy["run"] {
  const pictures = ordered(images);
  return async () => {
    const representations = tf.tidy(() => model.encode(pictures()));
    const values = (await representations.data()) as Float32Array;
    representations.dispose();
    return values;
  };
}

/** Trains from the weights of the file. */
function trainer(model: Model, { images, critic, temperature, learningRate, steps }: Training): Strategy["run"] {
  const pictures = ordered(images);
  model.addCritic(critic);
  const optimiser = tf.train.adam(learningRate, 0.9, 0.999, 1e-8);
  const variables = [...model.variables.values()];
  return async () => {
    const losses: tf.Scalar[] = [];
    for (let step = 0; step < steps; step++) {
      const loss = optimiser.minimize(() => contrastive(model, model.encode(pictures()), temperature), true, variables);
      if (loss) losses.push(loss);
    }
    const read = await Promise.all(losses.map((loss) => loss.data()));
    tf.dispose(losses);
    return Float32Array.from(read.flatMap((values) => [...values]));
  };
}

/** NT-Xent on the critic's projections of standardised representations. */
function contrastive(model: Model, representations: tf.Tensor2D, temperature: number): tf.Scalar {
  const linear = (rows: tf.Tensor2D, name: string) =>
    tf.add(tf.matMul(rows, model.of<tf.Rank.R2>(`${name}.weight`)), model.of(`${name}.bias`)) as tf.Tensor2D;
  const { mean, variance } = tf.moments(representations, 0);
  const standardised = tf.div(tf.sub(representations, mean), tf.sqrt(tf.add(variance, SMALLEST_VARIANCE))) as tf.Tensor2D;
  const projections = linear(tf.relu(linear(standardised, "hidden")), "projection");
  const rows = tf.div(projections, tf.sqrt(tf.sum(tf.square(projections), 1, true))) as tf.Tensor2D;
  const count = rows.shape[0];
  const itself = tf.eye(count);
  const similarities = tf.sub(tf.div(tf.matMul(rows, rows, false, true), temperature), tf.mul(itself, 1e4));
  const positives = tf.concat([tf.slice(itself, [count / 2, 0]), tf.slice(itself, [0, 0], [count / 2, count])]);
  return tf.div(tf.sum(tf.mul(tf.logSoftmax(similarities), positives)), -count) as tf.Scalar;
}
