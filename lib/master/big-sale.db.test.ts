import type pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../server/testing/test-database';
import { readSalesBehindTheirLots } from '../db/auction-progress-read';
import { lockCascading, readCascadeFloors } from '../db/cascade-read';
import { readNextDueInMs } from '../db/lot-due-read';
import { lockDueLots } from '../db/lot-lock';
import { createPool } from '../db/pools';
import { houseLotsOfAuction } from '../db/read/house-lots';
import { lotsOfAuction } from '../db/read/lots';
import { listSaleCards } from '../db/read/sale-cards';
import { makeTestLot, makeTestSale, type TestSale } from './testing/test-sale';

// A sale of 50,000 lots whose closes follow each other, on a real PostgreSQL. Would catch: a round of the clock, a bid or
// a page that reads the whole sale. By the rows that each reads, which are the same on any machine.

const LOTS = 50_000;
/** Lots that a round looks at, those that have ended before them, and as many again for what waits for its turn. */
const MOST_ROWS = 4_000;
const MINUTE = 60_000;
let database: TestDatabase;
let pool: pg.Pool;
let sale: TestSale;
let lotId: number;

beforeAll(async () => {
  database = await createTestDatabase();
  pool = createPool(database.primaryUrl, { max: 2, name: 'big', statementMs: 60_000 });
  sale = await makeTestSale(pool);
  const now = Date.now();
  ({ lotId } = await makeTestLot(pool, sale, {
    opensAtMs: now - 24 * 60 * MINUTE,
    closesAtMs: now + MINUTE,
  }));
  // 10,000 have ended, 10,000 are open, the others are to come.
  await pool.query(
    `insert into lot (id, auction_id, lot_number, channel, phase, ladder_id, opens_at, closes_at, due_at, state, body)
     select lot.id + n, auction_id, 1 + n, n / 256,
            case when n < 10000 then 'passed' when n < 20000 then 'open' else 'scheduled' end,
            ladder_id, case when n < 20000 then opens_at else now() + (n - 20000) * interval '1 second' end,
            closes_at + (n - 10000) * interval '1 second',
            case when n between 10000 and 19999 then closes_at + (n - 10000) * interval '1 second' end,
            state || jsonb_build_object('endedBy', case when n < 10000 then 'clock' end), body
       from lot, generate_series(1, $2::int - 1) n where id = $1`,
    [lotId, LOTS],
  );
  await pool.query(
    `update auction set lots_made = $2, state = 'live', cascade = '{"mode": "sequence", "intervalMs": 1000}',
            charges = '{"premium": {"tiers": []}, "tax": {"rateBp": 0, "on": "premium"}}'
      where id = $1`,
    [sale.auctionId, LOTS],
  );
  await pool.query(
    `update lot set phase = 'passed', state = state || '{"endedBy": "clock"}' where id = $1`,
    [lotId],
  );
  await pool.query(
    `insert into item (lot_id, auction_id, title, description, condition) select id, auction_id, '{}', '{}', '{}' from lot`,
  );
  await pool.query('analyze lot, item, auction');
}, 120_000);
afterAll(async () => {
  await pool.end();
  await database.drop();
});

/** Rows of lots and entries that this session has read, but for those it has reported already. */
async function read(client: pg.PoolClient): Promise<number> {
  const { rows } = await client.query(
    `select sum(seq_tup_read + coalesce(idx_tup_fetch, 0))::int as n from pg_stat_xact_user_tables
      where relname in ('lot', 'item')`,
  );
  return rows[0].n;
}

/** How many of them it reads. */
async function rowsRead(work: (client: pg.PoolClient) => Promise<unknown>): Promise<number> {
  const client = await pool.connect();
  try {
    await client.query('begin');
    const before = await read(client);
    await work(client);
    return (await read(client)) - before;
  } finally {
    await client.query('rollback');
    client.release();
  }
}

test.each<[string, (client: pg.PoolClient) => Promise<unknown>]>([
  ['looking for what is due', (client) => lockDueLots(client, { limit: 200, except: [] })],
  ['looking for closes to move', (client) => lockCascading(client, { limit: 200, except: [] })],
  [
    'a bid on a lot that is about to close',
    (client) =>
      readCascadeFloors(client, { auctionIds: [sale.auctionId], lotIds: [lotId + 10_003] }),
  ],
  ['asking how long to sleep', (client) => readNextDueInMs(client, [])],
  ['asking which sales have gone on', (client) => readSalesBehindTheirLots(client)],
  [
    'the last page',
    (client) =>
      lotsOfAuction(client, { auctionId: sale.auctionId, afterNumber: LOTS - 60, limit: 60 }),
  ],
  [
    'the last page of the house',
    (client) =>
      houseLotsOfAuction(client, { auctionId: sale.auctionId, afterNumber: LOTS - 60, limit: 60 }),
  ],
])('[CLS5, SFT6] of 50,000 lots a few thousand are read at most: %s', async (_what, work) => {
  expect(await rowsRead(work)).toBeLessThan(MOST_ROWS);
});

test('the list of sales tells how many lots of a big one stand where', async () => {
  const cards = () => listSaleCards(pool, { draftsOf: 1, limit: 10 });
  expect((await cards())[0]?.lotsByPhase).toEqual({
    passed: 10_000,
    open: 10_000,
    scheduled: 30_000,
  });
});

test('[SFT6] a lot that is about to close is held open by the one before it, however many there are', async () => {
  const at = lotId + 10_003;
  await pool.query(`update lot set closes_at = closes_at + interval '1 hour' where id = $1`, [
    at - 1,
  ]);
  const { rows } = await pool.query(
    'select extract(epoch from closes_at)::float8 * 1000 as ms from lot where id = $1',
    [at - 1],
  );
  const client = await pool.connect();
  await client.query('begin');
  const floors = await readCascadeFloors(client, { auctionIds: [sale.auctionId], lotIds: [at] });
  const moving = await lockCascading(client, { limit: 200, except: [] });
  await client.query('rollback');
  client.release();
  expect(floors).toEqual([{ lotId: at, floorMs: Math.round(rows[0].ms) + 1_000 }]);
  expect(moving.map(({ id }) => id)).toEqual(Array.from({ length: 200 }, (_, n) => at + n));
});
