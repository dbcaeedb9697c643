import { LOT_COLUMNS, LOT_TABLES, type LotRecord, type LotRow, toLotRecord } from './lot-row';
import { type Queryable, rowsOf } from './queryable';

/** A lot as the house's own catalogue page sees it; never for anyone else (AUT1, RES1). */
export interface HouseLot extends LotRecord {
  startMinor: number;
  reserveMinor: number | null;
}

type HouseLotRow = LotRow & { start_minor: number; reserve_minor: number | null };

/** Lots of a sale with what only the house may see. Read it from the primary. */
export async function houseLotsOfAuction(
  db: Queryable,
  wanted: { auctionId: number; afterNumber: number; limit: number },
): Promise<HouseLot[]> {
  const rows = await rowsOf<HouseLotRow>(db, {
    name: 'read-house-lots',
    text: `select ${LOT_COLUMNS}, (o.state->>'startMinor')::float8 as start_minor,
        (o.state->>'reserveMinor')::float8 as reserve_minor
      from ${LOT_TABLES}
      where o.auction_id = $1 and o.lot_number > $2 order by o.lot_number limit $3`,
    values: [wanted.auctionId, wanted.afterNumber, wanted.limit],
  });
  return rows.map((row) => ({
    ...toLotRecord(row),
    startMinor: row.start_minor,
    reserveMinor: row.reserve_minor,
  }));
}
