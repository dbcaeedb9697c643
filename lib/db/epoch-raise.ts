import type pg from 'pg';
import { TIMELINE_SQL } from './server-seen-read';

/**
 * Raises the epoch by one if this server's timeline has none yet (EPO1): after a promotion, or after a
 * restore that ended recovery. Whoever comes first does it; for the others there is nothing to do.
 * Waits for no standby: a promoted server has none.
 * @returns the new epoch, or null when it had been raised.
 */
export async function raiseEpoch(server: Pick<pg.Pool, 'query'>): Promise<number | null> {
  const { rows } = await server.query<{ epoch: number }>({
    name: 'epoch-raise',
    text: `with kept as (select set_config('synchronous_commit', 'local', true)),
                server as (select ${TIMELINE_SQL} as timeline from kept)
           update epoch e
              set epoch = e.epoch + 1, timeline = server.timeline, raised_at = clock_timestamp()
             from server
            where e.id = 1 and e.timeline <> server.timeline
           returning e.epoch`,
  });
  return rows[0]?.epoch ?? null;
}
