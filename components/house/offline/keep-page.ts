const KEPT = 'lotcast-offline-page';

/** Addresses of what this page was drawn with: scripts, styles, fonts. */
const partsOf = (): string[] => [
  ...new Set(
    performance
      .getEntriesByType('resource')
      .map(({ name }) => new URL(name))
      .filter(
        ({ origin, pathname }) =>
          origin === location.origin && pathname.startsWith('/_next/static/'),
      )
      .map(({ pathname, search }) => pathname + search),
  ),
];

/**
 * Keeps this page on the device, so that it opens without a network. Where the browser has no service
 * workers, or forbids them, the page works while it stands.
 */
export async function keepPage(): Promise<void> {
  if (!('serviceWorker' in navigator)) return;
  const page = location.pathname;
  try {
    const kept = await navigator.serviceWorker.register('/house/offline-worker.js', {
      scope: page,
    });
    const ready = kept.active ?? (await becomesActive(kept));
    ready?.postMessage({ page, parts: partsOf() });
  } catch {
    // Private windows and full disks: the edits themselves are kept elsewhere.
  }
}

const becomesActive = (kept: ServiceWorkerRegistration) =>
  new Promise<ServiceWorker | null>((resolve) => {
    const coming = kept.installing ?? kept.waiting;
    if (!coming) return resolve(null);
    coming.addEventListener('statechange', () => {
      if (coming.state === 'activated') resolve(coming);
    });
  });

/** Pages that were kept are for whoever was signed in; edits that are not submitted stay. */
export async function forgetKeptPages(): Promise<void> {
  if ('caches' in globalThis) await caches.delete(KEPT).catch(() => false);
}
