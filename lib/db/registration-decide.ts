import { invariant } from '../shared/assert';
import { type Queryable, rowsOf } from './read/queryable';

/** What a registration can be in (REG1). */
export type RegistrationStatus = 'pending' | 'approved' | 'declined' | 'suspended';

/** Where a bidder's deposit is (REG4); it says nothing where the sale asks for none. */
export type DepositState = 'required' | 'held' | 'released' | 'kept';

/** On what conditions somebody bids in a sale. */
export interface BidderConditions {
  status: RegistrationStatus;
  deposit: DepositState;
  /** The most they may have at stake at once (REG2); null: no limit. */
  limitMinor: number | null;
  /** A right of priority (PRI1). */
  hasPriority: boolean;
}

/** A registration under its lock. */
export interface LockedRegistration extends BidderConditions {
  auctionId: number;
  houseId: number;
  userId: string;
  version: number;
}

/**
 * Locks a registration in the mode lanes use (LCK1), so that a change of status waits for the batch
 * that is deciding and the next batch sees it (REG1). Null where there is none.
 */
export async function lockRegistration(
  db: Queryable,
  registrationId: number,
): Promise<LockedRegistration | null> {
  const locked = await db.query({
    name: 'registration-lock-one',
    text: 'select id from registration where id = $1 for no key update',
    values: [registrationId],
  });
  if (locked.rows.length === 0) return null;
  const [row] = await rowsOf<LockedRegistration>(db, {
    name: 'registration-locked',
    text: `select r.auction_id as "auctionId", a.house_id as "houseId", r.user_id as "userId",
        r.status, r.version, r.deposit, r.limit_minor as "limitMinor",
        r.has_priority as "hasPriority"
      from registration r join auction a on a.id = r.auction_id where r.id = $1`,
    values: [registrationId],
  });
  return row ?? null;
}

/** Writes the decision, +1 version. The caller holds the lock. @returns the version. */
export async function setConditions(
  db: Queryable,
  decision: BidderConditions & { registrationId: number; decidedBy: string },
): Promise<number> {
  const { registrationId, status, decidedBy, deposit, limitMinor, hasPriority } = decision;
  const [row] = await rowsOf<{ version: number }>(db, {
    name: 'registration-set-conditions',
    text: `update registration set status = $2, version = version + 1, decided_at = now(),
        decided_by = $3, deposit = $4, limit_minor = $5, has_priority = $6
      where id = $1 returning version`,
    values: [registrationId, status, decidedBy, deposit, limitMinor, hasPriority],
  });
  invariant(row, 'a locked registration can be decided', { ...decision });
  return row.version;
}
