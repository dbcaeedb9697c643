import type pg from 'pg';
import type { ChangeRow } from './change-upsert';

/** What changed, how to ask next, and how far a replica was, all of one snapshot. */
export interface ChangesRead {
  epoch: number;
  /** The xmin of the snapshot that answered, as decimal text. */
  token: string;
  changes: ChangeRow[];
  /** Bytes of log replayed; null on a primary. */
  replayed: number | null;
}

/**
 * Reads every key whose last change was written by a transaction with `xid >= token` (ANT1), on the
 * replica or the primary. Whatever this snapshot cannot see belongs to a transaction at or above its
 * own xmin, which is the next token: nothing is missed however long a transaction stays open, and
 * whichever server answers next. On a standby xmin counts the primary's transactions as replayed.
 * @param token decimal text of an earlier answer, or null for everything.
 */
export async function readChanges(
  pool: Pick<pg.Pool, 'query'>,
  token: string | null,
): Promise<ChangesRead> {
  // One statement: in READ COMMITTED a second one would have another snapshot.
  const { rows } = await pool.query<{ read: ChangesRead }>({
    name: 'sync-changes-read',
    text: `
      select json_build_object(
        'epoch', (select epoch from epoch where id = 1),
        'token', pg_snapshot_xmin(pg_current_snapshot())::text,
        'replayed', case when pg_is_in_recovery()
                         then pg_last_wal_replay_lsn() - '0/0'::pg_lsn end,
        'changes', coalesce((
          select json_agg(json_build_object(
                   'key', key, 'version', version, 'channel', channel, 'gone', gone))
            from change where xid >= $1::bigint), '[]'::json)
      ) as read`,
    values: [token ?? '0'],
  });
  const read = rows[0]?.read;
  if (!read) throw new Error('the database answered without changes');
  return read;
}
