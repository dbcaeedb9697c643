// Keeps the offline page of a sale and what it is drawn with, for when there is no network. Edits are
// not its business: the page keeps them itself. It is registered for that one page and sees no other.
const KEPT = 'lotcast-offline-page';

self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));

// The page asks to be kept once it stands: what only says "sign in" is never kept in its place.
self.addEventListener('message', (event) => event.waitUntil(keep(event.data)));

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== self.location.origin) return;
  if (request.mode === 'navigate') event.respondWith(newest(request, pathname));
  else if (pathname.startsWith('/_next/static/')) event.respondWith(unchanging(request));
});

async function keep({ page, parts }) {
  const cache = await caches.open(KEPT);
  const answer = await fetch(page, { headers: { accept: 'text/html' }, cache: 'no-store' });
  if (!answer.ok || answer.redirected) return;
  // What the page loaded, and what its text names: opened anew it may want more than it did here.
  const named = (await answer.clone().text()).match(
    /\/_next\/static\/[\w./~-]+\.(?:js|css|woff2)/g,
  );
  await Promise.all(
    [...new Set([...parts, ...(named ?? [])])].map(
      async (part) => (await cache.match(part)) ?? cache.add(part).catch(() => {}),
    ),
  );
  await cache.put(page, answer);
}

async function newest(request, pathname) {
  try {
    return await fetch(request);
  } catch (error) {
    const kept = await caches.match(pathname, { cacheName: KEPT });
    if (kept) return kept;
    throw error;
  }
}

// Named by their content.
async function unchanging(request) {
  const cache = await caches.open(KEPT);
  const kept = await cache.match(request.url);
  if (kept) return kept;
  const answer = await fetch(request);
  if (answer.ok) await cache.put(request.url, answer.clone());
  return answer;
}
