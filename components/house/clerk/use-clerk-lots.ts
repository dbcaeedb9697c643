'use client';

import { useMemo } from 'react';
import type { PublicLot } from '@/lib/api/public-lot';
import { useLivePorts, usePageSeed } from '@/lib/live/live-context';
import { useLots } from '../../lot-tile/use-lots';

/** The lots of the desk as they are now; redrawn when one of them changed. */
export function useClerkLots(ids: readonly number[]): readonly PublicLot[] {
  const { records } = useLivePorts().live;
  const seed = usePageSeed();
  const versions = useLots(ids, (lots) => lots.map(({ id, version }) => `${id}.${version}`).join());
  // biome-ignore lint/correctness/useExhaustiveDependencies: the versions say when to read again
  return useMemo(
    () =>
      ids.flatMap((id) => {
        const held = records.lot(id);
        const rendered = seed.lots.get(id);
        return (!held || (rendered && rendered.version > held.version) ? rendered : held) ?? [];
      }),
    [ids, records, seed, versions],
  );
}
