import type { AuctionView } from '../../api/v1/auctions';
import { AUCTION_COLUMNS, AUCTION_TABLES, type AuctionRow, toAuctionView } from './auction-row';
import { type Queryable, rowsOf } from './queryable';

/** Several sales by id, in no order; unknown ids are left out. */
export async function auctionsByIds(
  db: Queryable,
  auctionIds: readonly number[],
): Promise<AuctionView[]> {
  if (auctionIds.length === 0) return [];
  const rows = await rowsOf<AuctionRow>(db, {
    name: 'read-auctions-by-ids',
    text: `select ${AUCTION_COLUMNS} from ${AUCTION_TABLES} where a.id = any($1::int[])`,
    values: [[...auctionIds]],
  });
  return rows.map(toAuctionView);
}
