import type pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../server/testing/test-database';
import { upsertChanges } from '../db/change-upsert';
import { upsertStandings } from '../db/concern-upsert';
import { createPool } from '../db/pools';
import { invariant } from '../shared/assert';
import { cameTo, makeTestLot, makeTestSale, testBid, testLanes } from './testing/test-sale';

// Every statement that writes `change`. Would catch: a row that keeps the number of the transaction that
// wrote it first, so that no round of any node ever finds it again.

let database: TestDatabase;
let pool: pg.Pool;
beforeAll(async () => {
  database = await createTestDatabase();
  pool = createPool(database.primaryUrl, { max: 4, name: 'test' });
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

async function changeOf(key: string): Promise<{ version: number; xid: number }> {
  const { rows } = await pool.query<{ version: number; xid: number }>(
    'select version, xid::float8 as xid from change where key = $1',
    [key],
  );
  invariant(rows[0], 'it was written', { key });
  return rows[0];
}

/** Writes once and again: the second time the row must be as new as its version. */
async function expectFound(keys: readonly string[], write: (nth: number) => Promise<unknown>) {
  await write(1);
  const before = await Promise.all(keys.map(changeOf));
  await write(2);
  const after = await Promise.all(keys.map(changeOf));
  for (const [at, { version, xid }] of before.entries()) {
    expect(after[at]?.version, keys[at]).toBeGreaterThan(version);
    expect(after[at]?.xid, keys[at]).toBeGreaterThan(xid);
  }
}

test('[ANT1] a batch of a lane leaves its lot, and whom it concerns, where the next round finds them', async () => {
  const sale = await makeTestSale(pool);
  const { lotId } = await makeTestLot(pool, sale);
  const [ann, bob] = sale.bidders;
  invariant(ann && bob, 'two bidders');
  const lanes = testLanes({ pool });
  expect(cameTo(await lanes.submit(lotId, testBid(ann, 11_000)))).toBe('leading');
  const { rows } = await pool.query<{ id: number }>(
    'select id from registration where auction_id = $1 and user_id = $2',
    [sale.auctionId, ann.userId],
  );
  const [me] = rows;
  invariant(me, 'she is registered');
  await expectFound([`lot:${lotId}`, `me:${me.id}`], async (nth) => {
    const outbid = await lanes.submit(lotId, testBid(nth === 1 ? bob : ann, 20_000 * nth));
    expect(cameTo(outbid)).toBe('leading');
  });
});

test('[ANT1] so do entries of the catalogue and sales', async () => {
  await expectFound(['item:7'], async (version) =>
    upsertChanges(pool, [{ key: 'item:7', version, channel: 'auction:7/0', gone: false }]),
  );
});

test('[ANT1, PSH10] so does a decision on a registration', async () => {
  await expectFound(['reg:9', 'me:9'], async (version) =>
    upsertStandings(pool, [{ id: 9, version }]),
  );
});
