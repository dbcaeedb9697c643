import type pg from 'pg';

/** A node of the primary's list. */
export interface RosterRow {
  name: string;
  incarnation: string;
  kind: 'terminal' | 'cache-agent';
  url: string;
  publicUrl: string | null;
  /** The primary's clock, milliseconds since the Unix epoch. */
  lastSeenMs: number;
  /** By the primary's clock at the moment of reading. */
  silentMs: number;
}

/** Epoch, settings and the nodes seen within the last hour, of one snapshot. */
export interface RosterRead {
  /** Which database this is (EPO1). */
  installation: string;
  epoch: number;
  configVersion: number;
  /** As stored: overrides of the defaults, unchecked. */
  config: unknown;
  nodes: RosterRow[];
}

/** Reads what every master follows each second (NOD1, EPO1, ANT3), from the primary. */
export async function readRoster(primary: Pick<pg.Pool, 'query'>): Promise<RosterRead> {
  const { rows } = await primary.query<{ roster: RosterRead }>({
    name: 'sync-roster-read',
    text: `
      select json_build_object(
        'installation', (select installation from epoch where id = 1),
        'epoch', (select epoch from epoch where id = 1),
        'configVersion', (select version from setting where id = 1),
        'config', (select body from setting where id = 1),
        'nodes', coalesce((
          select json_agg(json_build_object(
                   'name', name, 'incarnation', incarnation, 'kind', kind, 'url', url,
                   'publicUrl', public_url,
                   'lastSeenMs', extract(epoch from last_seen_at) * 1000,
                   'silentMs', extract(epoch from clock_timestamp() - last_seen_at) * 1000)
                 order by name)
            from node where last_seen_at > clock_timestamp() - interval '1 hour'), '[]'::json)
      ) as roster`,
  });
  const roster = rows[0]?.roster;
  if (!roster) throw new Error('the primary answered without a roster');
  return roster;
}
