'use client';

import { createContext, type ReactNode, use, useEffect, useMemo, useState } from 'react';
import type { PublicLot } from '@/lib/api/public-lot';
import { useEpoch, useOwnMaxima } from '@/lib/live/hooks';
import { type Standing, standingOf } from '@/lib/page/panel/panel-state';
import { useLots } from './use-lots';

/** What concerns the reader of a page with many lots. */
export interface Mine {
  /** Where the reader stands on a lot. */
  standing(lot: PublicLot): Standing;
  /** Whether the reader has bid on it. */
  has(lotId: number): boolean;
}

const NOBODY: Mine = { standing: () => 'none', has: () => false };
const MineContext = createContext<Mine>(NOBODY);

/** The reader's part in the lots of this page; nothing outside of `MineProvider`. */
export const useMine = (): Mine => use(MineContext);

/** Lots that the reader led while the page stood, within one history. */
const NOTHING_LED: { epoch: number; ids: ReadonlySet<number> } = { epoch: 0, ids: new Set() };

interface MineProps {
  /** Paddle by sale id. */
  paddles: Readonly<Record<number, number>>;
  /** Lots the reader had bid on when the page was rendered. */
  bidOn: readonly number[];
  /** Lots the page shows. */
  shown: readonly number[];
  children: ReactNode;
}

/** Knows which lots are the reader's: those the server named, then or since, and those they led. */
export function MineProvider({ paddles, bidOn, shown, children }: MineProps) {
  const epoch = useEpoch();
  const [ledSince, setLedSince] = useState(NOTHING_LED);
  const leading = useLots(shown, (lots) =>
    lots
      .filter((lot) => lot.leaderPaddle !== null && lot.leaderPaddle === paddles[lot.auctionId])
      .map((lot) => lot.id)
      .join(','),
  );
  useEffect(() => {
    const ids = leading === '' ? [] : leading.split(',').map(Number);
    setLedSince((known) => {
      // What was led in an older history may be lost (EPO2): the server says what stands.
      const kept = known.epoch === epoch ? known.ids : NOTHING_LED.ids;
      const isKnown = known.epoch === epoch && ids.every((id) => kept.has(id));
      return isKnown ? known : { epoch, ids: new Set([...kept, ...ids]) };
    });
  }, [leading, epoch]);
  const told = useOwnMaxima();
  const mine = useMemo<Mine>(() => {
    const all = new Set([...bidOn, ...told.keys(), ...ledSince.ids]);
    return {
      standing: (lot) => standingOf(lot, paddles[lot.auctionId] ?? null, all.has(lot.id)),
      has: (lotId) => all.has(lotId),
    };
  }, [paddles, bidOn, told, ledSince]);
  return <MineContext value={mine}>{children}</MineContext>;
}
