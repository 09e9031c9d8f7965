// Counts what is asked of WebGPU, whoever asks: its own prototypes are wrapped, before any framework begins.

export interface Counts {
  dispatches: number;
  pipelines: number;
  submissions: number;
  writes: number;
  bytesWritten: number;
  reads: number;
}

/** `GPUMapMode.READ`, which TypeScript's own types do not have. */
const READ = 1;

export const NOTHING: Counts = { dispatches: 0, pipelines: 0, submissions: 0, writes: 0, bytesWritten: 0, reads: 0 };

const counts: Counts = { ...NOTHING };

/** What has been counted so far. */
export function counted(): Counts {
  return { ...counts };
}

/** What was counted for one of several runs, since `before`. */
export function countedSince(before: Counts, runs: number): Counts {
  const entries = Object.entries(counts) as [keyof Counts, number][];
  const since = Object.fromEntries(entries.map(([key, value]) => [key, value - before[key]])) as unknown as Counts;
  return scaled(since, 1 / runs);
}

/** Counts from now on. Nothing to do where there is no WebGPU. */
export function countWebGpu() {
  if (!("GPUDevice" in globalThis)) return;
  before(GPUComputePassEncoder.prototype, ["dispatchWorkgroups", "dispatchWorkgroupsIndirect"], () => counts.dispatches++);
  before(GPUDevice.prototype, ["createComputePipeline", "createComputePipelineAsync"], () => counts.pipelines++);
  before(GPUQueue.prototype, ["submit"], () => counts.submissions++);
  before(GPUQueue.prototype, ["writeBuffer"], (_buffer, _offset, data, dataOffset, size) => {
    counts.writes++;
    counts.bytesWritten += writtenBytes(data as ArrayBuffer | ArrayBufferView, dataOffset as number, size as number | undefined);
  });
  before(GPUDevice.prototype, ["createBuffer"], (descriptor) => {
    const { mappedAtCreation, size } = descriptor as GPUBufferDescriptor;
    if (!mappedAtCreation) return;
    counts.writes++;
    counts.bytesWritten += size;
  });
  before(GPUBuffer.prototype, ["mapAsync"], (mode) => {
    if (mode === READ) counts.reads++;
  });
}

/** Counts times a factor. */
export function scaled(counts: Counts, factor: number): Counts {
  return Object.fromEntries(Object.entries(counts).map(([key, value]) => [key, value * factor])) as unknown as Counts;
}

/** `size` and `offset` of a write are in elements where the data is a typed array, else in bytes. */
function writtenBytes(data: ArrayBuffer | ArrayBufferView, offset = 0, size?: number): number {
  const unit = "BYTES_PER_ELEMENT" in data ? (data as Uint8Array).BYTES_PER_ELEMENT : 1;
  return size === undefined ? data.byteLength - offset * unit : size * unit;
}

function before(prototype: object, methods: string[], look: (...asked: unknown[]) => void) {
  const methodsOf = prototype as Record<string, (...asked: unknown[]) => unknown>;
  for (const name of methods) {
    const original = methodsOf[name];
    if (!original) continue;
    methodsOf[name] = function (this: unknown, ...asked: unknown[]) {
      look(...asked);
      return original.apply(this, asked);
    };
  }
}
