'use client';

import type { PublicLot } from '@/lib/api/public-lot';
import { useLot, useServerTime } from '@/lib/live/hooks';
import { usePageSeed } from '@/lib/live/live-context';
import { type ClockPhase, clockPhase } from '@/lib/page/panel/clock-phase';
import { useMine } from './mine';
import { type TileLook, tileLook } from './tile-look';
import { useProven } from './use-proven';

/** A lot as a list shows it now; redraws on its own changes only. Null when it is gone. */
export function useTile(id: number): { lot: PublicLot; look: TileLook; clock: ClockPhase } | null {
  const lot = useLot(id);
  const isProven = useProven();
  const mine = useMine();
  const { asOfMs } = usePageSeed();
  const clock = useServerTime((time) =>
    lot ? clockPhase(lot, time ?? { nowMs: asOfMs, errorMs: 0 }) : 'open',
  );
  if (!lot) return null;
  const standing = mine.standing(lot);
  const isTimeUp = lot.state === 'open' && clock === 'up';
  return { lot, clock, look: tileLook(lot, { standing, isProven, isTimeUp }) };
}
