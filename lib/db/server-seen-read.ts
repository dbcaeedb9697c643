import type pg from 'pg';
import type { ServerSeen } from './choose-primary';

/** The timeline of the log that a primary writes now: the first 8 hex digits of its file's name. */
export const TIMELINE_SQL =
  "('x' || substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8))::bit(32)::int";

/** Asks a server what it is. @throws when it does not answer or holds no house. */
export async function readServerSeen(server: Pick<pg.Pool, 'query'>): Promise<ServerSeen> {
  const { rows } = await server.query<ServerSeen>({
    name: 'server-seen-read',
    text: `select pg_is_in_recovery() as "inRecovery", installation, epoch,
                  timeline as "epochTimeline",
                  case when not pg_is_in_recovery() then ${TIMELINE_SQL} end as timeline
             from epoch where id = 1`,
  });
  const [seen] = rows;
  if (!seen) throw new Error('the table epoch has no row: the database is not migrated');
  return seen;
}
