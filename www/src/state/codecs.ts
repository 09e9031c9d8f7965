// How values are written into an address, and read from it.

export interface Codec<Value> {
  write(value: Value): string;
  /** Undefined where the text is no such value: an address can be cut short, or typed by hand. */
  read(text: string): Value | undefined;
}

/** One of some words or numbers. */
export function oneOf<Value extends string | number>(values: readonly Value[]): Codec<Value> {
  return { write: String, read: (text) => values.find((value) => String(value) === text) };
}

/** A number from a range, to some decimals. */
export function decimal(lower: number, upper: number, decimals: number): Codec<number> {
  // Plus zero: −0.0004 to three decimals is 0, not −0.
  const round = (value: number) => Number(value.toFixed(decimals)) + 0;
  return {
    write: (value) => String(round(value)),
    read: (text) => {
      const value = /^-?\d+(\.\d+)?$/.test(text) ? round(Number(text)) : Number.NaN;
      return lower <= value && value <= upper ? value : undefined;
    },
  };
}

/** A colour as an input has it, #rrggbb; an address already begins with a #. */
export const hexColour: Codec<string> = {
  write: (value) => value.slice(1),
  read: (text) => (/^[0-9a-f]{6}$/.test(text) ? `#${text}` : undefined),
};

/** As many values as there are codecs. */
export function tuple<Value>(codecs: readonly Codec<Value>[]): Codec<readonly Value[]> {
  return {
    write: (values) => codecs.map((codec, index) => codec.write(values[index] as Value)).join(","),
    read: (text) => {
      const parts = text.split(",");
      const values = codecs.map((codec, index) => codec.read(parts[index] ?? ""));
      const isWhole = parts.length === codecs.length && values.every((value) => value !== undefined);
      return isWhole ? (values as Value[]) : undefined;
    },
  };
}

/** Something, or nothing. */
export function orNull<Value>(codec: Codec<Value>): Codec<Value | null> {
  return {
    write: (value) => (value === null ? "" : codec.write(value)),
    read: (text) => (text === "" ? null : codec.read(text)),
  };
}
