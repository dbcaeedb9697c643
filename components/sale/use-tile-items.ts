'use client';

import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { Language } from '@/lib/api/local-text';
import { lotView } from '@/lib/api/v1/lots';
import { BROWSER_PORTS } from '@/lib/live/browser';
import { useLivePorts } from '@/lib/live/live-context';
import { callApi } from '../api/call-api';
import { type TileItem, tileItem } from '../lot-tile/tile-item';

/** A changed text reaches every page at once; the pages ask for it spread over this long. */
const SPREAD_MS = 2_000;

async function askItem(lotId: number, language: Language): Promise<TileItem | null> {
  const path = `/api/v1/lots/${lotId}`;
  const answer = await callApi({ method: 'GET', path, answer: lotView });
  return answer.ok ? tileItem(answer.value, answer.value.item, language) : null;
}

/**
 * The catalogue entries of a grid: those of the server's rendering, each replaced when its text
 * changed, and those of lots that came since once they were asked for. Only one lot is fetched for
 * one change, never the page.
 */
export function useTileItems(rendered: readonly TileItem[], language: Language) {
  const { records } = useLivePorts().live;
  const [fetched, setFetched] = useState<ReadonlyMap<number, TileItem>>(new Map());
  const timers = useRef(new Set<ReturnType<typeof setTimeout>>());

  const items = useMemo(() => {
    const all = new Map(rendered.map((item) => [item.id, item]));
    for (const item of fetched.values()) {
      const other = all.get(item.id);
      if (!other || other.version < item.version) all.set(item.id, item);
    }
    return all;
  }, [rendered, fetched]);
  const ids = useMemo(() => [...items.keys()], [items]);

  const ask = useCallback(
    async (lotIds: readonly number[]) => {
      const found = await Promise.all(lotIds.map((id) => askItem(id, language)));
      const came = found.filter((item) => item !== null);
      setFetched((before) => new Map([...before, ...came.map((one) => [one.id, one] as const)]));
      return came.map((item) => item.id);
    },
    [language],
  );

  const newest = useRef(items);
  newest.current = items;
  useEffect(() => {
    const changed = (id: number) => () => {
      if (records.itemVersion(id) <= (newest.current.get(id)?.version ?? 0)) return;
      const timer = setTimeout(() => {
        timers.current.delete(timer);
        void ask([id]);
      }, BROWSER_PORTS.chance() * SPREAD_MS);
      timers.current.add(timer);
    };
    const stops = ids.map((id) => {
      const look = changed(id);
      look();
      return records.subscribe(`item:${id}`, look);
    });
    return () => {
      for (const stop of stops) stop();
    };
  }, [records, ids, ask]);
  useEffect(() => {
    const waiting = timers.current;
    return () => {
      for (const timer of waiting) clearTimeout(timer);
    };
  }, []);

  return { items, ids, ask };
}
