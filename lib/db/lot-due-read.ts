import type pg from 'pg';
import { GOES_BY_THE_CLOCK } from './lot-lock';

/**
 * How long until the next lot but `except` is due to open, to close or to be resumed by the primary's clock, in
 * milliseconds; negative when one is overdue, null when none waits.
 */
export async function readNextDueInMs(
  pool: Pick<pg.Pool, 'query'>,
  except: readonly number[],
): Promise<number | null> {
  const { rows } = await pool.query<{ inMs: number | null }>({
    name: 'lot-due-read',
    text: `with hold as materialized (
             select frozen_at, held_at, floor_at from closing_hold where id = 1)
           select (extract(epoch from least(
             (select now() from lot l
               where l.phase = 'open' and l.closes_at < (select floor_at from hold)
                 and l.opens_at <= (select held_at from hold)
                 and ${GOES_BY_THE_CLOCK} and l.id <> all($1::int[])
               order by l.closes_at limit 1),
             (select l.closes_at from lot l
               where (select frozen_at from hold) is not null and l.phase = 'open'
                 and ${GOES_BY_THE_CLOCK} and l.id <> all($1::int[])
               order by l.closes_at limit 1),
             (select l.due_at from lot l
               where (select frozen_at from hold) is null and l.phase = 'open'
                 and l.due_at is not null and l.id <> all($1::int[])
               order by l.due_at limit 1),
             (select l.opens_at from lot l join auction a on a.id = l.auction_id
               where l.phase = 'scheduled' and a.state in ('published', 'live')
                 and ${GOES_BY_THE_CLOCK} and l.id <> all($1::int[])
               order by l.opens_at limit 1)
           ) - clock_timestamp()) * 1000)::float8 as "inMs"`,
    values: [except],
  });
  return rows[0]?.inMs ?? null;
}
