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
  if (thrown instanceof WebAssembly.RuntimeError) return engineCrashed(thrown.message);
  if (typeof thrown === "object" && thrown !== null && "code" in thrown && "field" in thrown && "message" in thrown) {
    const { code, field, message } = thrown as EngineError;
    return { code, field, message };
  }
  const reason = thrown instanceof Error ? thrown.message : String(thrown);
  return { code: "unexpected", field: "engine", message: `The engine met something unexpected: ${reason}.` };
}

/** A panic inside the engine: its memory can no longer be trusted. */
export function engineCrashed(reason: string): EngineError {
  const message = `The engine broke off (${reason}). Restart it: nothing that you drew is lost.`;
  return { code: "engine_crashed", field: "engine", message };
}
