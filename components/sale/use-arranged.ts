'use client';

import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { PublicLot } from '@/lib/api/public-lot';
import { useServerNow } from '@/lib/live/hooks';
import { useLivePorts, usePageSeed } from '@/lib/live/live-context';
import { useMine } from '../lot-tile/mine';
import { movesBetween } from '../lot-tile/moves';
import { useLots } from '../lot-tile/use-lots';
import { type Arrangement, arrange, sequence, type View } from './arrange';

/** "Closing soon" is looked at again this often; no message says that a lot came near. */
const SOON_STEP_MS = 10_000;

/**
 * The order of a grid stands still while its lots change (LOOK 6): it is made anew only when the
 * reader chooses a view or asks for it. `moved` says how many lots would change place then.
 */
export function useArranged(ids: readonly number[], view: View) {
  const { live } = useLivePorts();
  const seed = usePageSeed();
  const mine = useMine();
  const { filter, sort } = view;
  const step = useServerNow((nowMs) => Math.floor(nowMs / SOON_STEP_MS));
  const wantedNow = useCallback(
    (lots: readonly PublicLot[]) =>
      arrange(lots, { filter, sort }, { nowMs: step * SOON_STEP_MS, has: mine.has }),
    [filter, sort, step, mine],
  );
  const read = useCallback(
    () => ids.flatMap((id) => live.records.lot(id) ?? seed.lots.get(id) ?? []),
    [ids, live, seed],
  );

  const [shown, setShown] = useState<Arrangement>(() => wantedNow(read()));
  const resort = useCallback(() => setShown(wantedNow(read())), [wantedNow, read]);
  // A view that the reader has just chosen is arranged at once; everything else waits to be asked.
  const chosen = useRef(`${filter} ${sort}`);
  useEffect(() => {
    if (chosen.current === `${filter} ${sort}`) return;
    chosen.current = `${filter} ${sort}`;
    resort();
  }, [filter, sort, resort]);

  const append = useCallback((came: readonly number[]) => {
    setShown(({ running, ended }) => {
      const there = new Set([...running, ...ended]);
      return { running: [...running, ...came.filter((id) => !there.has(id))], ended };
    });
  }, []);

  const standing = useMemo(() => sequence(shown), [shown]);
  const moved = useLots(ids, (lots) => movesBetween(standing, sequence(wantedNow(lots))));
  return { shown, moved, resort, append };
}
