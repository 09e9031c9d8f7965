// The page's side of the service worker: without a network it works as well, and a new version comes when the visitor wants it.

import { effect } from "@preact/signals-core";
import { Workbox } from "workbox-window";

import { element } from "../canvas/dom";
import type { EngineHost } from "../engine/host";
import type { Notices } from "./notices";

const WEBGPU = ["./engine_webgpu.js", "./engine_webgpu_bg.wasm"];

/** Keeps the page for use without a network, once the engine is ready: its files are then in the browser's cache. */
export function keepOffline(engine: EngineHost, notices: Notices) {
  let kept: Promise<boolean> | undefined;
  effect(() => {
    if (!engine.ready.value) return;
    kept ??= register((load) => notices.show("There is a new version of this page.", { label: "Load it", act: load }, "version"));
    if (engine.device.value?.kind === "webgpu") void keepWebgpu(kept);
  });
}

/** The engine with WebGPU was downloaded before there was a service worker: asked for again, it comes from the browser's cache and stays. */
async function keepWebgpu(kept: Promise<boolean>) {
  if (await kept) await Promise.all(WEBGPU.map((file) => fetch(file))).catch(() => undefined);
}

/** Whether the page is kept. `onUpdate` is called when there is a new version, with what loads it in place of this page; a later call replaces an earlier one. */
async function register(onUpdate: (load: () => void) => void): Promise<boolean> {
  if (!mayRegister() || isServedByTrunk()) return false;
  const workbox = new Workbox(new URL("./service-worker.js", document.baseURI).href);
  let isControlled = navigator.serviceWorker.controller !== null;
  let isAccepted = false;
  workbox.addEventListener("waiting", () =>
    onUpdate(() => {
      isAccepted = true;
      workbox.messageSkipWaiting();
    }),
  );
  workbox.addEventListener("controlling", () => {
    if (isAccepted) location.reload();
    // Another tab has taken the new version: what this page loads from now on is of that one.
    else if (isControlled) onUpdate(() => location.reload());
    isControlled = true;
  });
  try {
    await workbox.register();
  } catch {
    // The visitor's settings or the server do not allow it: the page needs its network, and nothing else is different.
    return false;
  }
  await navigator.serviceWorker.ready;
  document.documentElement.dataset["offline"] = "ready";
  element("offline-note", HTMLElement).textContent = "This page now works without a network.";
  return true;
}

/** Absent on plain http and in lockdown modes; in a sandboxed frame even to look at it throws. */
function mayRegister(): boolean {
  try {
    return navigator.serviceWorker !== undefined;
  } catch {
    return false;
  }
}

/** Under `trunk serve` every build is to be seen at once: a reload that a service worker answers would show an older one. */
function isServedByTrunk(): boolean {
  return [...document.scripts].some(({ text }) => text.includes("/trunk/ws"));
}
