// The engine with WebGPU, which gets ready behind the one that reads on the CPU, and then takes its place.

import type { DeviceReport, Progress } from "engine";

import { findAdapter } from "./adapter";
import type { EngineClient } from "./client";
import { Failure } from "./failure";
import { BEGINNING, type Load } from "./load";
import type { Photographs } from "./open-photographs";
import { VIEWS_AT_FIRST } from "./protocol";
import { timeReading } from "./trial";

/** Everything that an engine has been given: with the same, another one answers as it does. */
export interface Given {
  /** The photographs that crops are cut from, if any have been opened. */
  photographs: Photographs | undefined;
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

  #isFaster = false;

  /** `mustBeFaster`: whether it is only to take over where it reads faster, as "the best there is" promises. */
  constructor(
    private readonly onLoad: (load: Load) => void,
    private readonly mustBeFaster: () => boolean,
  ) {}

  /** Downloads and opens it, where there is an adapter: whoever has none is spared the download. */
  async open(start: () => EngineClient) {
    const adapter = await findAdapter();
    if (!adapter) throw stays("This browser offers no WebGPU adapter.");
    if (this.mustBeFaster() && adapter.inSoftware) {
      throw stays(`The WebGPU adapter, ${adapter.words}, is software: it would compute on the processor as well.`);
    }
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
    if (given.photographs && given.photographs !== before?.photographs) await client.call("openPhotographs", [...given.photographs]);
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

  /** Whether nothing is left to be found out about its speed. */
  get isProven(): boolean {
    return this.#isFaster || !this.mustBeFaster();
  }

  /** A short trial beside the engine whose place it is to take; throws a Failure where it is slower. */
  async prove({ client }: Heir, before: EngineClient) {
    const [gpu, cpu] = [await timeReading(client), await timeReading(before)];
    if (gpu > cpu) throw stays(`WebGPU reads more slowly here: in ${Math.round(gpu)} ms, where the processor takes ${Math.round(cpu)}.`);
    this.#isFaster = true;
  }

  /** Whether it has been given just this. */
  has({ photographs, weights, checkpoint, reads }: Given): boolean {
    const given = this.#given;
    const isSameReader = weights === given?.weights && reads === given.reads && photographs === given.photographs;
    return isSameReader && checkpoint === given.checkpoint;
  }

  is(client: EngineClient): boolean {
    return client === this.#client;
  }

  stop() {
    this.#isStopped = true;
    this.#client?.stop();
  }
}

const stays = (why: string) => new Failure("device", "device", why);
