// Numbers as people read them: a true minus, no zero with a sign, and a dash for what is no number.

import type { Spread } from "engine";

const NONE = "–";

/** A value with three decimals. */
export function format(value: number): string {
  return written(value, (size) => size.toFixed(3));
}

/** A figure as the tables write it: three significant digits. */
export function figure(value: number): string {
  return written(value, (size) => size.toPrecision(3));
}

/** A mean over seeds with its deviation, where there are several; a dash where there is none. */
export function spreadInWords(spread: Spread | null): string {
  if (spread === null) return NONE;
  const { mean, deviation } = spread;
  return deviation === null ? figure(mean) : `${figure(mean)} ± ${figure(deviation)}`;
}

/** Three significant digits, in groups of thousands, without zeros at the end. */
export function rounded(value: number): string {
  return written(value, (size) => THREE_DIGITS.format(size));
}

const THREE_DIGITS = new Intl.NumberFormat("en", { maximumSignificantDigits: 3 });

/** A share in whole per cent; one that is not quite nothing, or not quite the whole, is not called that. */
export function percent(share: number): string {
  if (!Number.isFinite(share)) return NONE;
  const whole = Math.round(100 * share);
  if (whole === 0 && share > 0) return "under 1 %";
  if (whole === 100 && share < 1) return "over 99 %";
  return `${String(whole === 0 ? 0 : whole).replace("-", "−")} %`;
}

/** So many of something: 1 step, 2 steps. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** How long something takes that is over in a moment. */
export function milliseconds(value: number): string {
  if (!Number.isFinite(value)) return NONE;
  return value < 1 ? "under 1 ms" : `${Math.round(value)} ms`;
}

/** How long something takes that can be waited for. */
export function duration(seconds: number): string {
  if (!Number.isFinite(seconds)) return NONE;
  if (seconds < 1) return "under 1 s";
  if (seconds < 90) return `${Math.round(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 90 ? `${minutes} min` : `${Math.round(minutes / 60)} h`;
}

function written(value: number, digits: (size: number) => string): string {
  if (!Number.isFinite(value)) return NONE;
  const words = digits(Math.abs(value));
  return value < 0 && /[1-9]/.test(words) ? `−${words}` : words;
}
