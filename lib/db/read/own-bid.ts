import type { LotState } from '../../auction/state';
import { type Queryable, rowsOf } from './queryable';

/** Where a person's own bid stands in a ledger. */
export interface OwnBid {
  readonly lotId: number;
  readonly entry: number;
  readonly paddle: number;
  /** Its bidder's limit in the sale as it stands now (REG2); null for none. */
  readonly limitMinor: number | null;
  /** The exact text of the first answer to it (LED4); null where none was kept, as of the bid that one left became (ABS1). */
  readonly answer: string | null;
  /** The lot as it is now, private as a whole. */
  readonly lot: LotState;
}

/** A bid, a purchase or a bid left before the opening, taken or refused, by its id; null where it is nobody's or another person's. */
export async function ownBid(
  db: Queryable,
  of: { bidId: number; userId: string },
): Promise<OwnBid | null> {
  const [row] = await rowsOf<OwnBid>(db, {
    name: 'read-own-bid',
    text: `select l.lot_id as "lotId", l.entry, l.paddle, r.limit_minor as "limitMinor",
        (select k.answer #>> '{}' from bid_key k
          where k.lot_id = l.lot_id and k.bidder_id = r.user_id and k.entry = l.entry limit 1) as answer,
        t.state as lot
      from ledger l join registration r on r.id = l.registration_id
      join lot t on t.id = l.lot_id
      where l.bid_id = $1 and l.kind in ('bid', 'floorBid', 'buyNow', 'sold', 'bidLeft')
        and r.user_id = $2`,
    values: [of.bidId, of.userId],
  });
  return row ?? null;
}
