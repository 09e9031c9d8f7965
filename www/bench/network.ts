// The encoder as a table of layers, read from the weights file: each framework builds its own network from it.

/** Taken from every pixel first (`MID_GREY` of src/encoder/mod.rs). */
export const MID_GREY = 0.4;
/** Pixels on each side of a picture. */
export const SIDE = 32;
/** Numbers of a picture. */
export const PICTURE = 3 * SIDE * SIDE;
/** The last stage is averaged over each cell of a grid of this many rows and columns. */
export const CELLS = 2;
const STEM_STRIDE = 4;

/** A convolution with bias and zero padding; the weight is `[outputs, inputs, size, size]`. */
export interface Convolution {
  name: string;
  weight: Float32Array<ArrayBuffer>;
  bias: Float32Array<ArrayBuffer>;
  outputs: number;
  inputs: number;
  size: number;
  stride: number;
  padding: number;
}

/** Two convolutions with a ReLU between them; the input, or its shortcut, is added before the last ReLU. */
export interface Block {
  first: Convolution;
  second: Convolution;
  shortcut: Convolution | undefined;
}

/**
 * The stem, the embedding of the position (`[channels, side, side]`) and a ReLU, then stages of blocks. The representation is
 * the mean over pixels of every stage but the last, and of each cell of the last one, row by row.
 */
export interface Network {
  stem: Convolution;
  position: Float32Array<ArrayBuffer>;
  stages: Block[][];
  /** Pixels on each side of a stage's output. */
  sides: number[];
}

export function readNetwork(file: Uint8Array): Network {
  const { tensors, metadata } = readTensors(file);
  const { architecture } = JSON.parse(metadata["spirograph"] ?? "{}") as { architecture: { widths: number[]; blocks: number } };
  const tensor = (name: string) => {
    const found = tensors.get(name);
    if (!found) throw new Error(`The weights file has no tensor ${name}.`);
    return found;
  };
  const convolution = (name: string, stride: number): Convolution => {
    const { values: weight, shape } = tensor(`encoder.${name}.weight`);
    const [outputs = 0, inputs = 0, size = 0] = shape;
    return { name, weight, bias: tensor(`encoder.${name}.bias`).values, outputs, inputs, size, stride, padding: (size - 1) / 2 };
  };
  const block = (stage: number, index: number): Block => {
    const name = `stages.${stage}.${index}`;
    const stride = stage > 0 && index === 0 ? 2 : 1;
    const shortcut = tensors.has(`encoder.${name}.shortcut.weight`) ? convolution(`${name}.shortcut`, stride) : undefined;
    return { first: convolution(`${name}.first`, stride), second: convolution(`${name}.second`, 1), shortcut };
  };
  const { widths, blocks } = architecture;
  return {
    stem: convolution("stem", STEM_STRIDE),
    position: tensor("encoder.position").values,
    stages: widths.map((_, stage) => Array.from({ length: blocks }, (_, index) => block(stage, index))),
    sides: widths.map((_, stage) => SIDE / STEM_STRIDE / 2 ** stage),
  };
}

/** All convolutions, in the order of the file's names for them. */
export function convolutions({ stem, stages }: Network): Convolution[] {
  const ofBlock = ({ first, second, shortcut }: Block) => (shortcut ? [first, second, shortcut] : [first, second]);
  return [stem, ...stages.flat().flatMap(ofBlock)];
}

interface Tensor {
  values: Float32Array<ArrayBuffer>;
  shape: number[];
}

/** A safetensors file: the length of its header, the header in JSON, the numbers. */
export function readTensors(file: Uint8Array): { tensors: Map<string, Tensor>; metadata: Record<string, string> } {
  const length = Number(new DataView(file.buffer, file.byteOffset).getBigUint64(0, true));
  const header = JSON.parse(new TextDecoder().decode(file.subarray(8, 8 + length))) as Record<string, Entry>;
  const { __metadata__: metadata, ...entries } = header as Record<string, Entry> & { __metadata__: Record<string, string> };
  const numbers = file.slice(8 + length);
  const tensor = ({ dtype, shape, data_offsets: [start, end] }: Entry): Tensor => {
    const bytes = numbers.buffer.slice(start, end);
    return { values: dtype === "F16" ? Float32Array.from(new Uint16Array(bytes), half) : new Float32Array(bytes), shape };
  };
  return { tensors: new Map(Object.entries(entries).map(([name, entry]) => [name, tensor(entry)])), metadata };
}

/** A finite half-precision number from its bits. Not Float16Array, which some browsers in use do not have. */
function half(bits: number): number {
  const [sign, exponent, fraction] = [bits >> 15 ? -1 : 1, (bits >> 10) & 31, (bits & 1023) / 1024];
  return sign * (exponent === 0 ? 2 ** -14 * fraction : 2 ** (exponent - 15) * (1 + fraction));
}

interface Entry {
  dtype: "F16" | "F32";
  shape: number[];
  data_offsets: [start: number, end: number];
}
