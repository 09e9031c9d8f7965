// The page that measures on the visitor's own device.

import "./page.css";

import { element } from "../src/canvas/dom";
import { findAdapter } from "../src/engine/adapter";
import { download } from "../src/engine/download";
import { markdown } from "./markdown";
import { type Table, tables } from "./plan";
import { show } from "./results";
import type { Device } from "./strategy";

/** Whether the others' packages were installed when the page was built (tools/bundle.mjs). */
declare const PEERS_ARE_HERE: boolean;

/** Threads that are tried where the page is isolated from others, as a server's headers can have it. */
const SEVERAL_THREADS = 2;

const buttons = { quick: button("quick"), full: button("full"), stop: button("stop"), copy: button("copy") };
const device = element("device", HTMLSelectElement);
const status = element("status", HTMLElement);
const results = element("results", HTMLElement);

let shown = new Set<Table>();
let isStopping = false;

element("peers", HTMLElement).textContent = PEERS_ARE_HERE
  ? "TensorFlow.js, ONNX Runtime Web and jax-js do the same beside it, with the same weights."
  : "To see TensorFlow.js, ONNX Runtime Web and jax-js beside it, clone the project and run ./dev bench page.";

void lookAround();
buttons.quick.addEventListener("click", () => void run(true));
buttons.full.addEventListener("click", () => void run(false));
buttons.stop.addEventListener("click", () => {
  isStopping = true;
  status.textContent = "It stops after this size.";
});
buttons.copy.addEventListener("click", () => void copy());

/** Says what there is to run on, and chooses. */
async function lookAround() {
  const { words, inSoftware } = (await findAdapter().catch(() => undefined)) ?? { words: null, inSoftware: false };
  const threads = `${navigator.hardwareConcurrency} threads, of which the bench may use ${threadsHere()}`;
  const gpu = words === null ? "This browser offers no WebGPU adapter" : `WebGPU runs on ${words}`;
  const warning = inSoftware ? ", on the processor itself, which says nothing about a graphics card" : "";
  element("here", HTMLElement).textContent = `This device has ${threads}. ${gpu}${warning}.`;
  for (const option of device.options) option.disabled = option.value !== "cpu" && words === null;
  if (words !== null && !inSoftware) device.value = "both";
}

const threadsHere = () => (crossOriginIsolated ? Math.min(SEVERAL_THREADS, navigator.hardwareConcurrency) : 1);

async function run(quick: boolean) {
  begin();
  try {
    const weights = await download("The weights file", new URL("./assets/weights/base.safetensors", location.href), () => {});
    const devices: Device[] = device.value === "both" ? ["cpu", "webgpu"] : [device.value as Device];
    const plan = { quick, peers: PEERS_ARE_HERE, devices, threads: threadsHere(), processorTime: null };
    for await (const table of tables(plan, weights, say)) {
      shown.add(table);
      show(table, results);
      if (isStopping) break;
    }
    status.textContent = isStopping ? "Stopped." : "Finished.";
  } catch (thrown) {
    status.textContent = "";
    fail(thrown instanceof Error ? thrown.message : String(thrown));
  } finally {
    end();
  }
}

function begin() {
  isStopping = false;
  shown = new Set();
  results.replaceChildren();
  element("error", HTMLElement).hidden = true;
  setRunning(true);
  say("The weights are on their way");
}

function end() {
  setRunning(false);
  buttons.copy.disabled = shown.size === 0;
}

function setRunning(isRunning: boolean) {
  for (const other of [buttons.quick, buttons.full, device]) other.disabled = isRunning;
  buttons.stop.disabled = !isRunning;
}

function say(words: string) {
  if (!isStopping) status.textContent = `${words} …`;
}

function fail(reason: string) {
  const error = element("error", HTMLElement);
  error.hidden = false;
  const place = error.querySelector("p");
  if (place) place.textContent = `The bench could not go on: ${reason}`;
}

async function copy() {
  const words = `${markdown([...shown])}\n\n${navigator.userAgent}`;
  try {
    await navigator.clipboard.writeText(words);
    status.textContent = "Copied.";
  } catch {
    fail("this browser does not let the page write to the clipboard.");
  }
}

function button(id: string): HTMLButtonElement {
  return element(id, HTMLButtonElement);
}
