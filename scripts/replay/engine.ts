import type { LotCommand } from '../../lib/auction/command';
import { publicLot } from '../../lib/auction/public-lot';
import { settle } from '../../lib/auction/settle';
import {
  type Bidder,
  DEFAULT_CLOSE_GRACE_MS,
  type LotState,
  PLAIN_ENGLISH,
  UNCONDITIONAL,
} from '../../lib/auction/state';
import { EBAY_US } from '../../lib/auction/terms/ladder';
import { newLot } from '../../lib/auction/terms/terms';
import { invariant } from '../../lib/shared/assert';
import type { LotToRun, PassResult } from './pass';

/**
 * Bids and closes recorded lots by the rules alone: no house, no database, no clock. A bid is a
 * millisecond after the one before it, for nothing here depends on when.
 */
export function runThroughEngine(lots: readonly LotToRun[]): PassResult[] {
  const bidders = new Map<string, Bidder>();
  return lots.map((lot, index) => runLot(lot, index + 1, bidders));
}

function runLot(
  { recorded, reserveMinor }: LotToRun,
  lotNumber: number,
  bidders: Map<string, Bidder>,
): PassResult {
  let state = openedLot({ recorded, reserveMinor }, lotNumber);
  let refused = 0;
  for (const [index, { bidder, amountMinor }] of recorded.bids.entries()) {
    const command = maximum(bidderOf(bidder, bidders), amountMinor, index);
    const { outcome, next } = settle(state, command, index);
    if (!outcome.ok) refused += 1;
    state = next;
  }
  const { next } = settle(state, { kind: 'closeLot', by: 'clerk' }, recorded.bids.length);
  return {
    recorded,
    priceMinor: publicLot(next).priceMinor,
    sold: next.phase === 'sold',
    refused,
  };
}

function openedLot({ recorded, reserveMinor }: LotToRun, lotNumber: number): LotState {
  const lot = newLot(
    { lotId: lotNumber, auctionId: 1, channel: 0, lotNumber, currency: 'USD' },
    {
      format: 'english',
      selling: PLAIN_ENGLISH,
      startMinor: recorded.openingMinor,
      reserveMinor,
      ladder: EBAY_US,
      opensAtMs: 0,
      closesAtMs: recorded.bids.length + 1,
      softClose: null,
      closeGraceMs: DEFAULT_CLOSE_GRACE_MS,
      staleBid: 'accept',
      offLadder: 'keep',
      sellerId: null,
    },
  );
  invariant(lot.ok, 'a file that was read makes lots that stand', { recorded });
  return settle(lot.value, { kind: 'openLot', by: 'clerk' }, 0).next;
}

/** The registration of somebody in the file: paddles in the order of their first bids. */
function bidderOf(name: string, bidders: Map<string, Bidder>): Bidder {
  const known = bidders.get(name);
  if (known) return known;
  const paddle = bidders.size + 1;
  const bidder: Bidder = {
    registrationId: paddle,
    userId: name,
    paddle,
    status: 'approved',
    ...UNCONDITIONAL,
  };
  bidders.set(name, bidder);
  return bidder;
}

const maximum = (bidder: Bidder, amountMinor: number, receivedAtMs: number): LotCommand => ({
  kind: 'placeBid',
  bidder,
  userId: bidder.userId,
  isHouse: false,
  bidKind: 'max',
  amountMinor,
  receivedAtMs,
  receivedErrorMs: 0,
});
