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
