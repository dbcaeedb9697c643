'use client';

import { useEffect, useState, useSyncExternalStore } from 'react';
import { BROWSER_PORTS } from '@/lib/live/browser';
import {
  type CatalogueSync,
  type CatalogueView,
  createCatalogueSync,
} from '@/lib/offline/catalogue-sync';
import { createHttpCalls } from '@/lib/offline/http-calls';
import { createIdbStore } from '@/lib/offline/idb-store';
import type { OfflineDeps } from '@/lib/offline/ports';

const nothing = () => () => {};

function depsOf(of: { userId: string; auctionId: number }): OfflineDeps {
  const name = `lotcast-catalogue-${of.userId}-${of.auctionId}`;
  return {
    store: createIdbStore(of),
    calls: createHttpCalls((path, init) => fetch(path, init), of.auctionId),
    clock: BROWSER_PORTS.clock,
    timers: BROWSER_PORTS.timers,
    chance: BROWSER_PORTS.chance,
    newId: () => crypto.randomUUID(),
    // Tabs of one person take turns; a browser without locks repeats harmlessly (EDT5).
    exclusive: async (run) => ('locks' in navigator ? navigator.locks.request(name, run) : run()),
  };
}

/** A person's copy of a sale's catalogue on this device; null until the page runs in a browser. */
export function useCatalogue(
  userId: string,
  auctionId: number,
): { sync: CatalogueSync; view: CatalogueView } | null {
  const [sync, setSync] = useState<CatalogueSync | null>(null);
  useEffect(() => {
    const made = createCatalogueSync(depsOf({ userId, auctionId }), auctionId);
    const close = made.open();
    if (!navigator.onLine) made.network('went-offline');
    const online = () => made.network('came-online');
    const offline = () => made.network('went-offline');
    window.addEventListener('online', online);
    window.addEventListener('offline', offline);
    setSync(made);
    return () => {
      close();
      window.removeEventListener('online', online);
      window.removeEventListener('offline', offline);
    };
  }, [userId, auctionId]);
  const read = () => sync?.get() ?? null;
  const view = useSyncExternalStore(sync?.subscribe ?? nothing, read, () => null);
  return sync && view ? { sync, view } : null;
}
