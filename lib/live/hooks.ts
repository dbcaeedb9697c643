'use client';

import { useCallback, useEffect, useRef, useSyncExternalStore } from 'react';
import type { PublicAuction, PublicLot } from '../api/public-lot';
import type { LiveStatus } from './live';
import { useLivePorts, usePageSeed } from './live-context';
import type { ServerTime } from './server-clock';

const nothing = () => () => {};

/** The newer of what is held and what the server rendered. */
const newer = <T extends { version: number }>(held: T | null, seeded: T | undefined): T | null =>
  seeded && (!held || seeded.version > held.version) ? seeded : held;

/** A lot as it is known now; redraws only when this lot changed. Null when it is not known (any more). */
export function useLot(id: number): PublicLot | null {
  const { records } = useLivePorts().live;
  const seeded = usePageSeed().lots.get(id);
  const subscribe = useCallback(
    (listener: () => void) => records.subscribe(`lot:${id}`, listener),
    [records, id],
  );
  return useSyncExternalStore(
    subscribe,
    () => newer(records.lot(id), seeded),
    () => seeded ?? null,
  );
}

/** A sale's own live record. */
export function useAuction(id: number): PublicAuction | null {
  const { records } = useLivePorts().live;
  const seeded = usePageSeed().auctions.get(id);
  const subscribe = useCallback(
    (listener: () => void) => records.subscribe(`auction:${id}`, listener),
    [records, id],
  );
  return useSyncExternalStore(
    subscribe,
    () => newer(records.auction(id), seeded),
    () => seeded ?? null,
  );
}

/** What the page may claim, how it is connected, since when (PSH7). */
export function useLiveStatus(): LiveStatus {
  const { status } = useLivePorts().live;
  return useSyncExternalStore(status.subscribe, status.get, status.get);
}

/**
 * Something derived from the primary's time, such as a countdown's text; redraws only when the result
 * changes (`Object.is`). Before the clock is known, and on the server, the page's rendering time counts.
 */
export function useServerNow<T>(derive: (nowMs: number) => T): T {
  const { live, ticker } = useLivePorts();
  const { asOfMs } = usePageSeed();
  const read = () => derive(live.serverClock.read()?.nowMs ?? asOfMs);
  return useSyncExternalStore(ticker.subscribe, read, () => derive(asOfMs));
}

/** The clock's measurement itself, for showing the offset; null before the page is alive. */
export function useServerTime<T>(derive: (time: ServerTime | null) => T): T {
  const { live, ticker } = useLivePorts();
  return useSyncExternalStore(
    ticker.subscribe,
    () => derive(live.serverClock.read()),
    () => derive(null),
  );
}

/**
 * Calls `told` when a catalogue text of these lots changed, or a lot of this sale became known that the
 * server did not render: then the page wants a new rendering.
 */
export function useCatalogueChange(
  of: { lotIds: readonly number[]; auctionId: number | null },
  told: () => void,
): void {
  const { records } = useLivePorts().live;
  const { auctionId } = of;
  const list = of.lotIds.join(',');
  const call = useRef(told);
  call.current = told;
  useEffect(() => {
    const ids = list === '' ? [] : list.split(',').map(Number);
    const shown = new Set(ids);
    const stops = ids.map((id) => records.subscribe(`item:${id}`, () => call.current()));
    const onLots = () => {
      if (auctionId === null) return;
      if (records.lotsOf(auctionId).some((id) => !shown.has(id))) call.current();
    };
    stops.push(records.subscribe('lots', onLots));
    return () => {
      for (const stop of stops) stop();
    };
  }, [records, auctionId, list]);
}

/** Whether this is drawn in a browser that runs scripts; false on the server and at first drawing. */
export const useHydrated = (): boolean =>
  useSyncExternalStore(
    nothing,
    () => true,
    () => false,
  );
