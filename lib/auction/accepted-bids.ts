import { invariant } from '../shared/assert';
import type { Minor } from '../shared/money';
import type { AcceptedBid } from './command';
import type { Ladder } from './ladder';
import type { ChainBody } from './ledger-chain';
import type { Bidder } from './state';

/** What of a ledger's entries tells which bids stand. */
export type BidEntry = Pick<
  ChainBody,
  | 'entry'
  | 'kind'
  | 'paddle'
  | 'bidKind'
  | 'code'
  | 'publicAmountMinor'
  | 'receivedAtMs'
  | 'receivedErrorMs'
  | 'terms'
  | 'act'
>;

/** What is not in the chain: what maxima were, by entry, and who has which paddle now. */
export interface BidsKnown {
  readonly maxima: ReadonlyMap<number, Minor>;
  readonly bidders: ReadonlyMap<number, Bidder>;
}

function acceptedBid(line: BidEntry, ladder: Ladder, known: BidsKnown): AcceptedBid {
  const { entry, bidKind, paddle, receivedAtMs, receivedErrorMs } = line;
  const bidder = known.bidders.get(paddle ?? 0);
  const amountMinor = known.maxima.get(entry) ?? line.publicAmountMinor;
  invariant(bidder && bidKind && amountMinor !== null, 'a bid has a bidder and an amount', {
    entry,
  });
  return {
    kind: 'placeBid',
    entry,
    bidder,
    userId: bidder.userId,
    isHouse: false,
    bidKind,
    amountMinor,
    receivedAtMs,
    receivedErrorMs,
    ladder,
  };
}

/**
 * The bids of a lot that stand, in their order, out of its whole ledger and its openings: those that were
 * taken, without those that a cancellation took back (RET1). What a cancellation is decided on; read under
 * the lot's lock. @throws InvariantError where an amount or a bidder is missing.
 */
export function acceptedBids(lines: readonly BidEntry[], known: BidsKnown): AcceptedBid[] {
  const bids = new Map<number, AcceptedBid>();
  let ladder: Ladder = [];
  for (const line of lines) {
    if (line.terms) ladder = line.terms.ladder;
    for (const entry of line.act?.cancels ?? []) bids.delete(entry);
    if (line.kind === 'bid' && line.code === null) {
      bids.set(line.entry, acceptedBid(line, ladder, known));
    }
  }
  return [...bids.values()];
}
