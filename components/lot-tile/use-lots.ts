'use client';

import { useCallback, useSyncExternalStore } from 'react';
import type { PublicLot } from '@/lib/api/public-lot';
import { useLivePorts, usePageSeed } from '@/lib/live/live-context';

/** Gathers calls of one turn of the event loop into one: a frame may change many lots. */
function gathered(listener: () => void): () => void {
  let isWaiting = false;
  return () => {
    if (isWaiting) return;
    isWaiting = true;
    queueMicrotask(() => {
      isWaiting = false;
      listener();
    });
  };
}

/**
 * Something derived from several lots at once, such as "how many do I lead"; redraws only when the
 * result changes (`Object.is`), so derive a number or a string. Lots that are not known are left out.
 */
export function useLots<T extends string | number | boolean>(
  ids: readonly number[],
  derive: (lots: PublicLot[]) => T,
): T {
  const { records } = useLivePorts().live;
  const seed = usePageSeed();
  const subscribe = useCallback(
    (listener: () => void) => {
      const told = gathered(listener);
      const stops = ids.map((id) => records.subscribe(`lot:${id}`, told));
      return () => {
        for (const stop of stops) stop();
      };
    },
    [records, ids],
  );
  const seeded = () => ids.flatMap((id) => seed.lots.get(id) ?? []);
  const known = () =>
    ids.flatMap((id) => {
      const held = records.lot(id);
      const rendered = seed.lots.get(id);
      if (rendered && (!held || rendered.version > held.version)) return rendered;
      return held ?? [];
    });
  return useSyncExternalStore(
    subscribe,
    () => derive(known()),
    () => derive(seeded()),
  );
}
