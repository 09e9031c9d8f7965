// How much memory the page and its engine hold.

import type { CDPSession, Page } from "@playwright/test";

import { inWorkers } from "./gpu";

/** Megabytes. */
export interface Memory {
  /** The engine's own memory, which can only grow. */
  wasm: number;
  /** JavaScript objects of the page and of the engine's worker, after a collection of garbage. */
  page: number;
  worker: number;
  /** Buffers on the GPU. */
  gpu: number;
}

/** For workers: keeps the program's memory within reach, and counts what its buffers on the GPU hold. */
const WITHIN_REACH = `
  const { instantiate } = WebAssembly;
  WebAssembly.instantiate = async (...asked) => {
    const made = await instantiate(...asked);
    self.testMemory = (made.instance ?? made).exports.memory;
    return made;
  };
  self.testBuffers = 0;
  if (self.GPUDevice) {
    const free = (size) => (self.testBuffers -= size);
    const collected = new FinalizationRegistry(free);
    const { createBuffer } = GPUDevice.prototype;
    GPUDevice.prototype.createBuffer = function (asked) {
      const buffer = createBuffer.call(this, asked);
      self.testBuffers += asked.size;
      collected.register(buffer, asked.size, buffer);
      return buffer;
    };
    const { destroy } = GPUBuffer.prototype;
    GPUBuffer.prototype.destroy = function () {
      if (collected.unregister(this)) free(this.size);
      return destroy.call(this);
    };
    const { requestDevice } = GPUAdapter.prototype;
    GPUAdapter.prototype.requestDevice = async function (...asked) { return (self.testDevice = await requestDevice.apply(this, asked)); };
  }`;

const MEGABYTE = 1e6;

/** Watches the memory of a page; to be made before the page is opened. */
export class MemoryWatch {
  #session: CDPSession | undefined;
  /** The debugger's name of the newest worker. */
  #worker: string | undefined;
  #lastId = 0;
  readonly #answers = new Map<number, (answer: unknown) => void>();

  private constructor(private readonly page: Page) {}

  static async of(page: Page): Promise<MemoryWatch> {
    const watch = new MemoryWatch(page);
    await inWorkers(page, () => WITHIN_REACH);
    const session = await page.context().newCDPSession(page);
    session.on("Target.attachedToTarget", ({ sessionId, targetInfo }) => {
      if (targetInfo.type === "worker") watch.#worker = sessionId;
    });
    session.on("Target.receivedMessageFromTarget", ({ message }) => {
      const { id, result } = JSON.parse(message) as { id: number; result: unknown };
      watch.#answers.get(id)?.(result);
    });
    await session.send("Target.setAutoAttach", { autoAttach: true, waitForDebuggerOnStart: false, flatten: false });
    watch.#session = session;
    return watch;
  }

  async now(): Promise<Memory> {
    const engine = await this.page
      .workers()
      .at(-1)!
      .evaluate(() => {
        const { testMemory, testBuffers } = self as unknown as { testMemory?: WebAssembly.Memory; testBuffers: number };
        return { wasm: testMemory?.buffer.byteLength ?? 0, gpu: testBuffers };
      });
    await this.#session!.send("HeapProfiler.collectGarbage");
    const { usedSize } = await this.#session!.send("Runtime.getHeapUsage");
    await this.#ask("HeapProfiler.collectGarbage");
    const worker = (await this.#ask("Runtime.getHeapUsage")) as { usedSize: number };
    return {
      wasm: engine.wasm / MEGABYTE,
      gpu: engine.gpu / MEGABYTE,
      page: usedSize / MEGABYTE,
      worker: worker.usedSize / MEGABYTE,
    };
  }

  /** Asks the debugger of the worker. */
  async #ask(method: string): Promise<unknown> {
    const id = ++this.#lastId;
    const answer = new Promise((resolve) => this.#answers.set(id, resolve));
    await this.#session!.send("Target.sendMessageToTarget", { sessionId: this.#worker!, message: JSON.stringify({ id, method }) });
    return answer;
  }
}
