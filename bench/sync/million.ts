import type pg from 'pg';

/** How much there is. */
export interface Size {
  sales: number;
  lotsPerSale: number;
}

/**
 * Fills an empty, migrated database with sales, lots and their rows in `change`, as catalogue and
 * lanes would have left them; and `naive`, what a peer that polls by time would keep.
 * @returns the id of the first sale; the others follow it.
 */
export async function fill(pool: pg.Pool, { sales, lotsPerSale }: Size): Promise<number> {
  const client = await pool.connect();
  const run = (text: string, values: unknown[] = []) => client.query(text, values);
  try {
    await run('set synchronous_commit = off');
    await run(
      `with l as (insert into ladder (name, currency, bands) values ('x', 'GBP', '[]') returning id)
       insert into auction (house_id, slug, state, currency, ladder_id, charges, body)
       select 1, 'sale-' || n, 'live', 'GBP', l.id, '{}', '{}'
         from l, generate_series(1, $1::int) n`,
      [sales],
    );
    await run(
      `insert into lot (auction_id, lot_number, channel, phase, ladder_id, opens_at, closes_at,
                        state, body)
       select a.id, n, (n - 1) / 256, 'open', a.ladder_id, now(), now() + interval '1 day',
              '{}', jsonb_build_object('format', 'english', 'lotNumber', n, 'askMinor', 1000)
         from auction a, generate_series(1, $1::int) n where a.slug like 'sale-%'`,
      [lotsPerSale],
    );
    const columns = 'key, version, channel, xid';
    const xid = 'pg_current_xact_id()::text::bigint';
    await run(
      `insert into change (${columns})
       select kind || id, 1, 'auction:' || auction_id || '/' || channel, ${xid}
         from lot, (values ('lot:'), ('item:')) as k(kind) where lot.state = '{}'`,
    );
    await run(
      `insert into change (${columns})
       select 'auction:' || id, 1, 'auction:' || id, ${xid} from auction where slug like 'sale-%'`,
    );
    await run(
      `create table naive as
       select key, version, channel, clock_timestamp() as updated_at from change where key ~ '^lot'`,
    );
    await run('create index on naive (updated_at)');
    await run('create unique index on naive (key)');
    await run('vacuum analyze');
    const { rows } = await run(`select min(id) as id from auction where slug like 'sale-%'`);
    return rows[0].id;
  } finally {
    client.release();
  }
}

/** Changes about so many lots of random sales at once, in `change` and `naive`. */
export async function changeLots(pool: pg.Pool, lots: number): Promise<void> {
  await pool.query(
    `with drawn as (
       select distinct 'lot:' || (least + floor(random() * (most - least))::int) as key
         from (select min(id) as least, max(id) as most from lot) as ids,
              generate_series(1, $1::int)),
     changed as (
       update change set version = version + 1, xid = pg_current_xact_id()::text::bigint
        where key in (select key from drawn) returning key)
     update naive set version = version + 1, updated_at = clock_timestamp()
      where key in (select key from changed)`,
    [lots],
  );
}
