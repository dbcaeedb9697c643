import type pg from 'pg';

/** A node as it describes itself (NOD1). */
export interface NodeRow {
  name: string;
  incarnation: string;
  kind: 'terminal' | 'cache-agent';
  url: string;
  publicUrl: string | null;
}

/**
 * Registers a node on the primary, or notes its beat (NOD1). A beat of a node that was seen within
 * `beatMs` writes nothing, so that several masters hearing the same node write once.
 * @returns whether this is a life that the primary had not heard of.
 */
export async function upsertNode(
  primary: Pick<pg.Pool, 'query'>,
  node: NodeRow,
  beatMs: number,
): Promise<{ isNewLife: boolean }> {
  const { rows } = await primary.query<{ is_new_life: boolean }>({
    name: 'sync-node-upsert',
    text: `
      with known as (select incarnation from node where name = $1),
      written as (
        insert into node (name, incarnation, kind, url, public_url)
        values ($1, $2, $3, $4, $5)
        on conflict (name) do update
          set incarnation = excluded.incarnation, kind = excluded.kind, url = excluded.url,
              public_url = excluded.public_url, last_seen_at = clock_timestamp(),
              registered_at = case when node.incarnation = excluded.incarnation
                                   then node.registered_at else clock_timestamp() end
          where (node.incarnation, node.kind, node.url, node.public_url)
                  is distinct from
                (excluded.incarnation, excluded.kind, excluded.url, excluded.public_url)
             or node.last_seen_at < clock_timestamp() - $6 * interval '1 millisecond'
      )
      select not exists (select 1 from known where incarnation = $2) as is_new_life`,
    values: [node.name, node.incarnation, node.kind, node.url, node.publicUrl, beatMs * 0.8],
  });
  return { isNewLife: rows[0]?.is_new_life ?? true };
}
