import type pg from 'pg';

/** The primary's wall clock now, milliseconds since the Unix epoch with its microseconds as fraction. */
export async function readPrimaryTimeMs(pool: Pick<pg.Pool, 'query'>): Promise<number> {
  const { rows } = await pool.query<{ ms: number }>({
    name: 'primary-time-read',
    text: 'select (extract(epoch from clock_timestamp()) * 1000)::float8 as ms',
  });
  const ms = rows[0]?.ms;
  if (ms === undefined) throw new Error('the primary did not tell the time');
  return ms;
}
