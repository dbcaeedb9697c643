import type { AuctionView } from '../../api/v1/auctions';
import { AUCTION_COLUMNS, AUCTION_TABLES, type AuctionRow, toAuctionView } from './auction-row';
import { type Queryable, rowsOf } from './queryable';

/** What to list: of drafts only those of the reader's own house; `beforeId` is the last id of the page before. */
export interface AuctionsWanted {
  draftsOf: number | null;
  beforeId: number | null;
  limit: number;
}

/** Sales, newest first. */
export async function listAuctions(db: Queryable, wanted: AuctionsWanted): Promise<AuctionView[]> {
  const rows = await rowsOf<AuctionRow>(db, {
    name: 'read-auctions',
    text: `select ${AUCTION_COLUMNS} from ${AUCTION_TABLES}
      where (a.state <> 'draft' or a.house_id = $1::int) and ($2::int is null or a.id < $2)
      order by a.id desc limit $3`,
    values: [wanted.draftsOf, wanted.beforeId, wanted.limit],
  });
  return rows.map(toAuctionView);
}

/** One sale whatever its state, or null. Drafts are their house's alone: the caller checks. */
export async function auctionById(db: Queryable, auctionId: number): Promise<AuctionView | null> {
  const [row] = await rowsOf<AuctionRow>(db, {
    name: 'read-auction',
    text: `select ${AUCTION_COLUMNS} from ${AUCTION_TABLES} where a.id = $1`,
    values: [auctionId],
  });
  return row ? toAuctionView(row) : null;
}

/** One sale that somebody of this house may see, or nobody's (null): any but another house's draft. */
export async function auctionSeenBy(
  db: Queryable,
  of: { auctionId: number; houseId: number | null },
): Promise<AuctionView | null> {
  const [row] = await rowsOf<AuctionRow>(db, {
    name: 'read-auction-seen-by',
    text: `select ${AUCTION_COLUMNS} from ${AUCTION_TABLES}
      where a.id = $1 and (a.state <> 'draft' or a.house_id = $2::int)`,
    values: [of.auctionId, of.houseId],
  });
  return row ? toAuctionView(row) : null;
}

/** The house that holds a sale, its state and terms; null where there is no such sale. */
export async function auctionStanding(
  db: Queryable,
  auctionId: number,
): Promise<{ houseId: number; state: AuctionView['state'] } | null> {
  const [row] = await rowsOf<{ house_id: number; state: AuctionView['state'] }>(db, {
    name: 'read-auction-standing',
    text: 'select house_id, state from auction where id = $1',
    values: [auctionId],
  });
  return row ? { houseId: row.house_id, state: row.state } : null;
}
