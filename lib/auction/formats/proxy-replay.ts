import type { AcceptedBid } from '../command';
import type { BidAccepted } from '../fact';
import type { ProxyBook } from '../state';
import type { Replayed } from './format';
import type { ProxyLot } from './proxy-bid';
import { type Direction, further, nearer } from './proxy-price';

/** What a bid that is taken does to price and leader, whatever the ask is. */
type Stand = (lot: ProxyLot, bid: AcceptedBid) => BidAccepted;

/**
 * The book after one more bid that was once taken: the leader's own raises, even an exact one, and
 * no bid takes the price back.
 */
function bookAfter(direction: Direction, lot: ProxyLot, bid: AcceptedBid, stand: Stand): ProxyBook {
  const before = lot.book.priceMinor;
  const { priceMinor, leader } = stand(lot, bid);
  return {
    priceMinor: before === null ? priceMinor : further(direction, before, priceMinor),
    leader,
  };
}

/**
 * The lot's bids played again without those that were cancelled (RET1–3): each on the ladder it was made
 * on, none against the ask, and never to a price beyond the one that stands.
 */
export function replayed(
  direction: Direction,
  lot: ProxyLot,
  bids: readonly AcceptedBid[],
  stand: Stand,
): Replayed<ProxyBook> {
  let book: ProxyBook = { priceMinor: null, leader: null };
  let bidCount = 0;
  for (const bid of bids) {
    const next = bookAfter(direction, { ...lot, ladder: bid.ladder, book }, bid, stand);
    const isNewLeader = next.leader?.registrationId !== book.leader?.registrationId;
    if (isNewLeader || next.priceMinor !== book.priceMinor) bidCount += 1;
    book = next;
  }
  const stood = lot.book.priceMinor;
  if (book.priceMinor === null || stood === null) return { book, bidCount };
  return { book: { ...book, priceMinor: nearer(direction, book.priceMinor, stood) }, bidCount };
}
