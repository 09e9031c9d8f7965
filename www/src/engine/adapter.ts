// What WebGPU would run on.

import { Failure } from "./failure";
import { withEnd } from "./with-end";

/** An adapter as the browser describes it. */
export interface AdapterReport {
  /** Its name, for people. */
  words: string;
  /** Whether it is the processor that computes: an adapter in software has no measure but the processor's time. */
  inSoftware: boolean;
  limits: Record<string, number>;
  features: string[];
}

/** Names of adapters in software: Chromium's, Mesa's two, and those of Windows. */
const IN_SOFTWARE = /swiftshader|llvmpipe|lavapipe|softpipe|microsoft basic render|\bwarp\b|software/i;

/** A browser finds its adapter in well under a second; one whose GPU process hangs never does. */
const LONGEST_SEARCH = 10_000;

/** The adapter that the browser offers; nothing where it offers none. Throws a Failure where it does not answer. */
export async function findAdapter(): Promise<AdapterReport | undefined> {
  // Absent on pages that were not served securely, whatever its type says.
  const gpu = navigator.gpu as GPU | undefined;
  const late = new Failure("device", "device", `WebGPU did not answer within ${LONGEST_SEARCH / 1000} seconds when asked for an adapter.`);
  const adapter = await withEnd(
    gpu?.requestAdapter().catch(() => null),
    LONGEST_SEARCH,
    late,
  );
  return adapter ? reportOf(adapter) : undefined;
}

function reportOf({ info, limits, features }: GPUAdapter): AdapterReport {
  const { vendor, architecture, device, description } = info;
  const words = [vendor, architecture, device, description].filter(Boolean).join(" ") || "an adapter without a name";
  return {
    words,
    inSoftware: info.isFallbackAdapter === true || IN_SOFTWARE.test(words),
    limits: numbersOf(limits),
    features: [...features].sort(),
  };
}

/** The limits stand in the prototype, where neither a spread nor JSON finds them. */
function numbersOf(limits: GPUSupportedLimits): Record<string, number> {
  const names = Object.keys(Object.getOwnPropertyDescriptors(Object.getPrototypeOf(limits)));
  const entries = names.map((name) => [name, (limits as unknown as Record<string, unknown>)[name]] as const);
  return Object.fromEntries(entries.filter((entry): entry is [string, number] => typeof entry[1] === "number"));
}
