import type pg from 'pg';
import { upsertChanges } from '../../../db/change-upsert';

/** A sale with lots as catalogue and lanes would have written it, as far as the sync reads it. */
export interface Sale {
  auctionId: number;
  lotIds: number[];
}

const LOT_BODY = {
  format: 'english',
  state: 'open',
  currency: 'GBP',
  priceMinor: null,
  askMinor: 1_000,
  bidCount: 0,
  leaderPaddle: null,
  reserve: 'none',
  opensAtMs: 0,
  closesAtMs: 1,
  extensions: 0,
};

/** What is each lot's own in its public body. */
const OWN_FIELDS = `jsonb_build_object('id', id, 'version', version, 'channel', channel,
                                       'auctionId', auction_id, 'lotNumber', lot_number)`;

/** Makes one; lots go to channels of `perChannel`. */
export async function makeSale(
  pool: pg.Pool,
  { lots, perChannel = 256 }: { lots: number; perChannel?: number },
): Promise<Sale> {
  const auction = await pool.query<{ id: number }>(`
    with l as (insert into ladder (name, currency, bands) values ('x', 'GBP', '[]') returning id)
    insert into auction (house_id, slug, state, currency, ladder_id, charges, body)
    select 1, 'x', 'live', 'GBP', l.id, '{}', '{}' from l returning id`);
  const auctionId = auction.rows[0]?.id ?? 0;
  await pool.query(
    `update auction set body = jsonb_build_object(
              'id', id, 'version', 1, 'state', state, 'opensAtMs', null, 'closesAtMs', null,
              'lotCount', $2::int)
      where id = $1`,
    [auctionId, lots],
  );
  const made = await pool.query<{ id: number }>(
    `insert into lot (auction_id, lot_number, channel, phase, ladder_id, opens_at, closes_at,
                      state, body)
     select $1, n, (n - 1) / $3, 'open', (select ladder_id from auction where id = $1),
            now(), now() + interval '1 hour', '{"secretMaxMinor": 123456}', $4
       from generate_series(1, $2::int) n returning id`,
    [auctionId, lots, perChannel, LOT_BODY],
  );
  await pool.query(`update lot set body = body || ${OWN_FIELDS} where auction_id = $1`, [
    auctionId,
  ]);
  const lotIds = made.rows.map((row) => row.id);
  const channel = `auction:${auctionId}`;
  const lotRows = lotIds.flatMap((id, at) => {
    const place = { version: 1, channel: `${channel}/${Math.floor(at / perChannel)}`, gone: false };
    return [
      { key: `lot:${id}` as const, ...place },
      { key: `item:${id}` as const, ...place },
    ];
  });
  const sale = { key: `auction:${auctionId}` as const, version: 1, channel, gone: false };
  await upsertChanges(pool, [sale, ...lotRows]);
  return { auctionId, lotIds };
}

/** Writes a lot's next version the way a lane does: body and change row in one transaction. */
export async function raiseLot(client: pg.Pool | pg.PoolClient, lotId: number): Promise<number> {
  const { rows } = await client.query<{ version: number }>(
    `with l as (
       update lot set version = version + 1,
                      body = body || jsonb_build_object('version', version + 1)
        where id = $1 returning id, version, auction_id, channel)
     insert into change (key, version, channel, xid)
     select 'lot:' || id, version, 'auction:' || auction_id || '/' || channel,
            pg_current_xact_id()::text::bigint from l
     on conflict (key) do update set version = excluded.version, xid = excluded.xid
     returning version`,
    [lotId],
  );
  return rows[0]?.version ?? 0;
}

/** One more lot of a sale, in its first channel, with its row in `change`. @returns its id. */
export async function addLot(pool: pg.Pool, sale: Sale, id?: number): Promise<number> {
  const { rows } = await pool.query<{ id: number }>(
    `insert into lot (id, auction_id, lot_number, channel, phase, ladder_id, opens_at, closes_at,
                      state, body)
     select coalesce($2::int, nextval('lot_id_seq')), auction_id,
            (select max(lot_number) + 1 from lot where auction_id = $1), 0, phase, ladder_id,
            opens_at, closes_at, state, body
       from lot where auction_id = $1 order by id limit 1 returning id`,
    [sale.auctionId, id ?? null],
  );
  const lotId = rows[0]?.id ?? 0;
  await pool.query(`update lot set body = body || ${OWN_FIELDS} where id = $1`, [lotId]);
  const channel = `auction:${sale.auctionId}/0`;
  await upsertChanges(pool, [{ key: `lot:${lotId}`, version: 1, channel, gone: false }]);
  return lotId;
}
