import type pg from 'pg';

/** Until when a late bid keeps all lots of a group open (SFT6). */
export interface KeptOpenRow {
  readonly auctionId: number;
  readonly untilMs: number;
}

/** Notes it, never an earlier time; the last that a batch locks (LCK1). Nothing costs nothing. */
export async function upsertKeptOpen(
  client: pg.PoolClient,
  rows: readonly KeptOpenRow[],
): Promise<void> {
  if (rows.length === 0) return;
  await client.query({
    name: 'kept-open-upsert',
    text: `insert into kept_open (auction_id, until)
      select x."auctionId", to_timestamp(max(x."untilMs") / 1000)
        from json_to_recordset($1::json) as x("auctionId" int, "untilMs" float8)
       group by 1 order by 1
      on conflict (auction_id) do update set until = greatest(kept_open.until, excluded.until)`,
    values: [JSON.stringify(rows)],
  });
}
