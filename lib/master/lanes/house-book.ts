import type { AcceptedBid } from '../../auction/command';
import { acceptedBids } from '../../auction/ledger/accepted-bids';
import type { ChainBody } from '../../auction/ledger/chain';
import type { Bidder, LotState } from '../../auction/state';
import type { BatchRows } from '../../db/batch-write';
import type { HouseRows } from '../../db/house-acts-write';
import type { HouseFacts } from '../../db/house-facts-read';
import { invariant } from '../../shared/assert';
import type { Known } from './known';

/** What the house's orders of a batch read and write beside the lots. */
export interface HouseBook {
  factsOf(lotId: number): HouseFacts;
  readonly rows: HouseRows;
}

/** The book of a batch, out of what was read under its locks. */
export function openHouseBook(facts: readonly HouseFacts[]): HouseBook {
  const byLot = new Map(facts.map((one) => [one.lotId, one]));
  return {
    factsOf(lotId) {
      const found = byLot.get(lotId);
      invariant(found, "what the house's orders need was read", { lotId });
      return found;
    },
    rows: { acts: [], wishes: [], granted: [], ladders: [] },
  };
}

/**
 * The bids of a lot that stand: those of its stored ledger, and those that this batch has taken before
 * the order that asks. `lot` as it was locked.
 */
export function standingBids(
  lot: LotState,
  { ledger, openings }: HouseFacts,
  known: Known,
  rows: BatchRows,
): AcceptedBid[] {
  const { lotId } = lot;
  const isOwn = (row: { lotId: number }) => row.lotId === lotId;
  const lines = [...ledger, ...rows.entries.filter(isOwn)].map(
    ({ line }) => JSON.parse(line) as ChainBody,
  );
  const opened = [...openings, ...rows.openings.filter(isOwn)];
  const secret = (of: 'max' | 'reserve') =>
    new Map(opened.filter((one) => one.of === of).map((one) => [one.entry, one.amountMinor]));
  const bidders = new Map<number, Bidder>();
  for (const { paddle } of lines) {
    const bidder = paddle === null ? null : known.bidderOfPaddle(lot, paddle);
    if (bidder) bidders.set(bidder.paddle, bidder);
  }
  return acceptedBids(lines, { maxima: secret('max'), reserves: secret('reserve'), bidders });
}
