import { invariant } from '../shared/assert';
import { type Queryable, rowsOf } from './read/queryable';

/** What a registration can be in (REG1). */
export type RegistrationStatus = 'pending' | 'approved' | 'declined' | 'suspended';

/** A registration under its lock. */
export interface LockedRegistration {
  auctionId: number;
  houseId: number;
  userId: string;
  status: RegistrationStatus;
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
        r.status, r.version
      from registration r join auction a on a.id = r.auction_id where r.id = $1`,
    values: [registrationId],
  });
  return row ?? null;
}

/** Writes the decision, +1 version. The caller holds the lock. @returns the version. */
export async function setRegistrationStatus(
  db: Queryable,
  decision: { registrationId: number; status: RegistrationStatus; decidedBy: string },
): Promise<number> {
  const [row] = await rowsOf<{ version: number }>(db, {
    name: 'registration-set-status',
    text: `update registration set status = $2, version = version + 1, decided_at = now(),
        decided_by = $3 where id = $1 returning version`,
    values: [decision.registrationId, decision.status, decision.decidedBy],
  });
  invariant(row, 'a locked registration can be decided', { ...decision });
  return row.version;
}
