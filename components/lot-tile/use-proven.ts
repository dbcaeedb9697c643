'use client';

import { useSyncExternalStore } from 'react';
import { useLivePorts } from '@/lib/live/live-context';
import { FRESHNESS_MEANS } from '@/lib/sync/page-freshness';

/**
 * Whether what the page shows is proven current. Unlike `useLiveStatus` it redraws only when the
 * answer changes, not with every beat: 256 tiles ask.
 */
export function useProven(): boolean {
  const { status } = useLivePorts().live;
  const read = () => FRESHNESS_MEANS[status.get().freshness].proven;
  return useSyncExternalStore(status.subscribe, read, () => false);
}
