import type pg from 'pg';

/** How far the primary is and its synchronous standby, in bytes of log. */
export interface StandbySeen {
  /** What the primary has made durable. */
  readonly headBytes: number;
  /** What a synchronous standby has written; null where none is connected or named. */
  readonly writtenBytes: number | null;
}

/** Calls off what a session of our own account waits for, such as a standby that has stalled. */
export const callOffWait = (primary: Pick<pg.Pool, 'query'>, processId: number) =>
  primary.query({
    name: 'standby-call-off',
    text: 'select pg_cancel_backend($1)',
    values: [processId],
  });

/** Reads it on the primary, as an account that may read statistics (`pg_monitor`). */
export async function readStandby(primary: Pick<pg.Pool, 'query'>): Promise<StandbySeen> {
  const { rows } = await primary.query<StandbySeen>({
    name: 'standby-read',
    text: `select (pg_current_wal_flush_lsn() - '0/0'::pg_lsn)::float8 as "headBytes",
                  (select max(write_lsn - '0/0'::pg_lsn)::float8 from pg_stat_replication
                    where state = 'streaming' and sync_state in ('sync', 'quorum')
                  ) as "writtenBytes"`,
  });
  const [seen] = rows;
  if (!seen) throw new Error('the primary did not tell of its standby');
  return seen;
}
