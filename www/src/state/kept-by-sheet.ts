// What is drawn in this tab, by the sheet that it is on: for reloads and ways back, whether an address can hold it or not.

/** Finer than a pixel of any screen. */
const DECIMALS = 3;

/** What a sheet has, and whether a reload finds it. */
interface Kept<Value> {
  value: Value;
  isStored: boolean;
}

export class KeptBySheet<Value> {
  readonly #here = new Map<number, Kept<Value>>();

  /** `what` names it in the browser's store; `read` answers nothing for a text that is something else. */
  constructor(
    private readonly what: string,
    private readonly read: (text: string) => Value | undefined,
  ) {}

  /** Keeps what a sheet has. False where the browser keeps nothing, or not so much: a reload loses it. */
  keep(sheet: number, value: Value): boolean {
    const before = this.#here.get(sheet);
    // What there was no room for before is not written out again and again.
    if (before?.value === value) return before.isStored;
    const isStored = this.#store(sheet, value);
    this.#here.set(sheet, { value, isStored });
    return isStored;
  }

  of(sheet: number): Value | undefined {
    return this.#here.get(sheet)?.value ?? this.read(this.#stored(sheet));
  }

  #store(sheet: number, value: Value): boolean {
    try {
      sessionStorage.setItem(this.#keyOf(sheet), writtenShort(value));
      return true;
    } catch {
      return false;
    }
  }

  #stored(sheet: number): string {
    try {
      return sessionStorage.getItem(this.#keyOf(sheet)) ?? "";
    } catch {
      return "";
    }
  }

  /** Other pages of the same origin keep things, too. */
  #keyOf(sheet: number): string {
    return `spirograph-lab ${location.pathname} ${this.what} ${sheet}`;
  }
}

/** As JSON, with no more decimals than a drawing needs. */
export function writtenShort(value: unknown): string {
  const rounded = (number: number) => Number(number.toFixed(DECIMALS));
  return JSON.stringify(value, (_, part) => (typeof part === "number" ? rounded(part) : part));
}
