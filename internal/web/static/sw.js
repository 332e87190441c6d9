// The service worker of the answer form: it keeps the blank form and what the form loads, so that somebody without a network can open
// it, and nothing else. It never touches what is sent, never sees an answer, and never keeps a page that the server has not said may be
// kept. `build` stands before this, written by the server.
//
// A blank form is one that came with Expires: until then it may be shown when the network does not answer. A form that has gone, because
// its survey was closed or called off, is removed, and with the last one the worker removes itself.

const cacheName = "tilstand-form-" + build.version;
const patience = 5000; // milliseconds that the network has before a form that is here is shown

self.addEventListener("install", (event) => {
  self.skipWaiting();
  event.waitUntil(caches.open(cacheName).then((cache) => cache.addAll(build.assets)));
});

self.addEventListener("activate", (event) => event.waitUntil(takeOver()));

self.addEventListener("fetch", (event) => {
  const request = event.request, address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== self.location.origin) return;
  if (build.assets.includes(address.pathname)) event.respondWith(asset(request));
  else if (request.mode === "navigate" && isForm(address)) event.respondWith(form(event, address));
});

// takeOver clears away what older builds have kept, and keeps the forms that are open now: they were loaded before there was a worker.
async function takeOver() {
  for (const name of await caches.keys()) {
    if (name.startsWith("tilstand-form-") && name !== cacheName) await caches.delete(name);
  }
  await self.clients.claim();
  for (const client of await self.clients.matchAll({ type: "window" })) {
    const address = new URL(client.url);
    if (isForm(address)) await load(address).catch(() => {});
  }
}

// isForm knows a survey's own address, /s/CODE, from the pages around it.
function isForm(address) { return /^\/s\/[^/.]+$/.test(address.pathname); }

async function asset(request) {
  const kept = await caches.match(request);
  if (kept) return kept;
  const response = await fetch(request);
  if (response.ok && (await caches.has(cacheName))) await (await caches.open(cacheName)).put(request, response.clone());
  return response;
}

// form asks the network first: it alone knows whether the survey is still open.
async function form(event, address) {
  const loaded = load(address, event.request);
  event.waitUntil(loaded.catch(() => {}));
  const kept = await keptForm(address);
  if (!kept) return loaded;
  const late = new Promise((resolve) => setTimeout(resolve, patience, kept));
  return Promise.race([loaded.catch(() => kept), late]);
}

// load fetches a form and keeps it, or forgets it when the server says that it is no form any more. A server in trouble says nothing.
async function load(address, request) {
  const response = await fetch(request || address.href);
  const key = keyOf(address), cache = await caches.open(cacheName);
  if (response.ok && response.headers.has("Expires")) await cache.put(key, response.clone());
  else if ([200, 404, 410].includes(response.status)) await forget(cache, address);
  return response;
}

// keptForm finds the form in the language asked for, or in another one rather than none.
async function keptForm(address) {
  if (!(await caches.has(cacheName))) return; // opening it would make it anew
  const cache = await caches.open(cacheName);
  const kept = (await cache.match(keyOf(address))) || (await cache.match(keyOf(address), { ignoreSearch: true }));
  if (kept && Date.parse(kept.headers.get("Expires")) > Date.now()) return kept;
  if (kept) await forget(cache, address);
}

// keyOf is the address that a form is kept under: the survey and the language.
function keyOf(address) {
  const lang = address.searchParams.get("lang");
  return address.origin + address.pathname + (lang ? "?lang=" + encodeURIComponent(lang) : "");
}

async function forget(cache, address) {
  await cache.delete(keyOf(address), { ignoreSearch: true });
  const left = await cache.keys();
  if (left.some((request) => isForm(new URL(request.url)))) return;
  await caches.delete(cacheName);
  await self.registration.unregister();
}
