import type pg from 'pg';

/** The primary's clock, and in which epoch it is one. */
export interface PrimaryTimeRead {
  /** Wall clock, milliseconds since the Unix epoch with its microseconds as fraction. */
  readonly ms: number;
  readonly epoch: number;
}

/** What the primary's wall clock says now. */
export async function readPrimaryTime(pool: Pick<pg.Pool, 'query'>): Promise<PrimaryTimeRead> {
  const { rows } = await pool.query<PrimaryTimeRead>({
    name: 'primary-time-read',
    text: `select (extract(epoch from clock_timestamp()) * 1000)::float8 as ms, epoch
             from epoch where id = 1`,
  });
  const [read] = rows;
  if (!read) throw new Error('the primary did not tell the time');
  return read;
}
