'use client';

import type { PublicLot } from '@/lib/api/public-lot';
import { Reopening } from '../acts/reopening';
import { useHouseLot } from '../acts/use-house-lot';

/** Takes the last lot up again while no other is on the block (CLS3). */
export function ReopenLast({ last }: { last: PublicLot }) {
  const { view } = useHouseLot(last.id, last.version);
  if (!view || view.lotId !== last.id) return null;
  return <Reopening key={last.version} lot={last} view={view} />;
}
