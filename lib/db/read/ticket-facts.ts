import { type Queryable, rowsOf } from './queryable';

/** What decides whether somebody may watch a registration's own channel, of one snapshot. */
export interface TicketFacts {
  status: 'pending' | 'approved' | 'declined' | 'suspended';
  /** Version of the record `reg:9`. */
  standing: number;
  epoch: number;
  /** The owner's session generation. */
  generation: number;
  /** Whether the API key that was asked about is the owner's and not revoked. */
  isKeyGood: boolean;
}

/** Reads it of a registration that is this person's own; null where it is not. Ask the primary. */
export async function ticketFacts(
  db: Queryable,
  of: { registrationId: number; userId: string; keyId: number | null },
): Promise<TicketFacts | null> {
  const [row] = await rowsOf<TicketFacts>(db, {
    name: 'read-ticket-facts',
    text: `select r.status, r.version as standing, p.session_generation as generation,
        (select epoch from epoch where id = 1) as epoch,
        exists (select 1 from api_key k
                 where k.id = $3 and k.user_id = p.id and k.revoked_at is null) as "isKeyGood"
      from registration r join person p on p.id = r.user_id
      where r.id = $1 and r.user_id = $2`,
    values: [of.registrationId, of.userId, of.keyId],
  });
  return row ?? null;
}
