// How long a text of lz-string's would be: the library has no bound of its own, and 2¹⁶ letters can expand to half a billion.
// These are the library's own codes, read for the lengths that they stand for.

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+-$";
const BITS_OF_LETTER = 6;
/** The codes that are no entries: a letter of 8 bits or of 16 follows, or nothing. */
const LETTER_OF_16 = 1;
const END = 2;

/** The length; undefined for what was never compressed, or has lost its end. */
export function expandedLength(text: string): number | undefined {
  const bits = new Bits(text.replaceAll(" ", "+"));
  const first = bits.read(2);
  if (first === END) return 0;
  if (first > LETTER_OF_16) return undefined;
  bits.read(lettersBits(first));
  /** Of the entries: each is the one before it and a letter. */
  const lengths = [0, 0, 0, 1];
  let [total, before] = [1, 1];
  // Codes grow by a bit whenever there are as many entries as they can name.
  let [width, room] = [3, 4];
  const add = (length: number) => {
    lengths.push(length);
    room -= 1;
    if (room === 0) room = 2 ** width++;
  };
  while (!bits.isOver) {
    let code = bits.read(width);
    if (code === END) return total;
    if (code <= LETTER_OF_16) {
      bits.read(lettersBits(code));
      add(1);
      code = lengths.length - 1;
    }
    const length = code < lengths.length ? lengths[code] : code === lengths.length ? before + 1 : undefined;
    if (length === undefined) return undefined;
    total += length;
    add(before + 1);
    before = length;
  }
  return undefined;
}

const lettersBits = (code: number) => (code === LETTER_OF_16 ? 16 : 8);

/** The bits of letters, the highest of each letter first, as numbers whose lowest bit comes first. */
class Bits {
  #letter = 0;
  #bit = BITS_OF_LETTER;
  #value: number;

  constructor(private readonly text: string) {
    this.#value = this.#valueAt(0);
  }

  /** Whether the last letter has been left behind. */
  get isOver(): boolean {
    return this.#letter >= this.text.length;
  }

  read(count: number): number {
    let number = 0;
    for (let place = 0; place < count; place++) number += this.#next() * 2 ** place;
    return number;
  }

  #next(): number {
    this.#bit -= 1;
    const bit = (this.#value >> this.#bit) & 1;
    if (this.#bit === 0) {
      this.#letter += 1;
      this.#bit = BITS_OF_LETTER;
      this.#value = this.#valueAt(this.#letter);
    }
    return bit;
  }

  /** What is no letter, and what comes after the last, counts as nothing. */
  #valueAt(index: number): number {
    return index < this.text.length ? Math.max(LETTERS.indexOf(this.text.charAt(index)), 0) : 0;
  }
}
