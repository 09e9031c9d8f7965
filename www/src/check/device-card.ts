// What is found out about a device: whether it computes rightly, and how fast.

import type { Check, DeviceReport, TrainingTables } from "engine";

import { type AdapterReport, findAdapter } from "../engine/adapter";
import { EngineClient } from "../engine/client";
import { download } from "../engine/download";
import { loadWeights } from "../engine/encoders";
import { Failure, toEngineError } from "../engine/failure";
import type { Notice, Program } from "../engine/protocol";
import { timeReading } from "../engine/trial";

/** One device, with what it has computed. */
export interface CheckedDevice {
  device: DeviceReport;
  checks: Check[];
  /** By what is timed. */
  milliseconds: Record<string, number>;
}

/** A device that did not get so far, and why. */
export interface FailedDevice {
  name: string;
  reason: string;
}

export interface DeviceCard {
  made: string;
  versions: typeof VERSIONS;
  browser: { name: string; languages: readonly string[]; threads: number; memory: number | null; secure: boolean };
  adapter: AdapterReport | null;
  devices: CheckedDevice[];
  failures: FailedDevice[];
}

/** Of the page, and of what it computes with: the bundler puts them in. */
declare const VERSIONS: Record<"spirograph-lab" | "burn" | "cubecl" | "wgpu", string>;

/** Steps of training before the timed ones: they compile, and the first losses, read after five, wait for all that was handed to the GPU. */
const FIRST_STEPS = 6;
/** Steps that are timed. */
const STEPS = 12;
/** Milliseconds after which fewer steps will do, before the timed ones and of them. */
const LONG_ENOUGH = 3000;
const PAIRS = 16;
/** What is timed. */
const READING = "a reading of 16 views";
const LARGE_READING = "a reading of 64 views";
const STEP = `a step of ${PAIRS} pairs with the penalty`;
/** The penalty counts whole from the first step. */
const AT_ONCE = { lambda_from: 0, lambda_whole_at: 0, learning_rate_warm_up: 0 };
const DEVICES: readonly { name: string; program: Program }[] = [
  { name: "the CPU", program: "engine" },
  { name: "WebGPU", program: "engine_webgpu" },
];

/** Checks the CPU and, where there is an adapter, WebGPU; each in an engine of its own, which leaves the page's alone. */
export async function checkDevices(say: (words: string) => void): Promise<DeviceCard> {
  say("Looking for an adapter, and loading the reference values …");
  const failures: FailedDevice[] = [];
  const adapter = await findAdapter().catch((thrown: unknown) => {
    failures.push({ name: "WebGPU", reason: toEngineError(thrown).message });
    return undefined;
  });
  const [reference, weights] = await Promise.all([
    download("The file of reference values", new URL("./reference.safetensors", document.baseURI), () => {}),
    loadWeights("base"),
  ]);
  const card: DeviceCard = {
    made: new Date().toISOString(),
    versions: VERSIONS,
    browser: browser(),
    adapter: adapter ?? null,
    devices: [],
    failures,
  };
  for (const { name, program } of DEVICES) {
    if (program === "engine_webgpu" && !adapter) continue;
    try {
      card.devices.push(await checkDevice(name, program, reference, weights, say));
    } catch (thrown) {
      card.failures.push({ name, reason: toEngineError(thrown).message });
    }
  }
  return card;
}

async function checkDevice(name: string, program: Program, reference: Uint8Array, weights: Uint8Array, say: (words: string) => void) {
  const engine = new OwnEngine(program);
  const check = async (): Promise<CheckedDevice> => {
    const { client } = engine;
    say(`Opening ${name} …`);
    const device = await client.open(program === "engine" ? "cpu" : "webgpu", () => {});
    say(`Computing the reference values on ${name} …`);
    const checks = await client.call("check", reference);
    await client.call("loadWeights", weights);
    say(`Timing ${name} …`);
    const [sixteen, sixtyFour, step] = [await timeReading(client, 16), await timeReading(client, 64), await engine.timeStep()];
    return { device, checks, milliseconds: { [READING]: sixteen, [LARGE_READING]: sixtyFour, [STEP]: step } };
  };
  try {
    return await Promise.race([check(), engine.failed]);
  } finally {
    engine.client.stop();
  }
}

/** An engine that ends its check when it ends. */
class OwnEngine {
  readonly client: EngineClient;
  readonly failed: Promise<never>;
  #hear: (notice: Notice) => void = () => {};

  constructor(program: Program) {
    const { promise, reject } = withResolvers<never>();
    // It may fail while nobody waits.
    promise.catch(() => undefined);
    this.failed = promise;
    this.client = new EngineClient(program, (notice) => {
      if (notice.kind === "failed") reject(notice.error);
      else if (notice.kind === "silent") reject(new Failure("silent", "engine", `Nothing has come for ${notice.seconds} seconds.`));
      else this.#hear(notice);
    });
  }

  /** Milliseconds of a step of training, after those that compile what has to be compiled. The run is not waited for to its end. */
  async timeStep(): Promise<number> {
    const { settings, plan } = await this.client.call("trainingTables");
    const last = FIRST_STEPS + STEPS;
    const steps = last + 1; // which measures, too
    await this.client.call("startTraining", {
      settings: { ...defaultsOf(settings), batch: PAIRS, steps, lambda: 0.1, ...AT_ONCE },
      plan: { ...defaultsOf(plan), runs: "single", measure_every: steps, held_out: 8 },
    });
    const { promise, resolve, reject } = withResolvers<number>();
    let [first, begun] = [Number.NaN, Number.NaN];
    let from = 0;
    this.#hear = (notice) => {
      if (notice.kind === "training stopped" && notice.error) reject(notice.error);
      if (notice.kind !== "training") return;
      const [{ step }, now] = [notice.progress, performance.now()];
      if (step === 1) first = now;
      if (from > 0 && (step === last || now - begun > LONG_ENOUGH)) resolve((now - begun) / (step - from));
      if (from === 0 && (step === FIRST_STEPS || now - first > LONG_ENOUGH)) [from, begun] = [step, now];
    };
    await this.client.call("runTraining", "finished");
    return promise;
  }
}

const defaultsOf = (specs: TrainingTables["settings"]) => Object.fromEntries(specs.map(({ key, default: initial }) => [key, initial]));

function browser(): DeviceCard["browser"] {
  const { userAgent, languages, hardwareConcurrency } = navigator;
  // Chromium alone says how much memory there is, and only on pages that were served securely.
  const memory = (navigator as { deviceMemory?: number }).deviceMemory ?? null;
  return { name: userAgent, languages, threads: hardwareConcurrency, memory, secure: isSecureContext };
}

/** The limits that matter to the engine, in words. */
export function limitsOf({ limits, features }: AdapterReport): string {
  const mebibytes = (name: string) => `${Math.round((limits[name] ?? 0) / 2 ** 20)} MiB`;
  return [
    `buffers of up to ${mebibytes("maxBufferSize")}, ${mebibytes("maxStorageBufferBindingSize")} of them bound at once`,
    `${limits["maxComputeInvocationsPerWorkgroup"]} invocations in a workgroup`,
    `${features.length} optional features`,
  ].join(", ");
}

/** The card's last word: what does not hold, and which device is faster. */
export function verdict({ devices, failures, adapter }: DeviceCard): string {
  const checks = devices.flatMap(({ checks }) => checks);
  const outside = checks.filter(({ holds }) => !holds).length;
  const right =
    outside === 0
      ? `All ${checks.length} quantities are within their tolerances.`
      : `${outside} of ${checks.length} quantities are outside their tolerances.`;
  const failed = failures.map(({ name, reason }) => `${name} could not be checked: ${reason}`);
  return [right, ...failed, comparison(devices, adapter)].filter(Boolean).join(" ");
}

function comparison(devices: CheckedDevice[], adapter: AdapterReport | null): string {
  if (!adapter) return "This browser offers no WebGPU adapter.";
  const [cpu, gpu] = ["cpu", "webgpu"].map((kind) => devices.find(({ device }) => device.kind === kind)?.milliseconds[LARGE_READING]);
  if (cpu === undefined || gpu === undefined) return "";
  const software = adapter.inSoftware ? " The adapter is software: it computes on the processor." : "";
  const [times, faster] = cpu > gpu ? [cpu / gpu, "WebGPU"] : [gpu / cpu, "The CPU"];
  return `${faster} reads ${times.toFixed(1)} times as fast.${software}`;
}

/** A promise with its ends in hand. */
function withResolvers<Value>() {
  let [resolve, reject] = [(_: Value) => {}, (_: unknown) => {}];
  const promise = new Promise<Value>((...ends) => ([resolve, reject] = ends));
  return { promise, resolve, reject };
}
