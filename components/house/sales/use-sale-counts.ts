'use client';

import { useCallback, useSyncExternalStore } from 'react';
import type { PublicLot } from '@/lib/api/public-lot';
import { useLiveStatus } from '@/lib/live/hooks';
import { useLivePorts } from '@/lib/live/live-context';

/** How a sale's lots stand. */
export interface SaleCounts {
  open: number;
  final: number;
  /** The open lot that closes next. */
  next: { lotNumber: number; closesAtMs: number } | null;
}

const FINAL: ReadonlySet<PublicLot['state']> = new Set(['sold', 'passed', 'withdrawn']);

function countsOf(lots: readonly PublicLot[]): SaleCounts {
  const open = lots.filter(({ state }) => state === 'open');
  const first = open.reduce<PublicLot | null>(
    (best, lot) => (best && best.closesAtMs <= lot.closesAtMs ? best : lot),
    null,
  );
  return {
    open: open.length,
    final: lots.filter(({ state }) => FINAL.has(state)).length,
    next: first ? { lotNumber: first.lotNumber, closesAtMs: first.closesAtMs } : null,
  };
}

/** A sale's counts as they are now where the page is proven current, else as the server wrote them. */
export function useSaleCounts(auctionId: number, rendered: SaleCounts): SaleCounts {
  const { records } = useLivePorts().live;
  const { freshness } = useLiveStatus();
  const subscribe = useCallback(
    (listener: () => void) => {
      const stops = new Map<number, () => void>();
      const follow = () => {
        for (const id of records.lotsOf(auctionId)) {
          if (!stops.has(id)) stops.set(id, records.subscribe(`lot:${id}`, listener));
        }
      };
      follow();
      const stop = records.subscribe('lots', () => {
        follow();
        listener();
      });
      return () => {
        stop();
        for (const each of stops.values()) each();
      };
    },
    [records, auctionId],
  );
  // As text, so that an unchanged count redraws nothing.
  const text = useSyncExternalStore(
    subscribe,
    () => {
      const lots = records.lotsOf(auctionId).flatMap((id) => records.lot(id) ?? []);
      return lots.length === 0 ? '' : JSON.stringify(countsOf(lots));
    },
    () => '',
  );
  return freshness === 'live' && text !== '' ? (JSON.parse(text) as SaleCounts) : rendered;
}
