// The engine with WebGPU, which gets ready behind the one that reads on the CPU, and then takes its place.

import type { DeviceReport, Progress } from "engine";

import type { EngineClient } from "./client";
import { Failure } from "./failure";
import { BEGINNING, type Load } from "./load";
import { VIEWS_AT_FIRST } from "./protocol";

/** Everything that an engine has been given: with the same, another one answers as it does. */
export interface Given {
  weights: Uint8Array;
  /** The session at rest, if there is one. */
  checkpoint: Uint8Array | undefined;
  /** The name of what reads. */
  reads: string;
}

/** What can take over. */
export interface Heir {
  client: EngineClient;
  device: DeviceReport;
  /** The session's whole history, if it has been given one. */
  progress: Progress | undefined;
}

export class Successor {
  heir: Heir | undefined;
  #client: EngineClient | undefined;
  #given: Given | undefined;
  #isStopped = false;

  constructor(private readonly onLoad: (load: Load) => void) {}

  /** Downloads and opens it, where there is an adapter: whoever has none is spared the download. */
  async open(start: () => EngineClient) {
    if (!(await hasAdapter())) throw new Failure("device", "device", "This browser offers no WebGPU adapter.");
    if (this.#isStopped) return;
    this.onLoad(BEGINNING);
    const client = (this.#client = start());
    const device = await client.open("webgpu", (loaded, total) => this.onLoad({ stage: "download", loaded, total }));
    this.heir = { client, device, progress: undefined };
  }

  /** Gives it what it has not been given yet. */
  async give(heir: Heir, given: Given) {
    const { client } = heir;
    const before = this.#given;
    if (given.weights !== before?.weights) await client.call("loadWeights", given.weights);
    if (!before) {
      // The first request compiles kernels; nobody waits for it here.
      this.onLoad({ ...BEGINNING, stage: "kernels" });
      await client.call("warmUp", VIEWS_AT_FIRST);
    }
    if (given.checkpoint !== before?.checkpoint) {
      await client.call("endTraining");
      if (given.checkpoint) await client.call("resumeTraining", given.checkpoint);
      heir.progress = given.checkpoint && (await client.call("trainingProgress"));
    }
    await client.call("readWith", given.reads);
    this.#given = given;
  }

  /** Whether it has been given just this. */
  has({ weights, checkpoint, reads }: Given): boolean {
    const given = this.#given;
    return weights === given?.weights && checkpoint === given.checkpoint && reads === given.reads;
  }

  is(client: EngineClient): boolean {
    return client === this.#client;
  }

  stop() {
    this.#isStopped = true;
    this.#client?.stop();
  }
}

/** Whether `navigator.gpu` yields an adapter. */
async function hasAdapter(): Promise<boolean> {
  const { gpu } = navigator as { gpu?: { requestAdapter(): Promise<object | null> } };
  return Boolean(await gpu?.requestAdapter().catch(() => null));
}
