import { invariant } from '../shared/assert';
import { type Queryable, rowsOf } from './read/queryable';

/** A person who wants to bid in a sale. */
export interface NewRegistration {
  auctionId: number;
  userId: string;
  status: 'approved' | 'pending';
  termsVersion: number;
}

/** The sale as registering sees it; null where there is none. */
export async function saleForRegistering(
  db: Queryable,
  auctionId: number,
): Promise<{ state: string; approval: string; termsVersion: number } | null> {
  const [row] = await rowsOf<{ state: string; approval: string; termsVersion: number }>(db, {
    name: 'registration-sale',
    text: `select state, approval, terms_version as "termsVersion" from auction where id = $1`,
    values: [auctionId],
  });
  return row ?? null;
}

/**
 * Registers a person with the next paddle of the sale and a copy of their session generation
 * (LCK1). @returns null when they are registered already; no paddle is spent on that.
 */
export async function insertRegistration(
  db: Queryable,
  wanted: NewRegistration,
): Promise<{ id: number; paddle: number } | null> {
  // The sale's row gives out paddles, one at a time; whoever registers twice at once waits here.
  await db.query({
    name: 'registration-lock-sale',
    text: 'select id from auction where id = $1 for no key update',
    values: [wanted.auctionId],
  });
  const [known] = await rowsOf<{ id: number }>(db, {
    name: 'registration-known',
    text: 'select id from registration where auction_id = $1 and user_id = $2',
    values: [wanted.auctionId, wanted.userId],
  });
  if (known) return null;
  const [row] = await rowsOf<{ id: number; paddle: number }>(db, {
    name: 'registration-insert',
    text: `with a as (update auction set next_paddle = next_paddle + 1 where id = $1
        returning next_paddle - 1 as paddle)
      insert into registration (auction_id, user_id, paddle, status, terms_version,
        session_generation, decided_at)
      select $1, p.id, a.paddle, $3, $4, p.session_generation,
        case when $3 = 'approved' then now() end
      from a, person p where p.id = $2
      returning id, paddle`,
    values: [wanted.auctionId, wanted.userId, wanted.status, wanted.termsVersion],
  });
  invariant(row, 'a registration of a known person in a known sale', { ...wanted });
  return row;
}
