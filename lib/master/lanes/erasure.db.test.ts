import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../../server/testing/test-database';
import { erasePerson } from '../../accounts/erase-person';
import { createPool } from '../../db/pools';
import { makeTestLot, makeTestSale, readEntries, testBid, testLanes } from '../testing/test-sale';
import type { Lanes } from './lanes';
import { verifyLotChain } from './verify-lot-chain';

describe('erasing a person', () => {
  let database: TestDatabase;
  let pool: pg.Pool;
  let lanes: Lanes;
  beforeAll(async () => {
    database = await createTestDatabase();
    pool = createPool(database.primaryUrl, { max: 8, name: 'erasure' });
    lanes = testLanes({ pool });
  });
  afterAll(async () => {
    await lanes?.stop();
    await pool?.end();
    await database?.drop();
  });

  it('[LED6] takes who they are and what opens their bids; the chain holds', async () => {
    const sale = await makeTestSale(pool);
    const [ann, ben] = sale.bidders;
    if (!ann || !ben) throw new Error('the sale has two bidders');
    const { lotId } = await makeTestLot(pool, sale);
    await lanes.submit(lotId, testBid(ann, 20_000));
    await lanes.submit(lotId, testBid(ben, 30_000));
    expect(await erasePerson(pool, ann.userId)).toEqual({ ok: false, error: 'bids-go-on' });
    const { rows } = await pool.query('select version from lot where id = $1', [lotId]);
    const close = { kind: 'action', action: 'close', identity: sale.clerk } as const;
    const closed = await lanes.submit(lotId, { ...close, version: rows[0].version });
    expect(closed.ok).toBe(true);

    expect(await erasePerson(pool, ann.userId)).toEqual({ ok: true, value: { openings: 1 } });
    expect((await verifyLotChain(pool, lotId)).ok).toBe(true);
    const maxima = (await readEntries(pool, lotId)).map(({ maxMinor }) => maxMinor);
    expect(maxima).toEqual([null, null, 30_000, null]);
    const person = await pool.query('select name, email from person where id = $1', [ann.userId]);
    expect(person.rows).toEqual([{ name: 'erased', email: `erased-${ann.userId}@invalid` }]);
    // Whoever holds their registration learns that it is another by now.
    const standing = await pool.query(
      `select r.status, r.version, c.version as told from registration r
         join change c on c.key = 'reg:' || r.id where r.user_id = $1`,
      [ann.userId],
    );
    expect(standing.rows).toEqual([{ status: 'suspended', version: 2, told: 2 }]);
    const keys = await pool.query('select 1 from bid_key where bidder_id = $1', [ann.userId]);
    expect(keys.rows).toEqual([]);
  });
});
