import type pg from 'pg';

/** Version of one record, and whether it is a tombstone. */
export interface Head {
  key: string;
  version: number;
  gone: boolean;
}

/** The heads of channels and of single records, and how far a replica was, of one snapshot. */
export interface HeadsRead {
  epoch: number;
  /** By channel, in no order; tombstones too. A channel without any is left out. */
  channels: Map<string, Head[]>;
  /** Of the single records asked for. */
  alone: Head[];
  /** Bytes of log replayed; null on a primary. */
  replayed: number | null;
}

/**
 * The heads as the database says them: `lot:42.17 item:42.3 lot:43.5-`, where `-` marks a tombstone. A
 * sale has thousands, and as JSON objects they cost four times the bytes and the time.
 */
export interface HeadsRow extends Pick<HeadsRead, 'epoch' | 'replayed'> {
  channels: Record<string, string>;
  alone: string;
}

/**
 * Reads key and version of every record in some channels (ANT2), on the replica or the primary.
 * What concerns one person stands in that person's own channel (AUT1).
 * @param where `channels`: exact names; `auctions`: ids whose channels `auction:7/n` are all meant,
 * none of which is among `channels`; `items`: ids of sales whose catalogue entries alone are meant,
 * answered under `items:7`; `keys`: single records.
 */
export async function readHeads(
  pool: Pick<pg.Pool, 'query'>,
  where: {
    channels: readonly string[];
    auctions: readonly number[];
    items: readonly number[];
    keys: readonly string[];
  },
): Promise<HeadsRead> {
  // '0' follows '/': the range is every name that begins with the prefix and a slash.
  const { rows } = await pool.query<{ read: HeadsRow }>({
    name: 'sync-heads-read',
    text: `
      with heads as (
        select channel, key || '.' || version || case when gone then '-' else '' end as head
          from change where channel collate "C" = any($1)
        union all
        select c.channel, c.key || '.' || c.version || case when c.gone then '-' else '' end
          from unnest($2::text[]) as a(prefix)
          join change c on c.channel collate "C" >= a.prefix || '/'
                       and c.channel collate "C" < a.prefix || '0'
        union all
        select 'items:' || a.id, c.key || '.' || c.version || case when c.gone then '-' else '' end
          from unnest($4::text[]) as a(id)
          join change c on c.channel collate "C" >= 'auction:' || a.id || '/'
                       and c.channel collate "C" < 'auction:' || a.id || '0'
         where c.key like 'item:%'
      ), listed as (
        select channel, string_agg(head, ' ') as list from heads group by channel
      )
      select json_build_object(
        'epoch', (select epoch from epoch where id = 1),
        'replayed', case when pg_is_in_recovery()
                         then pg_last_wal_replay_lsn() - '0/0'::pg_lsn end,
        'channels', (select coalesce(json_object_agg(channel, list), '{}'::json) from listed),
        'alone', (select coalesce(string_agg(
                    key || '.' || version || case when gone then '-' else '' end, ' '), '')
                    from change where key = any($3))
      ) as read`,
    values: [
      [...where.channels],
      where.auctions.map((id) => `auction:${id}`),
      [...where.keys],
      where.items.map(String),
    ],
  });
  const read = rows[0]?.read;
  if (!read) throw new Error('the database answered without heads');
  const { epoch, replayed, channels, alone } = read;
  const byChannel = Object.entries(channels).map(([name, list]) => [name, headsIn(list)] as const);
  return { epoch, replayed, channels: new Map(byChannel), alone: headsIn(alone) };
}

function headsIn(list: string): Head[] {
  if (list === '') return [];
  return list.split(' ').map((text) => {
    const at = text.indexOf('.');
    // A tombstone's sign ends the number.
    const version = Number.parseInt(text.slice(at + 1), 10);
    return { key: text.slice(0, at), version, gone: text.endsWith('-') };
  });
}
