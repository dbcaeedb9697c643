import { useCallback, useState } from 'react';
import type { BidAnswer, MyBid } from '@/lib/api/v1/bids';
import { useEpoch, useOwnBids } from '@/lib/live/hooks';
import { usePageSeed } from '@/lib/live/live-context';
import type { Wish } from '@/lib/live/place-bid';

/** What a panel says of the reader's own last bid on its lot. */
export type OwnBid = Pick<MyBid, 'myMaxMinor' | 'units' | 'leastUnits' | 'won' | 'lastBidId'>;

/** What was bought at a falling price by this very page (DUT1): more is told by the house. */
function withBought(before: OwnBid | null, wish: Wish, { outcome, lot }: BidAnswer): OwnBid['won'] {
  const won = before?.won ?? null;
  if (outcome !== 'bought' || lot.state !== 'open' || lot.priceMinor === null) return won;
  const units = wish.units ?? 1;
  return {
    units: (won?.units ?? 0) + units,
    totalMinor: (won?.totalMinor ?? 0) + units * lot.priceMinor,
  };
}

/**
 * The reader's own last bid on a lot: what the server knew, what was told since, what was accepted here; the
 * newest of them, which may be the lower (OFR1, ABS1). Of an older history nothing counts: what was bid
 * there may be lost (EPO2).
 */
export function useMyBid(lotId: number, initial: OwnBid | null) {
  const epoch = useEpoch();
  const { epoch: rendered } = usePageSeed();
  const told = useOwnBids().get(lotId) ?? null;
  const [here, setHere] = useState<{ epoch: number; bid: OwnBid } | null>(null);
  const known = [told, rendered >= epoch ? initial : null, here?.epoch === epoch ? here.bid : null];
  let mine: OwnBid | null = null;
  for (const one of known) {
    if (one && (!mine || Number(one.lastBidId) > Number(mine.lastBidId))) mine = one;
  }
  const accepted = useCallback(
    (wish: Wish, answer: BidAnswer) =>
      setHere({
        epoch,
        bid: {
          myMaxMinor: wish.amountMinor,
          units: wish.units ?? 1,
          leastUnits: wish.leastUnits ?? 1,
          won: withBought(mine, wish, answer),
          lastBidId: answer.bidId,
        },
      }),
    [epoch, mine],
  );
  return { mine, accepted };
}
