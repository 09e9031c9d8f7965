// The service worker: keeps the whole page, engine included, on the visitor's device, and serves it from there.
//
// A version is kept completely or not at all, and the next one waits until the visitor loads it: page, worker and engine are always
// of one version. Its files keep their names, since any page may import the engine by its own; so the hash of each file is
// in the list below, and a new version downloads those that have changed.

import { clientsClaim } from "workbox-core";
import { addPlugins, precacheAndRoute } from "workbox-precaching";
import { registerRoute } from "workbox-routing";
import { CacheFirst, NetworkFirst } from "workbox-strategies";

/** What the page's types, which are a window's, do not know of a service worker; the list is put in by tools/service-worker.mjs. */
declare const self: {
  __WB_MANIFEST: { url: string; revision: string; integrity?: string }[];
  registration: { scope: string };
  skipWaiting(): Promise<void>;
  addEventListener(kind: "install" | "activate", listener: (event: { waitUntil(done: Promise<unknown>): void }) => void): void;
};

const files = self.__WB_MANIFEST;

/** A cache of this page's own: another copy of it on the same origin has other versions of the same files. */
const ownCache = (name: string) => `${name} of ${self.registration.scope}`;

// Workbox would download past the browser's own cache. Asking the server whether a file has changed is as safe, and what the
// page has just loaded by itself does not come a second time.
addPlugins([{ requestWillFetch: async ({ request }) => new Request(request, { cache: "no-cache" }) }]);

// The query is for the page: the file is the same.
precacheAndRoute(
  files.filter(({ integrity }) => !integrity),
  { ignoreURLParametersMatching: [/./] },
);

// The engine with WebGPU is kept once it has been used, under its hash. Where the server has a newer one already, the browser
// refuses that, and the engine of this version for the CPU goes on.
const WEBGPU = ownCache("webgpu");
const ofWebgpu = files.flatMap(({ url, revision, integrity }) =>
  integrity ? { address: new URL(url, location.href).href, key: new URL(`${url}?${revision}`, location.href).href, integrity } : [],
);
const webgpu = new CacheFirst({
  cacheName: WEBGPU,
  plugins: [
    {
      cacheKeyWillBeUsed: async ({ request }) => ofWebgpu.find(({ address }) => address === request.url)?.key ?? request,
      requestWillFetch: async ({ request }) => {
        const { integrity } = ofWebgpu.find(({ address }) => address === request.url) ?? {};
        return new Request(request.url, { cache: "no-cache", ...(integrity && { integrity }) });
      },
    },
  ],
});
registerRoute(({ url }) => ofWebgpu.some(({ address }) => address === url.href), webgpu);

// Whoever has used it finds the new one with the new version.
self.addEventListener("install", (event) => {
  const renew = async () => {
    const isUsed = (await (await caches.open(WEBGPU)).keys()).length > 0;
    if (isUsed) await Promise.all(ofWebgpu.map(({ address }) => webgpu.handle({ event, request: new Request(address) })));
  };
  event.waitUntil(renew());
});

self.addEventListener("activate", (event) => {
  const forgetOlder = async () => {
    const cache = await caches.open(WEBGPU);
    const older = (await cache.keys()).filter(({ url }) => !ofWebgpu.some(({ key }) => key === url));
    await Promise.all(older.map((request) => cache.delete(request)));
  };
  event.waitUntil(forgetOlder());
});

// Encoders and photographs that not everybody wants are kept once they have been loaded.
registerRoute(({ url }) => url.pathname.endsWith(".safetensors"), new NetworkFirst({ cacheName: ownCache("encoders") }));
registerRoute(({ url }) => url.pathname.endsWith(".webp"), new NetworkFirst({ cacheName: ownCache("photographs") }));

// A first visit needs no reload to be served from here.
clientsClaim();

addEventListener("message", ({ data }) => {
  if (data?.type === "SKIP_WAITING") void self.skipWaiting();
});
