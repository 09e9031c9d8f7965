// The words at the ticks of an axis: no two of them alike, none rounded more coarsely than its tick stands.

/** By how much of the distance between ticks a word may be off. */
const TOLERANCE = 0.01;
/** More decimals than these, and numbers from here on, are written with a power of ten. */
const MOST_DECIMALS = 5;
const LARGE = 1e6;
/** As many digits as a number of JavaScript has. */
const MOST_DIGITS = 15;

/** More powers of ten than these are named without the numbers between. */
const MOST_POWERS = 3;

type Ticks = readonly (number | null)[];

/** Of an axis whose ticks stand evenly. A tick without a number has no word. */
export function tickWords(ticks: Ticks): string[] {
  const values = ticks.filter((tick) => tick !== null);
  const largest = Math.max(0, ...values.map(Math.abs));
  const distances = values.flatMap((value, index) => (index > 0 ? [Math.abs(value - (values[index - 1] ?? value))] : []));
  const apart = Math.min(...distances.filter((distance) => distance > 0));
  // A tick alone is told from zero.
  const off = TOLERANCE * (Number.isFinite(apart) ? apart : largest || 1);
  const decimals = decimalsFor(values, off);
  if (decimals <= MOST_DECIMALS && largest < LARGE) return ticks.map((tick) => (tick === null ? "" : fixed(tick, decimals)));
  const power = Math.floor(Math.log10(largest));
  const scaled = ticks.map((tick) => (tick === null ? null : tick / 10 ** power));
  const digits = decimalsFor(
    scaled.filter((tick) => tick !== null),
    off / 10 ** power,
  );
  return scaled.map((tick) => (tick === null ? "" : withPower(fixed(tick, digits), power)));
}

/** Of a logarithmic axis: each tick has the digits that it needs. */
export function logTickWords(ticks: Ticks): string[] {
  return ticks.map((tick) => (tick === null ? "" : (tickWords([tick])[0] ?? "")));
}

/** The round numbers within a range that a logarithmic axis names. */
export function roundNumbers(least: number, largest: number): number[] {
  const [first, last] = [Math.floor(Math.log10(least)), Math.ceil(Math.log10(largest))];
  const digits = last - first > MOST_POWERS ? [1] : [1, 2, 5];
  return Array.from({ length: last - first + 1 }, (_, index) => first + index)
    .flatMap((power) => digits.map((digit) => Number(`${digit}e${power}`)))
    .filter((value) => value >= least && value <= largest);
}

/** The fewest decimals that say every value well enough. */
function decimalsFor(values: readonly number[], off: number): number {
  let decimals = 0;
  while (decimals < MOST_DIGITS && values.some((value) => Math.abs(Number(value.toFixed(decimals)) - value) > off)) decimals++;
  return decimals;
}

function fixed(value: number, decimals: number): string {
  const words = Math.abs(value).toFixed(decimals);
  if (!/[1-9]/.test(words)) return "0";
  return value < 0 ? `−${words}` : words;
}

function withPower(words: string, power: number): string {
  return words === "0" ? words : `${words}e${String(power).replace("-", "−")}`;
}
