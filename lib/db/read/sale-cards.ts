import type { PublicLot } from '../../api/public-lot';
import type { AuctionView } from '../../api/v1/auctions';
import { AUCTION_COLUMNS, AUCTION_TABLES, type AuctionRow, toAuctionView } from './auction-row';
import { type Queryable, rowsOf } from './queryable';

/** A sale as the list of sales shows it. */
export interface SaleCard {
  auction: AuctionView;
  /** First picture of the first lot that has one, of the first hundred. */
  cover: string | null;
  /** How many lots stand in each phase; phases without lots are absent. */
  lotsByPhase: Partial<Record<PublicLot['state'], number>>;
  /** The number of the open lot that closes next, and when; null while none is open. */
  closingNext: { lotNumber: number; closesAtMs: number } | null;
}

/** A sale of thousands of lots without pictures is not searched for one. */
const COVER_LOTS = 100;

type CardRow = AuctionRow & {
  cover: string | null;
  phases: SaleCard['lotsByPhase'] | null;
  next_number: number | null;
  next_closes: Date | null;
};

/** Sales for the list page, of drafts only those of one house; those that are live first, then by opening time. At most `limit`. */
export async function listSaleCards(
  db: Queryable,
  wanted: { draftsOf: number | null; limit: number },
): Promise<SaleCard[]> {
  const rows = await rowsOf<CardRow>(db, {
    name: 'read-sale-cards',
    text: `select ${AUCTION_COLUMNS}, cover.picture as cover, counts.phases,
        next.lot_number as next_number, next.closes_at as next_closes
      from ${AUCTION_TABLES}
      left join lateral (select i.pictures->>0 as picture
        from (select id, lot_number from lot where auction_id = a.id
          order by lot_number limit ${COVER_LOTS}) o join item i on i.lot_id = o.id
        where jsonb_array_length(i.pictures) > 0
        order by o.lot_number limit 1) cover on true
      left join lateral (select jsonb_object_agg(p.phase, p.n) as phases from (
        select phase, count(*)::int as n from lot where auction_id = a.id group by phase) p
        ) counts on true
      left join lateral (select lot_number, closes_at from lot
        where auction_id = a.id and phase = 'open' order by closes_at, id limit 1) next on true
      where a.state <> 'draft' or a.house_id = $1::int
      order by array_position(array['live', 'published', 'draft', 'ended'], a.state),
        case when a.state = 'ended' then null else a.opens_at end nulls last, a.id desc
      limit $2`,
    values: [wanted.draftsOf, wanted.limit],
  });
  return rows.map((row) => ({
    auction: toAuctionView(row),
    cover: row.cover,
    lotsByPhase: row.phases ?? {},
    closingNext:
      row.next_number !== null && row.next_closes
        ? { lotNumber: row.next_number, closesAtMs: row.next_closes.getTime() }
        : null,
  }));
}
