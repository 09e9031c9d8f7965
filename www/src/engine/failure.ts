// What went wrong, as the typed error that the page shows.

import type { EngineError } from "engine";

/** A failure that this page words itself. */
export class Failure extends Error {
  constructor(
    readonly code: string,
    readonly field: string,
    message: string,
  ) {
    super(message);
  }
}

/** Whatever was thrown, as an error that the page can show: a plain object, because it travels as a message. */
export function toEngineError(thrown: unknown): EngineError {
  // Lockdown modes take WebAssembly away, name and all.
  if (typeof WebAssembly !== "undefined" && thrown instanceof WebAssembly.RuntimeError) return engineCrashed(thrown.message);
  if (typeof thrown === "object" && thrown !== null && "code" in thrown && "field" in thrown && "message" in thrown) {
    const { code, field, message } = thrown as EngineError;
    return { code, field, message };
  }
  const reason = thrown instanceof Error ? thrown.message : String(thrown);
  return { code: "unexpected", field: "engine", message: `The engine met something unexpected: ${reason}.` };
}

/** The message of the engine's last panic, which the engine leaves in its worker. */
const lastPanic = () => (globalThis as { enginePanic?: string }).enginePanic;

/** The engine crashed: its memory can no longer be trusted. */
export function engineCrashed(reason: string): EngineError {
  const panic = lastPanic();
  if (panic && /out.of.memory/i.test(panic)) return outOfMemory();
  const message = `The engine crashed (${panic ?? reason}). Restart it: nothing that you drew is lost.`;
  return { code: "engine_crashed", field: "engine", message };
}

/** What was thrown while training. A trap without a panic is what a failed allocation leaves, and a step is what needs memory. */
export function toTrainingError(thrown: unknown): EngineError {
  const error = toEngineError(thrown);
  return error.code === "engine_crashed" && lastPanic() === undefined ? outOfMemory() : error;
}

function outOfMemory(): EngineError {
  return { code: "out_of_memory", field: "engine", message: "The engine ran out of memory. Restart it: nothing that you drew is lost." };
}

/** Whether the engine cannot go on after an error: it crashed, or its device is gone. */
export function endsTheEngine({ code }: EngineError): boolean {
  return code === "engine_crashed" || code === "out_of_memory" || code === "device";
}

export const SILENT = "silent";

/** Long work is silent as well: whether to wait is for the visitor to say. */
export function silence(what: string, seconds: number): EngineError {
  const message = `${what} has not answered for ${seconds} seconds. It may still be at work; if you do not want to wait, restart it: nothing that you drew is lost.`;
  return { code: SILENT, field: "engine", message };
}
