'use client';

import { useCallback, useEffect, useMemo, useRef, useSyncExternalStore } from 'react';
import type { PublicAuction, PublicLot } from '../api/public-lot';
import type { MyBid } from '../api/v1/bids';
import type { OwnRegistration } from '../api/v1/registrations';
import type { LiveStatus } from './live';
import { useLivePorts, usePageSeed } from './live-context';
import type { RecordStore } from './record-store';
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

/** What a master told of a registration since the page was rendered (PSH10); null: nothing newer. */
export function useOwn(id: number | null): OwnRegistration | null {
  const { news } = useLivePorts().live;
  const subscribe = useCallback(
    (listener: () => void) =>
      (id === null ? undefined : news?.subscribe(id, listener)) ?? nothing(),
    [news, id],
  );
  return useSyncExternalStore(
    subscribe,
    () => (id === null ? null : (news?.get(id) ?? null)),
    () => null,
  );
}

/**
 * The reader's own bids by lot, as a master told them since the page was rendered, of all the
 * registrations that it shows something of (PSH10).
 */
export function useOwnBids(): ReadonlyMap<number, MyBid> {
  const { news } = useLivePorts().live;
  const { own } = usePageSeed();
  const subscribe = useCallback(
    (listener: () => void) => {
      const stops = own.map((id) => news?.subscribe(id, listener));
      return () => {
        for (const stop of stops) stop?.();
      };
    },
    [news, own],
  );
  const told = useSyncExternalStore(
    subscribe,
    () => JSON.stringify(own.flatMap((id) => news?.get(id)?.bids ?? [])),
    () => '[]',
  );
  return useMemo(() => {
    // One left before the opening is no bid until it is taken (ABS1).
    const bids = (JSON.parse(told) as MyBid[]).filter(({ isLeft }) => !isLeft);
    return new Map(bids.map((bid) => [bid.lotId, bid]));
  }, [told]);
}

/** What the page may claim, how it is connected, since when (PSH7). */
export function useLiveStatus(): LiveStatus {
  const { status } = useLivePorts().live;
  return useSyncExternalStore(status.subscribe, status.get, status.get);
}

/** The history that the page shows (EPO1); unlike `useLiveStatus` it does not redraw with every beat. */
export function useEpoch(): number {
  const { status } = useLivePorts().live;
  const read = () => status.get().epoch;
  return useSyncExternalStore(status.subscribe, read, read);
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

/** What the server rendered, so that only what is newer counts as a change. */
export interface Rendered {
  /** Catalogue entries: their lot's id and version. */
  items: readonly { lotId: number; version: number }[];
  /** Sales whose own record is shown. */
  sales: readonly { id: number; version: number }[];
  /**
   * The sale whose lots are shown, all of them or, with `channels`, those of some channels; a lot that
   * is new there is a change.
   */
  lotsOf: { saleId: number; channels: readonly number[] | null } | null;
}

/** Whether the page knows of something newer than what the server rendered. */
function isOutdated(records: RecordStore, rendered: Rendered): boolean {
  const { items, sales, lotsOf } = rendered;
  if (items.some(({ lotId, version }) => records.itemVersion(lotId) > version)) return true;
  if (sales.some(({ id, version }) => (records.auction(id)?.version ?? 0) > version)) return true;
  if (lotsOf === null) return false;
  const { saleId, channels } = lotsOf;
  const shown = new Set(items.map(({ lotId }) => lotId));
  // Of other channels the page may know lots too, from pages that were open before.
  return records
    .lotsOf(saleId)
    .some((id) => !shown.has(id) && (channels?.includes(records.lot(id)?.channel ?? -1) ?? true));
}

/** Calls `told` when a text, a sale's state or the list of lots is newer than what was rendered. */
export function useOutdated(rendered: Rendered, told: () => void): void {
  const { records } = useLivePorts().live;
  const call = useRef(told);
  call.current = told;
  useEffect(() => {
    const check = () => {
      if (isOutdated(records, rendered)) call.current();
    };
    const keys = [
      ...rendered.items.map(({ lotId }) => `item:${lotId}`),
      ...rendered.sales.map(({ id }) => `auction:${id}`),
      'lots',
    ];
    const stops = keys.map((key) => records.subscribe(key, check));
    return () => {
      for (const stop of stops) stop();
    };
  }, [records, rendered]);
}

/**
 * The digest over a sale's catalogue entries, `items:7`, that a terminal last told (CHN1); null
 * before any.
 */
export function useItemsDigest(name: string): string | null {
  const { records } = useLivePorts().live;
  const subscribe = useCallback(
    (listener: () => void) => records.subscribe(name, listener),
    [records, name],
  );
  return useSyncExternalStore(
    subscribe,
    () => records.itemsDigest(name),
    () => null,
  );
}

/** Whether this is drawn in a browser that runs scripts; false on the server and at first drawing. */
export const useHydrated = (): boolean =>
  useSyncExternalStore(
    nothing,
    () => true,
    () => false,
  );
