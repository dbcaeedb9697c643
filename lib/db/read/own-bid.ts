import { type Queryable, rowsOf } from './queryable';

/** Where a person's own bid stands in a ledger. */
export interface OwnBid {
  readonly lotId: number;
  readonly entry: number;
  readonly paddle: number;
}

/** A bid, taken or refused, by its id; null where it is nobody's or another person's. */
export async function ownBid(
  db: Queryable,
  of: { bidId: number; userId: string },
): Promise<OwnBid | null> {
  const [row] = await rowsOf<OwnBid>(db, {
    name: 'read-own-bid',
    text: `select l.lot_id as "lotId", l.entry, l.paddle
      from ledger l join registration r on r.id = l.registration_id
      where l.bid_id = $1 and l.kind = 'bid' and r.user_id = $2`,
    values: [of.bidId, of.userId],
  });
  return row ?? null;
}
