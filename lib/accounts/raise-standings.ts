import type { Pool, PoolClient } from 'pg';
import type { ChangeRow } from '../db/change-upsert';
import { upsertStandings } from '../db/concern-upsert';

/**
 * Ends what a person's credentials opened: runs `end` while their registrations are locked, by id as
 * everywhere (LCK1), and then raises what each allows, so that its private streams end (AUT1) and
 * whoever still has a good credential gets a new ticket. Lanes compare the session generation there.
 * @returns what `end` did and the records to tell nodes of; null where it found nothing to end, and
 * then nothing is written.
 */
export async function raiseStandings<T>(
  pool: Pool,
  userId: string,
  end: (client: PoolClient) => Promise<T | null>,
): Promise<{ value: T; changed: ChangeRow[] } | null> {
  const client = await pool.connect();
  try {
    await client.query('begin');
    await client.query({
      name: 'standings-lock',
      text: 'select id from registration where user_id = $1 order by id for no key update',
      values: [userId],
    });
    const value = await end(client);
    if (value === null) {
      await client.query('rollback');
      return null;
    }
    const { rows: standings } = await client.query<{ id: number; version: number }>({
      name: 'standings-raise',
      text: `update registration r
                set session_generation = p.session_generation, version = r.version + 1
               from person p where p.id = $1 and r.user_id = p.id
             returning r.id, r.version`,
      values: [userId],
    });
    const changed = await upsertStandings(client, standings);
    await client.query('commit');
    return { value, changed };
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    throw error;
  } finally {
    client.release();
  }
}
