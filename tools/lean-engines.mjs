// Takes out of the engines what only their builder has use for: the names of functions, a fifth of the file, and the place of the
// builder's home, which stands in the message of every panic. Cargo could leave them out only by building all of Burn
// again, and `strip` takes along what wasm-bindgen needs to know. Usage: node tools/lean-engines.mjs [FOLDER]
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

const folder = process.argv[2] ?? process.env.TRUNK_STAGING_DIR ?? "dist";
const DATA = 11;
const CUSTOM = 0;

/** An unsigned number as WebAssembly writes it, seven bits a byte, and where it ends. */
function number(bytes, start) {
  let [value, end] = [0, start];
  for (let shift = 0; ; shift += 7) {
    const byte = bytes[end++];
    value += (byte & 0x7f) * 2 ** shift;
    if (byte < 0x80) return { value, end };
  }
}

/** The sections of a module: the number of their kind, their content, and all their bytes. */
function* sections(bytes) {
  for (let start = 8; start < bytes.length; ) {
    const { value: length, end: content } = number(bytes, start + 1);
    const end = content + length;
    yield { kind: bytes[start], content: bytes.subarray(content, end), whole: bytes.subarray(start, end) };
    start = end;
  }
}

function isForTools({ kind, content }) {
  if (kind !== CUSTOM) return false;
  const { value: length, end } = number(content, 0);
  return ["name", "producers"].includes(content.toString("utf8", end, end + length));
}

/** Writes as many slashes over the folder in which cargo keeps its sources: the length of a text is known elsewhere. */
function hideHome(content) {
  const home = Buffer.from(join(process.env.CARGO_HOME ?? join(homedir(), ".cargo"), "registry", "src"));
  for (let at = content.indexOf(home); at >= 0; at = content.indexOf(home, at)) content.fill("/", at, at + home.length);
}

for (const file of readdirSync(folder).filter((name) => name.endsWith("_bg.wasm"))) {
  const path = join(folder, file);
  const bytes = readFileSync(path);
  const kept = [...sections(bytes)].filter((section) => !isForTools(section));
  for (const { kind, content } of kept) if (kind === DATA) hideHome(content);
  writeFileSync(path, Buffer.concat([bytes.subarray(0, 8), ...kept.map(({ whole }) => whole)]));
}
