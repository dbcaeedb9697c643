import type { ChangeRow } from './change-upsert';
import { type Queryable, rowsOf } from './read/queryable';

/**
 * Counts something that concerns the owners of registrations (PSH10): record `me:9` of each goes up
 * by one. There is nothing to it but its version, so its row in `change` is all there is of it. `ids`
 * is what gives the ids as `id`. Rows are locked in the order of ids, last of all, and held until the commit.
 */
export const concernSql = (ids: string) => `
  insert into "change" as c (key, version, channel, gone, xid)
  select 'me:' || x.id, 1, 'reg:' || x.id, false, pg_current_xact_id()::text::bigint
    from (${ids}) x order by x.id
  on conflict (key) do update set version = c.version + 1, xid = excluded.xid
  returning key, version, channel, gone`;

/**
 * Writes that the standing of registrations changed, each at the version it has now (AUT1), and that
 * this concerns their owners (PSH10), in the caller's transaction. @returns the rows to tell nodes
 * after its commit, what concerns a person before what ends their stream.
 */
export async function upsertStandings(
  db: Queryable,
  standings: readonly { id: number; version: number }[],
): Promise<ChangeRow[]> {
  if (standings.length === 0) return [];
  return rowsOf<ChangeRow>(db, {
    name: 'standing-upsert',
    text: `
      with given as (
        select * from jsonb_to_recordset($1::jsonb) as g(id int, version int)
      ), concerned as (${concernSql('select id from given')}
      ), standing as (
        insert into "change" as c (key, version, channel, gone, xid)
        select 'reg:' || id, version, 'reg:' || id, false, pg_current_xact_id()::text::bigint
          from given order by id
        on conflict (key) do update
          set version = excluded.version, channel = excluded.channel, xid = excluded.xid
        returning key, version, channel, gone
      )
      select * from concerned union all select * from standing`,
    values: [JSON.stringify(standings)],
  });
}

/**
 * Writes that what a sale asks for concerns whoever is registered there and has no deposit held (REG4,
 * PSH10), in the caller's transaction. @returns the rows to tell nodes after its commit.
 */
export const upsertDepositConcerns = (db: Queryable, auctionId: number): Promise<ChangeRow[]> =>
  rowsOf<ChangeRow>(db, {
    name: 'deposit-concern-upsert',
    text: concernSql(`select id from registration where auction_id = $1 and deposit <> 'held'`),
    values: [auctionId],
  });
