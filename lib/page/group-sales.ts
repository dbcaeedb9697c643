import type { AuctionView } from '../api/v1/auctions';

/** Where a sale stands in the list. */
export type SaleGroup = 'live' | 'coming' | 'results' | 'drafts';

const GROUPS: Record<AuctionView['state'], SaleGroup> = {
  live: 'live',
  published: 'coming',
  ended: 'results',
  draft: 'drafts',
};

/** Sales by where they stand; the order within a group stays. */
export function groupSales<T extends { auction: Pick<AuctionView, 'state'> }>(
  cards: readonly T[],
): Record<SaleGroup, T[]> {
  const groups: Record<SaleGroup, T[]> = { live: [], coming: [], results: [], drafts: [] };
  for (const card of cards) groups[GROUPS[card.auction.state]].push(card);
  return groups;
}

/** When the first of these sales opens; null when none has a time. */
export function opensFirstMs(cards: readonly { auction: Pick<AuctionView, 'opensAt'> }[]) {
  const times = cards.flatMap(({ auction }) =>
    auction.opensAt === null ? [] : [Date.parse(auction.opensAt)],
  );
  return times.length === 0 ? null : Math.min(...times);
}
