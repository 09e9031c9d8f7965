// jax-js, on WebGPU. Its arrays are counted by hand: whatever is used once more is asked for by `.ref`.

import { defaultDevice, init, jit, lax, nn, numpy as np, tree, valueAndGrad } from "@jax-js/jax";

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
import type { Create, Critic, Strategy, Training, Workload } from "../../www/bench/strategy";

type Parameters = Record<string, np.Array>;

/** Adam's moments have rates and a guard that are the engine's as well (src/training/optimiser.rs). */
const [FIRST_RATE, SECOND_RATE, EPSILON] = [0.9, 0.999, 1e-8];

export const create: Create = async ({ device, weights }) => {
  const name = device === "cpu" ? "wasm" : device;
  if (!(await init()).includes(name)) throw new Error(`jax-js found no ${name}.`);
  defaultDevice(name);
  const network = readNetwork(weights);
  let run: Strategy["run"] = () => Promise.reject(new Error("Nothing has been prepared."));
  return {
    name: "jax-js",
    async prepare(workload: Workload) {
      run = workload.kind === "encode" ? encoder(network, workload.images) : trainer(network, workload);
    },
    run: () => run(),
  };
};

const array = (values: Float32Array, shape: number[]) => np.array(values as Float32Array<ArrayBuffer>, { shape });

function parameters(network: Network): Parameters {
  const side = network.sides[0] ?? 0;
  const all: Parameters = { position: array(network.position, [1, network.stem.outputs, side, side]) };
  for (const { name, weight, bias, outputs, inputs, size } of convolutions(network)) {
    all[`${name}.weight`] = array(weight, [outputs, inputs, size, size]);
    all[`${name}.bias`] = array(bias, [1, outputs, 1, 1]);
  }
  return all;
}

/** Another reference to a parameter. */
function of(all: Parameters, name: string): np.Array {
  const found = all[name];
  if (!found) throw new Error(`There is no parameter ${name}.`);
  return found.ref;
}

function convolve(all: Parameters, input: np.Array, { name, stride, padding }: Convolution): np.Array {
  const edges: [number, number] = [padding, padding];
  return lax.conv(input, of(all, `${name}.weight`), [stride, stride], [edges, edges]).add(of(all, `${name}.bias`));
}

function applyBlock(all: Parameters, input: np.Array, { first, second, shortcut }: Block): np.Array {
  const branch = convolve(all, nn.relu(convolve(all, input.ref, first)), second);
  return nn.relu((shortcut ? convolve(all, input, shortcut) : input).add(branch));
}

/** Images `[batch, 3, 32, 32]` to representations. Keeps the parameters. */
function encode({ stem, stages, sides }: Network, all: Parameters, images: np.Array): np.Array {
  const batch = images.shape[0] ?? 0;
  let features = nn.relu(convolve(all, images.sub(MID_GREY), stem).add(of(all, "position")));
  const parts = stages.map((stage, index) => {
    features = stage.reduce((features, block) => applyBlock(all, features, block), features);
    if (index + 1 < stages.length) return np.mean(features.ref, [2, 3]);
    const cell = (sides[index] ?? 0) / CELLS;
    const channels = stage[0]?.first.outputs ?? 0;
    const cells = np.mean(features.reshape([batch, channels, CELLS, cell, CELLS, cell]), [3, 5]);
    return cells.transpose([0, 2, 3, 1]).reshape([batch, CELLS * CELLS * channels]);
  });
  return np.concatenate(parts, 1);
}

const pictures = (images: Float32Array) => array(images, [images.length / PICTURE, 3, SIDE, SIDE]);

function encoder(network: Network, images: Float32Array): Strategy["run"] {
  const all = parameters(network);
  const representations = jit((all: Parameters, images: np.Array) => {
    const rows = encode(network, all, images);
    tree.dispose(all);
    return rows;
  });
  return async () => (await representations(tree.ref(all), pictures(images)).data()) as Float32Array;
}

function trainer(network: Network, { images, critic, temperature, learningRate, steps }: Training): Strategy["run"] {
  const loss = (all: Parameters, images: np.Array) => {
    const value = contrastive(all, encode(network, all, images), temperature);
    tree.dispose(all);
    return value;
  };
  // The rate comes with its step's correction of the moments' bias, so that one compiled step serves all.
  const advance = jit((all: Parameters, first: Parameters, second: Parameters, images: np.Array, rates: np.Array) => {
    const [value, gradients] = valueAndGrad(loss)(tree.ref(all), images);
    const moved = adam(all, first, second, gradients as Parameters, rates);
    return [value, ...moved] as [np.Array, Parameters, Parameters, Parameters];
  });
  let all: Parameters = { ...parameters(network), ...criticParameters(critic) };
  const zeros = () => Object.fromEntries(Object.entries(all).map(([name, value]) => [name, np.zeros(value.shape)]));
  let [first, second] = [zeros(), zeros()];
  let done = 0;
  return async () => {
    const losses: np.Array[] = [];
    for (let step = 0; step < steps; step++) {
      done++;
      const rates = np.array([learningRate / (1 - FIRST_RATE ** done), 1 / (1 - SECOND_RATE ** done)]);
      const [value, ...moved] = advance(all, first, second, pictures(images), rates);
      [all, first, second] = moved;
      losses.push(value);
    }
    return Float32Array.from((await Promise.all(losses.map((loss) => loss.data()))).flatMap((values) => [...values]));
  };
}

function adam(
  all: Parameters,
  first: Parameters,
  second: Parameters,
  gradients: Parameters,
  rates: np.Array,
): [Parameters, Parameters, Parameters] {
  const [rate, correction] = np.split(rates, 2) as [np.Array, np.Array];
  const moved: [Parameters, Parameters, Parameters] = [{}, {}, {}];
  for (const [name, value] of Object.entries(all)) {
    const [m, v, gradient] = [first[name], second[name], gradients[name]];
    if (!m || !v || !gradient) throw new Error(`There are no moments of ${name}.`);
    const newFirst = m.mul(FIRST_RATE).add(gradient.ref.mul(1 - FIRST_RATE));
    const newSecond = v.mul(SECOND_RATE).add(np.square(gradient).mul(1 - SECOND_RATE));
    const deviation = np.sqrt(newSecond.ref.mul(correction.ref)).add(EPSILON);
    moved[0][name] = value.sub(newFirst.ref.mul(rate.ref).div(deviation));
    moved[1][name] = newFirst;
    moved[2][name] = newSecond;
  }
  rate.dispose();
  correction.dispose();
  return moved;
}

function criticParameters({ hidden, projection, sizes }: Critic): Parameters {
  return {
    "hidden.weight": array(hidden.weight, [sizes[0], sizes[1]]),
    "hidden.bias": array(hidden.bias, [sizes[1]]),
    "projection.weight": array(projection.weight, [sizes[1], sizes[2]]),
    "projection.bias": array(projection.bias, [sizes[2]]),
  };
}

/** NT-Xent on the critic's projections of standardised representations. Keeps the parameters. */
function contrastive(all: Parameters, representations: np.Array, temperature: number): np.Array {
  const linear = (rows: np.Array, name: string) => np.matmul(rows, of(all, `${name}.weight`)).add(of(all, `${name}.bias`));
  const mean = np.mean(representations.ref, 0, { keepdims: true });
  const centred = representations.sub(mean);
  const variance = np.mean(np.square(centred.ref), 0, { keepdims: true });
  const standardised = centred.div(np.sqrt(variance.add(SMALLEST_VARIANCE)));
  const projections = linear(nn.relu(linear(standardised, "hidden")), "projection");
  const norms = np.sqrt(np.sum(np.square(projections.ref), 1, { keepdims: true }));
  const rows = projections.div(norms);
  const count = rows.shape[0] ?? 0;
  const similarities = np.matmul(rows.ref, rows.transpose()).div(temperature).sub(np.eye(count).mul(1e4));
  const positives = np.roll(np.eye(count), count / 2, 0);
  return np.sum(nn.logSoftmax(similarities, 1).mul(positives)).div(-count);
}
