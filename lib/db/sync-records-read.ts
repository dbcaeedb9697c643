import type pg from 'pg';
import type { SyncRecord } from '../api/public-lot';
import { splitKey } from '../api/record-key';

/** Records and the epoch they belong to, of one snapshot. */
export interface RecordsRead {
  epoch: number;
  /** Whether a server answered that follows a primary. */
  isReplica: boolean;
  /** Only what is there; the body of `config` as stored, unmerged. */
  records: SyncRecord[];
}

/**
 * Reads records by key (FET1), on the replica or the primary. Version and body are of one snapshot,
 * written by one transaction. Only public bodies are read (AUT1): of lots and auctions; of items,
 * sales and registrations nodes only need the version.
 * @param keys checked record keys.
 */
export async function readRecords(
  pool: Pick<pg.Pool, 'query'>,
  keys: readonly string[],
): Promise<RecordsRead> {
  const parts = keys.map((key) => splitKey(key));
  const { rows } = await pool.query<{ read: RecordsRead }>({
    name: 'sync-records-read',
    text: `
      with wanted as (
        select * from unnest($1::text[], $2::text[], $3::bigint[]) as w(key, kind, id)
      ), found as (
        select c.key, c.version, c.channel, c.gone,
               case when c.gone then null
                    when w.kind = 'lot' then (select body from lot where id = w.id)
                    when w.kind = 'auction' then (select body from auction where id = w.id)
               end as body
          from wanted w join change c on c.key = w.key
         where w.kind <> 'config'
        union all
        select 'config', s.version, 'config', false, s.body
          from setting s where exists (select 1 from wanted where kind = 'config')
      )
      select json_build_object(
        'epoch', (select epoch from epoch where id = 1),
        'isReplica', pg_is_in_recovery(),
        'records', coalesce((select json_agg(found) from found), '[]'::json)
      ) as read`,
    values: [[...keys], parts.map((part) => part.kind), parts.map((part) => part.id)],
  });
  const read = rows[0]?.read;
  if (!read) throw new Error('the database answered without records');
  return read;
}
