import { invariant } from '../../shared/assert';
import type { Minor } from '../../shared/money';
import type { AcceptedBid } from '../command';
import { formatOf } from '../formats/formats';
import type { Bidder } from '../state';
import type { Ladder } from '../terms/ladder';
import type { ChainBody } from './chain';

/** What of a ledger's entries tells which bids stand. */
export type BidEntry = Pick<
  ChainBody,
  | 'entry'
  | 'kind'
  | 'paddle'
  | 'bidKind'
  | 'units'
  | 'leastUnits'
  | 'code'
  | 'publicAmountMinor'
  | 'hasPriority'
  | 'priceMinor'
  | 'receivedAtMs'
  | 'receivedErrorMs'
  | 'terms'
  | 'act'
>;

/** What is not in the chain: what maxima were, by entry, and who has which paddle now. */
export interface BidsKnown {
  readonly maxima: ReadonlyMap<number, Minor>;
  /** What reserves were set to, by entry. */
  readonly reserves: ReadonlyMap<number, Minor>;
  readonly bidders: ReadonlyMap<number, Bidder>;
}

function acceptedBid(line: BidEntry, ladder: Ladder, known: BidsKnown): AcceptedBid {
  const { entry, bidKind, paddle, hasPriority, receivedAtMs, receivedErrorMs } = line;
  const registered = known.bidders.get(paddle ?? 0);
  const isBarred = registered !== undefined && registered.status !== 'approved';
  // Of somebody erased the amount is gone, and they are barred: nobody plays their bids again (LED6, RET2).
  const amountMinor = known.maxima.get(entry) ?? line.publicAmountMinor ?? (isBarred ? 0 : null);
  invariant(registered && bidKind && amountMinor !== null, 'a bid has a bidder and an amount', {
    entry,
  });
  // The right to match is that of the time of the bid (PRI1); whether they may bid is asked now (RET2).
  const bidder: Bidder = { ...registered, hasPriority };
  return {
    kind: 'placeBid',
    entry,
    bidder,
    userId: bidder.userId,
    isHouse: false,
    bidKind,
    amountMinor,
    units: line.units ?? 1,
    leastUnits: line.leastUnits ?? 1,
    receivedAtMs,
    receivedErrorMs,
    ladder,
  };
}

/** A purchase stands among the bids as what it was: exact, at the price on offer (BUY1). */
const isTaken = ({ kind, code, paddle }: BidEntry) =>
  code === null && (kind === 'bid' || (kind === 'sold' && paddle !== null));

/** A limit that a lower reserve cut stands as cut (RES5). */
function cutBids(
  bids: Map<number, AcceptedBid>,
  { entry, terms, priceMinor }: BidEntry,
  known: BidsKnown,
) {
  const reserveMinor = known.reserves.get(entry) ?? null;
  if (terms === null) return;
  for (const [at, bid] of bids) {
    const wasMinor = bid.cutMinor ?? bid.amountMinor;
    const isMinor = formatOf(terms).limitUnder?.({ reserveMinor, priceMinor }, wasMinor);
    if (isMinor !== undefined && isMinor !== wasMinor) bids.set(at, { ...bid, cutMinor: isMinor });
  }
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
    if (line.act?.changed?.includes('reserveMinor')) cutBids(bids, line, known);
    if (isTaken(line)) bids.set(line.entry, acceptedBid(line, ladder, known));
  }
  return [...bids.values()];
}
