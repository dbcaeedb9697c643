'use client';

import { createContext, type ReactNode, use, useEffect, useMemo, useState } from 'react';
import type { PublicLot } from '@/lib/api/public-lot';
import type { MyBid } from '@/lib/api/v1/bids';
import { useEpoch, useOwnBids } from '@/lib/live/hooks';
import { hasWon, type Standing, standingOf } from '@/lib/page/panel/standing';
import { useLots } from './use-lots';

/** What concerns the reader of a page with many lots. */
export interface Mine {
  /** Where the reader stands on a lot. */
  standing(lot: PublicLot): Standing;
  /** Whether the reader has bid on it. */
  has(lotId: number): boolean;
  /** What of it is theirs; null: that is not known. */
  won(lotId: number): MyBid['won'];
}

/** What the server knew of a lot the reader had bid on, when the page was rendered. */
export type KnownBid = Pick<MyBid, 'lotId' | 'won'>;

const NOBODY: Mine = { standing: () => 'none', has: () => false, won: () => null };
const MineContext = createContext<Mine>(NOBODY);

/** The reader's part in the lots of this page; nothing outside of `MineProvider`. */
export const useMine = (): Mine => use(MineContext);

/** Lots that the reader led while the page stood, within one history. */
const NOTHING_LED: { epoch: number; ids: ReadonlySet<number> } = { epoch: 0, ids: new Set() };

interface MineProps {
  /** Paddle by sale id. */
  paddles: Readonly<Record<number, number>>;
  /** Lots the reader had bid on when the page was rendered. */
  bidOn: readonly KnownBid[];
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
  const told = useOwnBids();
  const mine = useMemo<Mine>(() => {
    const all = new Set([...bidOn.map(({ lotId }) => lotId), ...told.keys(), ...ledSince.ids]);
    const rendered = new Map(bidOn.map((bid) => [bid.lotId, bid.won]));
    const won = (lotId: number) => told.get(lotId)?.won ?? rendered.get(lotId) ?? null;
    return {
      standing: (lot) =>
        standingOf(lot, paddles[lot.auctionId] ?? null, {
          hasBid: all.has(lot.id),
          hasWon: hasWon(won(lot.id)),
        }),
      has: (lotId) => all.has(lotId),
      won,
    };
  }, [paddles, bidOn, told, ledSince]);
  return <MineContext value={mine}>{children}</MineContext>;
}
