import type pg from 'pg';

/** How much there is. */
export interface Size {
  sales: number;
  lotsPerSale: number;
}

/** Above whatever else the database holds. */
export const FIRST_SALE = 1_000_001;
/** The first lot of the first sale. */
export const FIRST_LOT = 10_000_001;

/**
 * Fills `change` with sales, lots and entries as catalogue and lanes would have left them, all that
 * rounds and comparisons read; and `naive`, what a peer that polls by time would keep.
 */
export async function fill(pool: pg.Pool, { sales, lotsPerSale }: Size): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query('set synchronous_commit = off');
    await client.query(
      `insert into change (key, version, channel, xid)
       select kind || ($3::int + sale * $2::int + n), 1, 'auction:' || ($4::int + sale) || '/' || n / 256,
              pg_current_xact_id()::text::bigint
         from generate_series(0, $1::int - 1) sale, generate_series(0, $2::int - 1) n,
              (values ('lot:'), ('item:')) as k(kind)`,
      [sales, lotsPerSale, FIRST_LOT, FIRST_SALE],
    );
    await client.query(
      `insert into change (key, version, channel, xid)
       select name, 1, name, pg_current_xact_id()::text::bigint
         from (select 'auction:' || ($2::int + sale) as name
                 from generate_series(0, $1::int - 1) sale) as names`,
      [sales, FIRST_SALE],
    );
    await client.query(
      `create table naive as
       select key, version, channel, clock_timestamp() as updated_at from change where key ~ '^lot'`,
    );
    await client.query('create index on naive (updated_at)');
    await client.query('create unique index on naive (key)');
    await client.query('vacuum analyze change');
    await client.query('vacuum analyze naive');
    // Else what changes later is not in the log yet when the replica is asked for it.
    await client.query('reset synchronous_commit');
  } finally {
    client.release();
  }
}

/** Changes about so many lots of random sales at once, in `change` and `naive`. */
export async function changeLots(
  pool: pg.Pool,
  { sales, lotsPerSale }: Size,
  lots: number,
): Promise<void> {
  await pool.query(
    `with drawn as (
       select distinct 'lot:' || ($3::int + floor(random() * $2::int)::int) as key
         from generate_series(1, $1::int)),
     changed as (
       update change set version = version + 1, xid = pg_current_xact_id()::text::bigint
        where key in (select key from drawn) returning key)
     update naive set version = version + 1, updated_at = clock_timestamp()
      where key in (select key from changed)`,
    [lots, sales * lotsPerSale, FIRST_LOT],
  );
}
