import type pg from 'pg';
import type { ChangeRow } from './change-upsert';

/** What changed, how to ask next, and how far a replica was, all of one snapshot. */
export interface ChangesRead {
  epoch: number;
  /** The xmin of the snapshot that answered, as decimal text. */
  token: string;
  /** Null: more than `most`. */
  changes: ChangeRow[] | null;
  /** Bytes of log replayed; null on a primary. */
  replayed: number | null;
}

/**
 * Reads every key whose last change was written by a transaction with `xid >= token` (ANT1), on the
 * replica or the primary. Whatever this snapshot cannot see belongs to a transaction at or above its
 * own xmin, which is the next token: nothing is missed however long a transaction stays open, and
 * whichever server answers next. On a standby xmin counts the primary's transactions as replayed.
 * @param asked.token decimal text of an earlier answer, or null: from this snapshot on.
 */
export async function readChanges(
  pool: Pick<pg.Pool, 'query'>,
  asked: { token: string | null; most: number },
): Promise<ChangesRead> {
  // One statement: in READ COMMITTED a second one would have another snapshot. Ordered, so that the
  // prepared statement's plan walks the index of xids however large the table is.
  const { rows } = await pool.query<{ read: ChangesRead }>({
    name: 'sync-changes-read',
    text: `
      select json_build_object(
        'epoch', (select epoch from epoch where id = 1),
        'token', pg_snapshot_xmin(pg_current_snapshot())::text,
        'replayed', case when pg_is_in_recovery()
                         then pg_last_wal_replay_lsn() - '0/0'::pg_lsn end,
        'changes', (
          select case when count(*) <= $2 then coalesce(json_agg(json_build_object(
                   'key', key, 'version', version, 'channel', channel, 'gone', gone)), '[]') end
            from (select key, version, channel, gone from change
                   where xid >= $1::bigint order by xid limit $2 + 1) as listed)
      ) as read`,
    values: [asked.token, asked.most],
  });
  const read = rows[0]?.read;
  if (!read) throw new Error('the database answered without changes');
  return read;
}
