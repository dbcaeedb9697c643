import { LOT_COLUMNS, LOT_TABLES, type LotRecord, type LotRow, toLotRecord } from './lot-row';
import { type Queryable, rowsOf } from './queryable';

/** A lot that is about to close, with what its price is written with. */
export interface ClosingLot extends LotRecord {
  ladder: { fromMinor: number; stepMinor: number }[];
}

/** Open lots of live sales that close before `beforeMs`, those that close first before the others. */
export async function lotsClosing(
  db: Queryable,
  wanted: { beforeMs: number; limit: number },
): Promise<ClosingLot[]> {
  const rows = await rowsOf<LotRow & { bands: ClosingLot['ladder'] }>(db, {
    name: 'read-lots-closing',
    text: `select ${LOT_COLUMNS}, l.bands from ${LOT_TABLES}
      join auction a on a.id = o.auction_id join ladder l on l.id = a.ladder_id
      where o.phase = 'open' and a.state = 'live' and o.closes_at < to_timestamp($1::float8 / 1000)
      order by o.closes_at, o.id limit $2`,
    values: [wanted.beforeMs, wanted.limit],
  });
  return rows.map((row) => ({ ...toLotRecord(row), ladder: row.bands }));
}
