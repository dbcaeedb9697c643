'use client';

import { useCallback, useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import type { PublicLot } from '@/lib/api/public-lot';
import { useLivePorts, usePageSeed } from '@/lib/live/live-context';
import { type GridFilter, type GridSort, isShown, movedCount, orderOf } from './grid-order';

/** The newest known body of each lot, read when asked. */
function useLots(lotIds: readonly number[]) {
  const { records } = useLivePorts().live;
  const seed = usePageSeed();
  return useCallback(
    (): PublicLot[] =>
      lotIds.flatMap((id) => {
        const held = records.lot(id);
        const seeded = seed.lots.get(id);
        const newest = held && (!seeded || held.version >= seeded.version) ? held : seeded;
        return newest ? [newest] : [];
      }),
    [records, seed, lotIds],
  );
}

/**
 * Order and filter of a sale's lots. Lots stay where they are until the reader asks for a new order;
 * `moved` says how many would change place.
 */
export function useGrid(
  lotIds: readonly number[],
  choice: { sort: GridSort; filter: GridFilter },
  isMine: (lot: PublicLot) => boolean,
) {
  const { sort, filter } = choice;
  const { ticker } = useLivePorts();
  const read = useLots(lotIds);
  const settle = useCallback(() => {
    const lots = read().filter((lot) => isShown(lot, filter, isMine(lot)));
    return orderOf(lots, sort);
  }, [read, sort, filter, isMine]);
  const [order, setOrder] = useState(settle);
  // A new choice, or lots that are new, settle anew; changes of price and time do not.
  // biome-ignore lint/correctness/useExhaustiveDependencies: `settle` also changes with what is mine
  useEffect(() => setOrder(settle()), [sort, filter, lotIds]);
  const wanted = useSyncExternalStore(
    ticker.subscribe,
    () => settle().join(','),
    () => order.join(','),
  );
  const moved = useMemo(
    () => movedCount(order, wanted === '' ? [] : wanted.split(',').map(Number)),
    [order, wanted],
  );
  return { order, moved, resort: () => setOrder(settle()) };
}

/** Counts of the reader's standings over a sale; redrawn when one of them changed. */
export function useStandings(
  lotIds: readonly number[],
  paddle: number | null,
  myLots: ReadonlySet<number>,
): { leading: number; outbid: number } {
  const { records } = useLivePorts().live;
  const read = useLots(lotIds);
  const subscribe = useCallback(
    (listener: () => void) => {
      const stops = lotIds.map((id) => records.subscribe(`lot:${id}`, listener));
      return () => {
        for (const stop of stops) stop();
      };
    },
    [records, lotIds],
  );
  const count = () => {
    const running = read().filter((lot) => lot.state === 'open' || lot.state === 'held');
    const leading = running.filter((lot) => paddle !== null && lot.leaderPaddle === paddle);
    const outbid = running.filter((lot) => myLots.has(lot.id) && lot.leaderPaddle !== paddle);
    return `${leading.length} ${outbid.length}`;
  };
  const [leading = 0, outbid = 0] = useSyncExternalStore(subscribe, count, count)
    .split(' ')
    .map(Number);
  return { leading, outbid };
}
