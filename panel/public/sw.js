/*
 * The panel's service worker: without a connection it shows a page that says so, and nothing else.
 * It keeps that page alone: never an answer of the API, never audio, never the panel's own files, which the browser keeps by
 * their hashed names. A newer one replaces it at once.
 */
const CACHE = 'fonoteka-offline-1';
const OFFLINE_PAGE = '/offline.html';

self.addEventListener('install', (event) => {
  event.waitUntil(caches.open(CACHE).then((cache) => cache.add(new Request(OFFLINE_PAGE, { cache: 'reload' }))));
  void self.skipWaiting();
});

self.addEventListener('activate', (event) => {
  event.waitUntil(replaceOlder());
});

async function replaceOlder() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name !== CACHE).map((name) => caches.delete(name)));
  await self.clients.claim();
}

self.addEventListener('fetch', (event) => {
  // Pages only: all else goes to the network as if there were no service worker. Downloads are navigations too.
  if (event.request.mode !== 'navigate' || new URL(event.request.url).pathname.startsWith('/api/')) return;
  event.respondWith(fetch(event.request).catch(async () => (await caches.match(OFFLINE_PAGE)) ?? Response.error()));
});
