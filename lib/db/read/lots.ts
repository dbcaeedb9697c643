import { LOT_COLUMNS, LOT_TABLES, type LotRecord, type LotRow, toLotRecord } from './lot-row';
import { type Queryable, rowsOf } from './queryable';

/** Lots of a sale in lot order, after number `afterNumber` (0 = from the first). */
export async function lotsOfAuction(
  db: Queryable,
  wanted: { auctionId: number; afterNumber: number; limit: number },
): Promise<LotRecord[]> {
  const rows = await rowsOf<LotRow>(db, {
    name: 'read-lots-of-auction',
    text: `select ${LOT_COLUMNS} from ${LOT_TABLES}
      where o.auction_id = $1 and o.lot_number > $2 order by o.lot_number limit $3`,
    values: [wanted.auctionId, wanted.afterNumber, wanted.limit],
  });
  return rows.map(toLotRecord);
}

/** One lot, or null. */
export async function lotById(db: Queryable, lotId: number): Promise<LotRecord | null> {
  const [row] = await rowsOf<LotRow>(db, {
    name: 'read-lot',
    text: `select ${LOT_COLUMNS} from ${LOT_TABLES} where o.id = $1`,
    values: [lotId],
  });
  return row ? toLotRecord(row) : null;
}

/** Several lots by id, in lot order within their sales; unknown ids are left out. */
export async function lotsByIds(db: Queryable, lotIds: readonly number[]): Promise<LotRecord[]> {
  const rows = await rowsOf<LotRow>(db, {
    name: 'read-lots-by-ids',
    text: `select ${LOT_COLUMNS} from ${LOT_TABLES}
      where o.id = any($1::int[]) order by o.auction_id, o.lot_number`,
    values: [[...lotIds]],
  });
  return rows.map(toLotRecord);
}

/** The lots before and after one in its sale's order, as `{id, title}`; null at the ends. */
export async function neighboursOf(
  db: Queryable,
  at: { auctionId: number; lotNumber: number },
): Promise<{ previous: Neighbour | null; next: Neighbour | null }> {
  const rows = await rowsOf<Neighbour & { side: string }>(db, {
    name: 'read-neighbours',
    text: `(select 'previous' as side, o.id, o.lot_number as "lotNumber", i.title
        from ${LOT_TABLES} where o.auction_id = $1 and o.lot_number < $2
        order by o.lot_number desc limit 1)
      union all
      (select 'next', o.id, o.lot_number, i.title
        from ${LOT_TABLES} where o.auction_id = $1 and o.lot_number > $2
        order by o.lot_number limit 1)`,
    values: [at.auctionId, at.lotNumber],
  });
  const side = (name: string): Neighbour | null => {
    const row = rows.find((candidate) => candidate.side === name);
    return row ? { id: row.id, lotNumber: row.lotNumber, title: row.title } : null;
  };
  return { previous: side('previous'), next: side('next') };
}

/** Enough of a lot to link to it. */
export interface Neighbour {
  id: number;
  lotNumber: number;
  title: LotRecord['item']['title'];
}
