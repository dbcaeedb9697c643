import type pg from 'pg';
import type { ChangeRow } from './change-upsert';

/** The heads of channels, and how far a replica was, of one snapshot. */
export interface HeadsRead {
  epoch: number;
  /** By key; tombstones too. */
  heads: ChangeRow[];
  /** Bytes of log replayed; null on a primary. */
  replayed: number | null;
}

/**
 * Reads key and version of every record in some channels (ANT2), on the replica or the primary.
 * What concerns one person stands in that person's own channel (AUT1).
 * @param where `channels`: exact names; `auctions`: ids whose channels `auction:7/n` are all meant;
 * `keys`: single records.
 */
export async function readHeads(
  pool: Pick<pg.Pool, 'query'>,
  where: {
    channels: readonly string[];
    auctions: readonly number[];
    keys: readonly string[];
  },
): Promise<HeadsRead> {
  // '0' follows '/': the range is every name that begins with the prefix and a slash.
  const { rows } = await pool.query<{ read: HeadsRead }>({
    name: 'sync-heads-read',
    text: `
      with heads as (
        select key, version, channel, gone from change where channel collate "C" = any($1)
        union
        select c.key, c.version, c.channel, c.gone
          from unnest($2::text[]) as a(prefix)
          join change c on c.channel collate "C" >= a.prefix || '/'
                       and c.channel collate "C" < a.prefix || '0'
        union
        select key, version, channel, gone from change where key = any($3)
      )
      select json_build_object(
        'epoch', (select epoch from epoch where id = 1),
        'replayed', case when pg_is_in_recovery()
                         then pg_last_wal_replay_lsn() - '0/0'::pg_lsn end,
        'heads', coalesce((select json_agg(heads order by key) from heads), '[]'::json)
      ) as read`,
    values: [[...where.channels], where.auctions.map((id) => `auction:${id}`), [...where.keys]],
  });
  const read = rows[0]?.read;
  if (!read) throw new Error('the database answered without heads');
  return read;
}
