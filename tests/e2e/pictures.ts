// Pictures as files, made byte by byte: what an encoder would write, and what none would.

import { crc32, deflateSync } from "node:zlib";

/** A file as Playwright gives it to a field. */
export interface PictureFile {
  name: string;
  mimeType: string;
  buffer: Buffer;
}

/** A PNG's signature and its first chunk. */
const HEADER_BYTES = 33;

type Colour = readonly [red: number, green: number, blue: number, alpha?: number];

/** A PNG whose pixels are given by their places. */
export function png(name: string, width: number, height: number, at: (x: number, y: number) => Colour): PictureFile {
  const rows = Buffer.alloc(height * (1 + 4 * width));
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [red, green, blue, alpha = 255] = at(x, y);
      rows.set([red, green, blue, alpha], y * (1 + 4 * width) + 1 + 4 * x);
    }
  }
  return { name, mimeType: "image/png", buffer: pngOf(width, height, [8, 6], deflateSync(rows)) };
}

/** A whole PNG, black, of one bit a pixel: small as a file, however large it is. */
export function blackPng(name: string, width: number, height: number): PictureFile {
  const rows = Buffer.alloc(height * (1 + Math.ceil(width / 8)));
  return { name, mimeType: "image/png", buffer: pngOf(width, height, [1, 0], deflateSync(rows)) };
}

/** Nothing but the beginning of a PNG. */
export function pngHeader(name: string, width: number, height: number): PictureFile {
  return { name, mimeType: "image/png", buffer: pngOf(width, height, [8, 6], Buffer.alloc(0)).subarray(0, HEADER_BYTES) };
}

function pngOf(width: number, height: number, [depth, kind]: [number, number], data: Buffer): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([depth, kind], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([signature, chunk("IHDR", header), chunk("IDAT", data), chunk("IEND", Buffer.alloc(0))]);
}

function chunk(kind: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(kind, "latin1"), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, sum]);
}

export interface JpegOptions {
  width: number;
  height: number;
  /** Of each component, the level from 0 to 255 of the block of 8 × 8 pixels at a place: YCbCr, or CMYK as Adobe has it. */
  components: ((column: number, row: number) => number)[];
  /** How the camera was held, as EXIF has it: 6 is to be turned by a quarter, clockwise. */
  orientation?: number;
}

/** A baseline JPEG of flat blocks. */
export function jpeg(name: string, { width, height, components, orientation }: JpegOptions): PictureFile {
  const ids = components.map((_, index) => index + 1);
  const size = [height >> 8, height & 255, width >> 8, width & 255];
  const parts = [
    Buffer.from([0xff, 0xd8]),
    ...(orientation === undefined ? [] : [exif(orientation)]),
    // Adobe's mark, without which four components are anybody's guess: no transform, and inverted.
    ...(components.length === 4 ? [segment(0xee, [...Buffer.from("Adobe"), 0, 100, 0, 0, 0, 0, 0])] : []),
    // A quantisation by 8 makes the first coefficient of a flat block its level, less 128.
    segment(0xdb, [0, ...Array(64).fill(8)]),
    segment(0xc0, [8, ...size, ids.length, ...ids.flatMap((id) => [id, 0x11, 0])]),
    // Codes: four bits for each size of a difference, and a single 0 for "nothing but that".
    segment(0xc4, [0x00, 0, 0, 0, 12, ...Array(12).fill(0), ...Array(12).keys()]),
    segment(0xc4, [0x10, 1, ...Array(15).fill(0), 0]),
    segment(0xda, [ids.length, ...ids.flatMap((id) => [id, 0]), 0, 63, 0]),
    scan(Math.ceil(width / 8), Math.ceil(height / 8), components),
    Buffer.from([0xff, 0xd9]),
  ];
  return { name, mimeType: "image/jpeg", buffer: Buffer.concat(parts) };
}

function scan(columns: number, rows: number, components: JpegOptions["components"]): Buffer {
  let bits = "";
  const before = components.map(() => 0);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      for (const [index, level] of components.entries()) {
        const value = level(column, row) - 128;
        const difference = value - (before[index] ?? 0);
        before[index] = value;
        const length = difference === 0 ? 0 : Math.floor(Math.log2(Math.abs(difference))) + 1;
        const written = difference < 0 ? difference + 2 ** length - 1 : difference;
        const digits = length > 0 ? written.toString(2).padStart(length, "0") : "";
        bits += `${length.toString(2).padStart(4, "0")}${digits}0`;
      }
    }
  }
  const whole = bits.padEnd(Math.ceil(bits.length / 8) * 8, "1");
  const bytes = whole.match(/.{8}/g)?.map((byte) => Number.parseInt(byte, 2)) ?? [];
  // What looks like a marker is followed by a zero, and is none.
  return Buffer.from(bytes.flatMap((byte) => (byte === 0xff ? [byte, 0] : [byte])));
}

/** An EXIF segment with one entry, the orientation. */
function exif(orientation: number): Buffer {
  const tiff = Buffer.alloc(26);
  tiff.write("MM\0*", "latin1");
  tiff.writeUInt32BE(8, 4);
  tiff.writeUInt16BE(1, 8);
  tiff.writeUInt16BE(0x0112, 10);
  tiff.writeUInt16BE(3, 12);
  tiff.writeUInt32BE(1, 14);
  tiff.writeUInt16BE(orientation, 18);
  return segment(0xe1, [...Buffer.from("Exif\0\0", "latin1"), ...tiff]);
}

function segment(marker: number, bytes: number[]): Buffer {
  const length = bytes.length + 2;
  return Buffer.from([0xff, marker, length >> 8, length & 255, ...bytes]);
}
