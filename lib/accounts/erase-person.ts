import type pg from 'pg';
import { upsertStandings } from '../db/concern-upsert';
import { inTransaction } from '../db/transaction';
import { err, ok, type Result } from '../shared/result';

/** What erasing took away. */
export interface Erased {
  readonly openings: number;
}

/**
 * Erases a person (LED6): who they are, how they sign in, what they were answered, why their bids were
 * cancelled, and what opens the commitments of their bids. Their paddles and entries stay, and chains go on to hold. Refused while a lot they
 * bid on goes on: what was bid has to be known until its end.
 */
export async function erasePerson(
  pool: pg.Pool,
  userId: string,
): Promise<Result<Erased, 'bids-go-on'>> {
  const { value } = await inTransaction(pool, async (client) => {
    // Under the locks of their registrations, as bids are (LCK1): no bid comes in between.
    await client.query('select 1 from registration where user_id = $1 order by id for update', [
      userId,
    ]);
    const { rows } = await client.query(
      `select 1 from registration r join ledger e on e.registration_id = r.id
         join lot l on l.id = e.lot_id
        where r.user_id = $1 and l.phase not in ('sold', 'passed', 'withdrawn') limit 1`,
      [userId],
    );
    if (rows.length > 0) return err('bids-go-on' as const);
    const { rowCount } = await client.query(
      `delete from ledger_opening o using ledger e join registration r on r.id = e.registration_id
        where r.user_id = $1 and o.lot_id = e.lot_id and o.entry = e.entry`,
      [userId],
    );
    // Why a bid of theirs was cancelled is likely to tell of them.
    await client.query(
      `update house_act h set reason = null, salt = null
         from ledger e join registration r on r.id = e.registration_id
        where r.user_id = $1 and h.lot_id = e.lot_id and h.entry = e.entry`,
      [userId],
    );
    await client.query('delete from bid_key where bidder_id = $1', [userId]);
    await client.query('delete from session where user_id = $1', [userId]);
    await client.query('delete from account where user_id = $1', [userId]);
    await client.query('delete from api_key where user_id = $1', [userId]);
    await client.query('delete from membership where user_id = $1', [userId]);
    await client.query(
      `update person set name = 'erased', email = 'erased-' || id || '@invalid', image = null,
              session_generation = session_generation + 1 where id = $1`,
      [userId],
    );
    // What nodes and pages hold of their standing is void; they find it as they find any change (ANT1).
    const { rows: standings } = await client.query<{ id: number; version: number }>(
      `update registration r set status = 'suspended', version = r.version + 1,
              session_generation = p.session_generation
         from person p where p.id = $1 and r.user_id = p.id returning r.id, r.version`,
      [userId],
    );
    await upsertStandings(client, standings);
    return ok({ openings: rowCount ?? 0 });
  });
  return value;
}
