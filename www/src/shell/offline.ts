// The page's side of the service worker: without a network it works as well, and a new version comes when the visitor wants it.

import { Workbox } from "workbox-window";

/**
 * Keeps the page for use without a network. To be called once the engine is ready: its files are then in the browser's cache.
 * `onUpdate` is told of a new version, with what takes it and reloads the page; a later call takes an earlier one's place.
 * `onReady` is called as soon as the page can do without a network.
 */
export async function keepOffline(onUpdate: (apply: () => void) => void, onReady: () => void): Promise<void> {
  if (!("serviceWorker" in navigator) || isServedByTrunk()) return;
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
    return;
  }
  await navigator.serviceWorker.ready;
  document.documentElement.dataset["offline"] = "ready";
  onReady();
}

/** Under `trunk serve` every build is to be seen at once: a reload that a service worker answers would show an older one. */
function isServedByTrunk(): boolean {
  return [...document.scripts].some(({ text }) => text.includes("/_trunk/ws"));
}
