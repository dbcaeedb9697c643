import type pg from 'pg';

/**
 * How long until the next lot but `except` is due to open or to close by the primary's clock, in
 * milliseconds; negative when one is overdue, null when none waits.
 */
export async function readNextDueInMs(
  pool: Pick<pg.Pool, 'query'>,
  except: readonly number[],
): Promise<number | null> {
  const { rows } = await pool.query<{ inMs: number | null }>({
    name: 'lot-due-read',
    text: `select (extract(epoch from least(
             (select l.closes_at + (l.state ->> 'closeGraceMs')::int * interval '1 ms'
                from lot l where l.phase = 'open' and l.id <> all($1::int[])
               order by l.closes_at limit 1),
             (select l.opens_at from lot l join auction a on a.id = l.auction_id
               where l.phase = 'scheduled' and a.state in ('published', 'live')
                 and l.id <> all($1::int[])
               order by l.opens_at limit 1)
           ) - clock_timestamp()) * 1000)::float8 as "inMs"`,
    values: [except],
  });
  return rows[0]?.inMs ?? null;
}
