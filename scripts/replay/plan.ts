import { err, ok, type Result } from '../../lib/shared/result';
import type { FileProblem, RecordedBid } from './csv';

/** One recorded auction, to become one lot: its bids in stable time order. */
export interface RecordedLot {
  auctionId: string;
  item: string;
  openingMinor: number;
  finalMinor: number;
  bids: readonly { bidder: string; amountMinor: number }[];
}

/**
 * Groups a file's bids into lots, in order of first appearance; bids of a lot in time order, equal
 * times in file order. The opening price is that of an auction's first row (recorded files hold
 * slips in later ones); rows that name different final prices are refused.
 */
export function planLots(bids: readonly RecordedBid[]): Result<RecordedLot[], FileProblem> {
  const byAuction = groupByAuction(bids);
  const lots: RecordedLot[] = [];
  for (const [auctionId, rows] of byAuction) {
    const [first] = rows;
    if (!first) continue;
    const odd = rows.find((bid) => bid.finalMinor !== first.finalMinor);
    if (odd) {
      const message = `auction ${auctionId} has another final price than on line ${first.line}`;
      return err({ line: odd.line, message });
    }
    lots.push({
      auctionId,
      item: first.item,
      openingMinor: first.openingMinor,
      finalMinor: first.finalMinor,
      bids: rows
        .toSorted((a, b) => a.timeDays - b.timeDays || a.line - b.line)
        .map(({ bidder, amountMinor }) => ({ bidder, amountMinor })),
    });
  }
  return ok(lots);
}

function groupByAuction(bids: readonly RecordedBid[]): Map<string, RecordedBid[]> {
  const groups = new Map<string, RecordedBid[]>();
  for (const bid of bids) {
    const group = groups.get(bid.auctionId);
    if (group) group.push(bid);
    else groups.set(bid.auctionId, [bid]);
  }
  return groups;
}

/** Everyone who bids in the file, in order of first appearance. */
export const biddersOf = (bids: readonly RecordedBid[]) => [
  ...new Set(bids.map((bid) => bid.bidder)),
];
