// The service worker: keeps the whole page, engine included, on the visitor's device, and serves it from there.
//
// A version is kept completely or not at all, and the next one waits until the visitor loads it: page, worker and engine are always
// of one version. Its files keep their names, since any page may import the engine by its own; so the hash of each file is
// in the list below, and a new version downloads those that have changed.

import { clientsClaim } from "workbox-core";
import { addPlugins, precacheAndRoute } from "workbox-precaching";
import { registerRoute } from "workbox-routing";
import { NetworkFirst } from "workbox-strategies";

/** What the page's types, which are a window's, do not know of a service worker; the list is put in by tools/service-worker.mjs. */
declare const self: { __WB_MANIFEST: { url: string; revision: string }[]; skipWaiting(): Promise<void> };

// Workbox would download past the browser's own cache. Asking the server whether a file has changed is as safe, and what the
// page has just loaded by itself does not come a second time.
addPlugins([{ requestWillFetch: async ({ request }) => new Request(request, { cache: "no-cache" }) }]);

// The query is for the page: the file is the same.
precacheAndRoute(self.__WB_MANIFEST, { ignoreURLParametersMatching: [/./] });

// Encoders that not everybody wants are kept once they have been loaded.
registerRoute(({ url }) => url.pathname.endsWith(".safetensors"), new NetworkFirst({ cacheName: "encoders" }));

// A first visit needs no reload to be served from here.
clientsClaim();

addEventListener("message", ({ data }) => {
  if (data?.type === "SKIP_WAITING") void self.skipWaiting();
});
