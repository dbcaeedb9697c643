import type pg from 'pg';
import type { ReopeningWish } from './house-facts-read';

/** Who of the house made an entry of the ledger, and why (TRM2). */
export interface HouseActRow {
  readonly lotId: number;
  readonly entry: number;
  readonly actorId: string;
  /** Who agreed to a late reopening (CLS3). */
  readonly secondId: string | null;
  /** Of changed terms: each with what it was and what it is. */
  readonly changes: Readonly<Record<string, readonly [unknown, unknown]>> | null;
  /** Both or neither; the salt is hex. */
  readonly reason: string | null;
  readonly salt: string | null;
}

/** What the house's orders write beside the batch. */
export interface HouseRows {
  readonly acts: HouseActRow[];
  /** Reopenings that wait for a second person; one a lot. */
  readonly wishes: (ReopeningWish & { readonly lotId: number })[];
  /** Lots whose wish was granted. */
  readonly granted: number[];
  /** New ladders, for the lots that are sold by them from now on (INC2). */
  readonly ladders: {
    readonly lotId: number;
    readonly currency: string;
    readonly bands: unknown;
  }[];
}

const TEXT = `with
acts as (
  insert into house_act (lot_id, entry, actor_id, second_id, changes, reason, salt)
  select x."lotId", x.entry, x."actorId", x."secondId", x.changes, x.reason, decode(x.salt, 'hex')
    from json_to_recordset($1::json) as x("lotId" int, entry int, "actorId" uuid, "secondId" uuid,
         changes jsonb, reason text, salt text)
),
granted as (
  delete from reopening_wish where lot_id in (select value::int from json_array_elements_text($3::json))
),
new_ladders as (
  insert into ladder (name, currency, bands)
  select 'lot ' || x."lotId", x.currency, x.bands
    from json_to_recordset($4::json) as x("lotId" int, currency text, bands jsonb)
  returning id, name
),
pointed as (
  update lot set ladder_id = n.id from new_ladders n where 'lot ' || lot.id = n.name
)
insert into reopening_wish (lot_id, version, actor_id, role, reason)
select x."lotId", x.version, x."userId", x.role, x.reason
  from json_to_recordset($2::json) as x("lotId" int, version int, "userId" uuid, role text, reason text)
on conflict (lot_id) do update
  set version = excluded.version, actor_id = excluded.actor_id, role = excluded.role,
      reason = excluded.reason, at = now()`;

/** Writes what the house's orders leave beside the batch, under its locks; nothing costs nothing. */
export async function writeHouseActs(client: pg.PoolClient, rows: HouseRows): Promise<void> {
  const parts = [rows.acts, rows.wishes, rows.granted, rows.ladders];
  if (parts.every((part) => part.length === 0)) return;
  await client.query({
    name: 'house-acts-write',
    text: TEXT,
    values: parts.map((part) => JSON.stringify(part)),
  });
}
