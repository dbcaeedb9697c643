import type pg from 'pg';

/** Bytes of log the primary has made durable; a replica that replayed as many has everything. */
export async function readLogPosition(primary: Pick<pg.Pool, 'query'>): Promise<number> {
  const { rows } = await primary.query<{ bytes: number }>({
    name: 'sync-log-position-read',
    text: `select (pg_current_wal_flush_lsn() - '0/0'::pg_lsn)::float8 as bytes`,
  });
  const bytes = rows[0]?.bytes;
  if (bytes === undefined) throw new Error('the primary did not tell its log position');
  return bytes;
}

/** Bytes of log this replica has replayed; null on a server that is no replica (any more). */
export async function readReplayedPosition(
  replica: Pick<pg.Pool, 'query'>,
): Promise<number | null> {
  const { rows } = await replica.query<{ bytes: number | null }>({
    name: 'sync-replayed-position-read',
    text: `select case when pg_is_in_recovery()
                       then (pg_last_wal_replay_lsn() - '0/0'::pg_lsn)::float8 end as bytes`,
  });
  return rows[0]?.bytes ?? null;
}
