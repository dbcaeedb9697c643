import type pg from 'pg';
import { RESUME_MIN_SQL } from './closing-hold-write';
import { TIMELINE_SQL } from './server-seen-read';

/**
 * Raises the epoch by one if this server's timeline has none yet (EPO1): after a promotion, or after a
 * restore that ended recovery. What is open then stays open for `resumeMinMs` (TIM2). Whoever comes
 * first does it; for the others there is nothing to do. Waits for no standby: a promoted server has
 * none.
 * @returns the new epoch, or null when it had been raised.
 */
export async function raiseEpoch(server: Pick<pg.Pool, 'query'>): Promise<number | null> {
  const { rows } = await server.query<{ epoch: number }>({
    name: 'epoch-raise',
    text: `with kept as (select set_config('synchronous_commit', 'local', true)),
                server as (select ${TIMELINE_SQL} as timeline from kept),
                raised as (
                  update epoch e
                     set epoch = e.epoch + 1, timeline = server.timeline,
                         raised_at = clock_timestamp()
                    from server
                   where e.id = 1 and e.timeline <> server.timeline
                  returning e.epoch
                ),
                held as (
                  update closing_hold
                     set held_at = clock_timestamp(), frozen_at = null, reason = 'epoch',
                         floor_at = clock_timestamp() + ${RESUME_MIN_SQL}
                   where id = 1 and exists (select 1 from raised)
                )
           select epoch from raised`,
  });
  return rows[0]?.epoch ?? null;
}
