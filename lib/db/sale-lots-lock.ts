import { type Queryable, rowsOf } from './read/queryable';

/** A lot of a sale with the versions of its two records. */
export interface SaleLot {
  id: number;
  channel: number;
  lotVersion: number;
  itemVersion: number;
}

/**
 * Locks all lots of a sale and their entries, then reads what versions they are at. Whoever changes
 * one of them meanwhile is either done and read here, or sees the sale as this transaction leaves it.
 * The caller holds the sale's lock (LCK1), so no lot is added.
 */
export async function lockSaleLots(db: Queryable, auctionId: number): Promise<SaleLot[]> {
  for (const [table, id] of [
    ['lot', 'id'],
    ['item', 'lot_id'],
  ]) {
    await db.query({
      name: `sale-${table}s-lock`,
      text: `select ${id} from ${table} where auction_id = $1 order by ${id} for no key update`,
      values: [auctionId],
    });
  }
  // Alone: a statement that waits for a lock reads from before the wait (LAN1).
  return rowsOf<SaleLot>(db, {
    name: 'sale-lots-versions',
    text: `select l.id, l.channel, l.version as "lotVersion", i.version as "itemVersion"
      from lot l join item i on i.lot_id = l.id where l.auction_id = $1 order by l.id`,
    values: [auctionId],
  });
}
