'use client';

import { useSyncExternalStore } from 'react';

/** From here on there is room for a panel beside a table (LOOK 3). */
const WIDE = '(min-width: 60rem)';

function subscribe(listener: () => void) {
  const query = window.matchMedia(WIDE);
  query.addEventListener('change', listener);
  return () => query.removeEventListener('change', listener);
}

/** Whether the page is wide enough for a panel at the right; else it is a sheet. */
export const useWide = (): boolean =>
  useSyncExternalStore(
    subscribe,
    () => window.matchMedia(WIDE).matches,
    () => true,
  );
