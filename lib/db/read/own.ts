import type { OwnRegistration } from '../../api/v1/registrations';
import { bidsOfRegistration } from './my-bids';
import { type Queryable, rowsOf } from './queryable';
import { registrationOf } from './registrations';

/** A registration whose owner may watch what concerns them (PSH10). */
export interface OwnChannel {
  /** The registration. */
  id: number;
  auctionId: number;
  /** Version of `me:9`; what is read after this is at least as new. */
  version: number;
}

const VERSION = `coalesce((select version from "change" where key = 'me:' || r.id), 0)`;

/**
 * The registrations of a person for which something may still happen, newest first: those that are
 * neither declined nor suspended, of sales that have not ended. Ask the primary, before all else that
 * the page shows of this person: then no notice is missed between reading and watching.
 */
export async function ownChannels(
  db: Queryable,
  of: { userId: string; limit: number },
): Promise<OwnChannel[]> {
  return rowsOf<OwnChannel>(db, {
    name: 'read-own-channels',
    text: `select r.id, r.auction_id as "auctionId", ${VERSION} as version
      from registration r join auction a on a.id = r.auction_id
      where r.user_id = $1 and r.status in ('pending', 'approved') and a.state <> 'ended'
      order by r.id desc limit $2`,
    values: [of.userId, of.limit],
  });
}

/** All that a registration says to its owner (PSH10); null where it is not theirs. */
export async function ownRegistration(
  db: Queryable,
  of: { registrationId: number; userId: string },
): Promise<OwnRegistration | null> {
  const [row] = await rowsOf<{ auctionId: number; version: number }>(db, {
    name: 'read-own-registration',
    text: `select r.auction_id as "auctionId", ${VERSION} as version
      from registration r where r.id = $1 and r.user_id = $2`,
    values: [of.registrationId, of.userId],
  });
  if (!row) return null;
  // After the version, so that they are at least as new.
  const who = { auctionId: row.auctionId, userId: of.userId };
  const registration = await registrationOf(db, who);
  const bids = await bidsOfRegistration(db, of.registrationId);
  return registration && { version: row.version, registration, bids };
}
