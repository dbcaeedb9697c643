import type { SoftClose } from '../auction/state';
import type { Queryable } from './read/queryable';
import { rowsOf } from './read/queryable';

/** What a write about a sale needs to know of it. */
export interface LockedAuction {
  id: number;
  houseId: number;
  state: 'draft' | 'published' | 'live' | 'ended';
  version: number;
  saleVersion: number;
  currency: string;
  ladderId: number;
  bands: { fromMinor: number; stepMinor: number }[];
  softClose: SoftClose | null;
  staleBid: 'accept' | 'confirm';
  termsVersion: number;
  /** What a bidder deposits before they bid (REG4); null: nothing. */
  depositMinor: number | null;
  opensAt: Date | null;
  closesAt: Date | null;
  lotsMade: number;
}

/**
 * Locks a sale's row for a write in the caller's transaction; null where there is none. The lock
 * lets foreign keys to the sale pass (bids and registrations go on), and is taken before any other.
 */
export async function lockAuction(db: Queryable, auctionId: number): Promise<LockedAuction | null> {
  // The lock first, alone: a statement that waits for a lock reads from before the wait (LAN1).
  const locked = await db.query({
    name: 'auction-lock',
    text: 'select id from auction where id = $1 for no key update',
    values: [auctionId],
  });
  if (locked.rows.length === 0) return null;
  const [row] = await rowsOf<LockedAuction>(db, {
    name: 'auction-locked',
    text: `select a.id, a.house_id as "houseId", a.state, a.version, s.version as "saleVersion",
        a.currency, a.ladder_id as "ladderId", l.bands, a.soft_close as "softClose",
        a.stale_bid as "staleBid", a.terms_version as "termsVersion",
        a.deposit_minor as "depositMinor", a.opens_at as "opensAt", a.closes_at as "closesAt", a.lots_made as "lotsMade"
      from auction a join sale s on s.auction_id = a.id join ladder l on l.id = a.ladder_id
      where a.id = $1`,
    values: [auctionId],
  });
  return row ?? null;
}
