import type pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createPool } from '../../lib/db/pools';
import { makeTestLot, makeTestSale, testBid, testLanes } from '../../lib/master/testing/test-sale';
import { createTestDatabase, type TestDatabase } from '../../server/testing/test-database';
import { lifeInHouse } from './from-house';
import { wholeLife } from './pages';

let database: TestDatabase;
let pool: pg.Pool;
beforeAll(async () => {
  database = await createTestDatabase();
  pool = createPool(database.primaryUrl, { max: 4, name: 'replay-lot' });
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

/** A lot on which 101 leads with a maximum of 400.00, and 102 was refused and outbid. */
async function bidOn() {
  const sale = await makeTestSale(pool);
  const { lotId } = await makeTestLot(pool, sale);
  const lanes = testLanes({ pool });
  const [one, other] = sale.bidders;
  if (!one || !other) throw new Error('two bidders');
  for (const [who, amountMinor] of [
    [one, 40_000],
    [other, 10_500],
    [other, 20_000],
  ] as const) {
    await lanes.submit(lotId, testBid(who, amountMinor));
  }
  return lotId;
}

it('[WHY1, G2] tells the life of a lot from the ledger of a house, with the limits it keeps', async () => {
  const lotId = await bidOn();
  const life = await lifeInHouse(pool, lotId);
  if (!life) throw new Error('no life');
  expect(life.problem).toBeNull();
  const printed = wholeLife(life);
  expect(printed).toContain('The clock opens the lot');
  expect(printed).toContain('Paddle 101 bids up to 400.00: it leads');
  expect(printed).toContain('Paddle 102 bids up to 105.00: refused: below ask (PRX1)');
  expect(printed).toContain('Paddle 102 bids up to 200.00: it is outbid at once');
  expect(printed).toContain('All else as it was, 400.01 would have won.');
});

it('[LED1] says where a ledger is broken, and nothing of a lot that has none', async () => {
  const lotId = await bidOn();
  await pool.query(
    `alter table ledger disable trigger ledger_append_only;
     update ledger set line = replace(line, '"outcome":"outbid"', '"outcome":"leading"')
      where lot_id = ${lotId};
     alter table ledger enable trigger ledger_append_only`,
  );
  const life = await lifeInHouse(pool, lotId);
  expect(life?.problem).toBe('The chain is broken at entry 4: wrong-hash.');
  expect(life?.steps).toHaveLength(3);
  expect(await lifeInHouse(pool, 999_999)).toBeNull();
});
