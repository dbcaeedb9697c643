'use client';

import { useCallback, useMemo, useSyncExternalStore } from 'react';
import type { PublicLot } from '@/lib/api/public-lot';
import { useLivePorts } from '@/lib/live/live-context';

/** Lots of a sale that became known since the page was rendered; in the order of their ids. */
export function useNewLots(
  auctionId: number,
  known: readonly number[],
  belongs: (lot: PublicLot) => boolean,
): readonly number[] {
  const { records } = useLivePorts().live;
  const there = useMemo(() => new Set(known), [known]);
  const subscribe = useCallback(
    (listener: () => void) => records.subscribe('lots', listener),
    [records],
  );
  const read = () =>
    records
      .lotsOf(auctionId)
      .filter((id) => {
        const lot = there.has(id) ? null : records.lot(id);
        return lot !== null && belongs(lot);
      })
      .sort((a, b) => a - b)
      .join(',');
  const list = useSyncExternalStore(subscribe, read, () => '');
  return useMemo(() => (list === '' ? [] : list.split(',').map(Number)), [list]);
}
