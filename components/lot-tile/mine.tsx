'use client';

import { createContext, type ReactNode, use, useEffect, useMemo, useState } from 'react';
import type { PublicLot } from '@/lib/api/public-lot';
import { useOwnMaxima } from '@/lib/live/hooks';
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
  const [ledSince, setLedSince] = useState<ReadonlySet<number>>(new Set());
  const leading = useLots(shown, (lots) =>
    lots
      .filter((lot) => lot.leaderPaddle !== null && lot.leaderPaddle === paddles[lot.auctionId])
      .map((lot) => lot.id)
      .join(','),
  );
  useEffect(() => {
    if (leading === '') return;
    const ids = leading.split(',').map(Number);
    setLedSince((known) => {
      return ids.every((id) => known.has(id)) ? known : new Set([...known, ...ids]);
    });
  }, [leading]);
  const told = useOwnMaxima();
  const mine = useMemo<Mine>(() => {
    const all = new Set([...bidOn, ...told.keys(), ...ledSince]);
    return {
      standing: (lot) => standingOf(lot, paddles[lot.auctionId] ?? null, all.has(lot.id)),
      has: (lotId) => all.has(lotId),
    };
  }, [paddles, bidOn, told, ledSince]);
  return <MineContext value={mine}>{children}</MineContext>;
}
