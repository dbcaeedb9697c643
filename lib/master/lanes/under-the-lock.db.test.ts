import { createHash } from 'node:crypto';
import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../../server/testing/test-database';
import { recordKey } from '../../api/record-key';
import { createPool } from '../../db/pools';
import { listMyBids } from '../../db/read/my-bids';
import { listPublicBids } from '../../db/read/public-bids';
import {
  cameTo,
  makeTestLot,
  makeTestSale,
  readEntries,
  readLotState,
  recordingNotifier,
  testBid,
  testLanes,
} from '../testing/test-sale';
import { verifyLotChain } from './verify-lot-chain';

let database: TestDatabase;
let pool: pg.Pool;
let otherPool: pg.Pool;
beforeAll(async () => {
  database = await createTestDatabase();
  pool = createPool(database.primaryUrl, { max: 8, name: 'master-1' });
  otherPool = createPool(database.primaryUrl, { max: 8, name: 'master-2' });
});
afterAll(async () => {
  await pool.end();
  await otherPool.end();
  await database.drop();
});

const counts = async () => {
  const { rows } = await pool.query(
    `select (select count(*) from ledger) as entries, (select count(*) from bid_key) as keys,
            (select sum(version) from lot) as versions, (select count(*) from "change") as changes`,
  );
  return rows[0];
};

describe('who may bid is read under the lock', () => {
  test('[LAN1] a revoked API key is refused, and so is a session of an older generation', async () => {
    const sale = await makeTestSale(pool);
    const { lotId } = await makeTestLot(pool, sale);
    const lanes = testLanes({ pool });
    const [ann, bob] = sale.bidders;
    if (!ann || !bob) throw new Error('two bidders');
    const { rows } = await pool.query<{ id: number }>(
      `insert into api_key (user_id, name, prefix, hash) values ($1, 'k', 'lc', $2) returning id`,
      [ann.userId, createHash('sha256').update(ann.userId).digest()],
    );
    const keyId = rows[0]?.id ?? 0;
    const withKey = { ...ann, credential: { kind: 'key', keyId } as const };
    expect(cameTo(await lanes.submit(lotId, testBid(withKey, 11_000)))).toBe('leading');
    const foreign = { ...bob, credential: { kind: 'key', keyId } as const };
    await pool.query('update api_key set revoked_at = now() where id = $1', [keyId]);
    await pool.query('update person set session_generation = 1 where id = $1', [bob.userId]);
    const before = await counts();
    expect(cameTo(await lanes.submit(lotId, testBid(withKey, 20_000)))).toBe('invalid-key');
    expect(cameTo(await lanes.submit(lotId, testBid(foreign, 20_000)))).toBe('invalid-key');
    expect(cameTo(await lanes.submit(lotId, testBid(bob, 20_000)))).toBe('session-ended');
    expect(await counts()).toEqual(before);
  });

  test('[REG1] a bidder suspended while their bid waits for the lock is refused', async () => {
    const sale = await makeTestSale(pool);
    const { lotId } = await makeTestLot(pool, sale);
    const lanes = testLanes({ pool });
    const [ann] = sale.bidders;
    if (!ann) throw new Error('a bidder');
    await lanes.submit(lotId, testBid(ann, 11_000));
    const auctioneer = await otherPool.connect();
    await auctioneer.query('begin');
    await auctioneer.query(
      `update registration set status = 'suspended' where auction_id = $1 and user_id = $2`,
      [sale.auctionId, ann.userId],
    );
    const answer = lanes.submit(lotId, testBid(ann, 20_000));
    await lockWaiter(auctioneer);
    await auctioneer.query('commit');
    auctioneer.release();
    expect(await answer).toMatchObject({ error: { kind: 'not-approved', rule: 'REG1' } });
  });

  test('[REG1, REG3] strangers, the seller and the house do not bid', async () => {
    const sale = await makeTestSale(pool, { bidders: 2 });
    const other = await makeTestSale(pool, { bidders: 1 });
    const [seller] = sale.bidders;
    const [stranger] = other.bidders;
    if (!seller || !stranger) throw new Error('bidders');
    const { lotId } = await makeTestLot(pool, sale, { sellerId: seller.userId });
    const lanes = testLanes({ pool });
    expect(cameTo(await lanes.submit(lotId, testBid(seller, 20_000)))).toBe('own-lot');
    const before = await counts();
    expect(cameTo(await lanes.submit(lotId, testBid(stranger, 20_000)))).toBe('not-registered');
    expect(cameTo(await lanes.submit(lotId, testBid(sale.clerk, 20_000)))).toBe('own-lot');
    // They have no business in this sale and leave nothing behind, neither entry nor key.
    expect(await counts()).toEqual(before);
    expect(cameTo(await lanes.submit(2_000_000_000, testBid(stranger, 20_000)))).toBe('not-found');
    const codes = (await readEntries(pool, lotId)).map((one) => one.code);
    expect(codes).toEqual([null, 'own-lot']);
  });
});

describe('time', () => {
  test('[G6, CLS1] received in time but locked past the grace: undecided, to be asked again', async () => {
    const sale = await makeTestSale(pool);
    const nowMs = Date.now();
    const [ann] = sale.bidders;
    if (!ann) throw new Error('a bidder');
    // Two lots: past close and grace (undecided), and past close within the grace (counts).
    const past = await makeTestLot(pool, sale, { closesAtMs: nowMs + 60_000 });
    const close = await makeTestLot(pool, sale, {
      closesAtMs: nowMs + 60_000,
      closeGraceMs: 10_000,
    });
    const lanes = testLanes({ pool });
    for (const { lotId } of [past, close]) await lanes.submit(lotId, testBid(ann, 11_000));
    const closesAtMs = Date.now() - 2_000;
    await pool.query(
      `update lot set closes_at = to_timestamp($2::float8 / 1000),
              state = state || jsonb_build_object('closesAtMs', $2::bigint)
        where id = any($1)`,
      [[past.lotId, close.lotId], closesAtMs],
    );
    const received = { ms: closesAtMs - 1, errorMs: 1 };
    const bid = testBid(ann, 20_000, { received });
    expect(cameTo(await lanes.submit(past.lotId, bid))).toBe('undecided');
    expect(cameTo(await lanes.submit(close.lotId, testBid(ann, 20_000, { received })))).toBe(
      'raised',
    );
    const late = testBid(ann, 30_000, { received: { ms: closesAtMs, errorMs: 1 } });
    expect(cameTo(await lanes.submit(close.lotId, late))).toBe('too-late');
    // Whoever holds the lock past the grace closes the lot; the retry learns that it is over.
    expect((await readLotState(pool, past.lotId)).phase).toBe('sold');
    const retry = { ...bid, received: { ms: Date.now(), errorMs: 1 } };
    expect(cameTo(await lanes.submit(past.lotId, retry))).toBe('lot-not-open');
    const codes = (await readEntries(pool, past.lotId)).map((one) => one.code ?? one.kind);
    expect(codes).toEqual(['opened', 'bid', 'undecided', 'sold']);
  });

  test('[LED1] ledger time never runs backwards, even when the clock did', async () => {
    const sale = await makeTestSale(pool);
    const { lotId } = await makeTestLot(pool, sale);
    const lanes = testLanes({ pool });
    const [ann] = sale.bidders;
    if (!ann) throw new Error('a bidder');
    await lanes.submit(lotId, testBid(ann, 11_000));
    const future = Date.now() + 1_000_000;
    await pool.query(
      `update lot set state = state || jsonb_build_object('decidedAtMs', $2::bigint) where id = $1`,
      [lotId, future],
    );
    await lanes.submit(lotId, testBid(ann, 12_000));
    const [last] = (await readEntries(pool, lotId)).slice(-1);
    expect(JSON.parse(last?.line ?? '{}')).toMatchObject({ decidedAtMs: future });
    expect(await verifyLotChain(pool, lotId)).toMatchObject({ ok: true });
  });
});

describe('what is written and told', () => {
  test('[VER1, ANT1] a public change is told once with its version and left in `change`; a raise is not', async () => {
    const sale = await makeTestSale(pool);
    const { lotId } = await makeTestLot(pool, sale);
    const notifier = recordingNotifier();
    const lanes = testLanes({ pool, notifier });
    const [ann] = sale.bidders;
    if (!ann) throw new Error('a bidder');
    await lanes.submit(lotId, testBid(ann, 11_000));
    await lanes.submit(lotId, testBid(ann, 30_000));
    await lanes.submit(lotId, testBid(ann, 20_000));
    const channel = `auction:${sale.auctionId}/0`;
    // Version 2 is the opening, 3 the bid; they shared a batch.
    expect(notifier.told).toEqual([{ key: `lot:${lotId}`, version: 3, channel, gone: false }]);
    for (const { key } of [...notifier.told, ...notifier.toldPrivately]) {
      expect(recordKey.safeParse(key).success).toBe(true);
    }
    const { rows } = await pool.query(
      `select version, channel, gone, xid > 0 as xid from "change" where key = $1`,
      [`lot:${lotId}`],
    );
    expect(rows).toEqual([{ version: 3, channel, gone: false, xid: true }]);
    expect(await readLotState(pool, lotId)).toMatchObject({ version: 3, entry: 4 });
  });

  test('[AUT1, PRX4] neither body nor public bids tell a maximum or that it was raised', async () => {
    const sale = await makeTestSale(pool);
    const { lotId } = await makeTestLot(pool, sale);
    const lanes = testLanes({ pool });
    const [ann, bob] = sale.bidders;
    if (!ann || !bob) throw new Error('two bidders');
    await lanes.submit(lotId, testBid(ann, 77_700));
    await lanes.submit(lotId, testBid(ann, 88_800));
    await lanes.submit(lotId, testBid(bob, 11_000));
    const bids = await listPublicBids(pool, lotId, null, 10);
    expect(bids.map(({ paddle, priceMinor }) => ({ paddle, priceMinor }))).toEqual([
      { paddle: 102, priceMinor: 12_000 },
      { paddle: 101, priceMinor: 10_000 },
    ]);
    const [newest] = bids;
    expect(await listPublicBids(pool, lotId, newest?.entry ?? 0, 10)).toHaveLength(1);
    const { rows } = await pool.query('select body::text from lot where id = $1', [lotId]);
    const lines = (await readEntries(pool, lotId)).map((one) => one.line);
    expect([rows[0].body, JSON.stringify(bids), ...lines].join()).not.toMatch(/77700|88800/);
    expect(await listMyBids(pool, ann.userId)).toMatchObject([
      { lotId, auctionId: sale.auctionId, paddle: 101, myMaxMinor: 88_800 },
    ]);
  });

  test('[LED1] the ledger can be neither changed nor deleted nor emptied', async () => {
    const sale = await makeTestSale(pool);
    const { lotId } = await makeTestLot(pool, sale);
    await testLanes({ pool }).submit(lotId, testBid(sale.bidders[0] ?? sale.clerk, 11_000));
    const tries = [
      ['update ledger set paddle = 1 where lot_id = $1', [lotId]],
      ['delete from ledger where lot_id = $1', [lotId]],
      ['truncate ledger', []],
    ] as const;
    for (const [text, values] of tries) {
      await expect(pool.query(text, [...values])).rejects.toThrow('append-only');
    }
  });

  test('[LED1] a chain that somebody tampered with below the trigger does not verify', async () => {
    const sale = await makeTestSale(pool);
    const { lotId } = await makeTestLot(pool, sale);
    const lanes = testLanes({ pool });
    for (const bidder of sale.bidders) await lanes.submit(lotId, testBid(bidder, 20_000));
    const client = await pool.connect();
    await client.query('begin');
    await client.query('alter table ledger disable trigger ledger_append_only');
    await client.query('delete from ledger where lot_id = $1 and entry = 3', [lotId]);
    await client.query('alter table ledger enable trigger ledger_append_only');
    await client.query('commit');
    client.release();
    expect(await verifyLotChain(pool, lotId)).toEqual({ ok: false, error: { kind: 'wrong-head' } });
  });
});

describe('the clerk', () => {
  test('[CLS4] opens, closes and withdraws lots of their own house as they saw them', async () => {
    const sale = await makeTestSale(pool);
    const soon = { opensAtMs: Date.now() + 600_000 };
    const { lotId } = await makeTestLot(pool, sale, soon);
    const other = await makeTestLot(pool, sale, soon);
    const lanes = testLanes({ pool });
    const { clerk } = sale;
    const act = (id: number, action: 'open' | 'close' | 'withdraw', version: number, by = clerk) =>
      lanes.submit(id, { kind: 'action', identity: by, action, version });
    expect(cameTo(await act(lotId, 'open', 1, { ...clerk, houseId: 2 }))).toBe('not-allowed');
    expect(cameTo(await act(lotId, 'open', 1, sale.bidders[0]))).toBe('not-allowed');
    expect(cameTo(await act(lotId, 'open', 7))).toBe('stale-version');
    expect(cameTo(await act(lotId, 'close', 1))).toBe('wrong-state');
    expect(cameTo(await act(lotId, 'open', 1))).toBe('open');
    await lanes.submit(lotId, testBid(sale.bidders[0] ?? clerk, 11_000));
    expect(cameTo(await act(lotId, 'close', 3))).toBe('sold');
    expect(cameTo(await act(other.lotId, 'withdraw', 1))).toBe('withdrawn');
    const { rows } = await pool.query(
      'select action from audit where subject = any($1) order by id',
      [[`lot:${lotId}`, `lot:${other.lotId}`]],
    );
    expect(rows.map((row) => row.action)).toEqual(['open-lot', 'close-lot', 'withdraw-lot']);
  });

  test('nothing opens and nobody learns of a lot while its sale is a draft', async () => {
    const sale = await makeTestSale(pool, { state: 'draft' });
    const { lotId } = await makeTestLot(pool, sale);
    const lanes = testLanes({ pool });
    const { clerk, bidders } = sale;
    const open = { kind: 'action', identity: clerk, action: 'open', version: 1 } as const;
    expect(cameTo(await lanes.submit(lotId, open))).toBe('wrong-state');
    expect(cameTo(await lanes.submit(lotId, testBid(bidders[0] ?? clerk, 11_000)))).toBe(
      'not-found',
    );
    expect(await readEntries(pool, lotId)).toEqual([]);
  });
});

/** Waits until a backend waits for a lock that `holder`'s transaction has. */
async function lockWaiter(holder: pg.PoolClient): Promise<void> {
  for (;;) {
    const { rows } = await holder.query(
      `select 1 from pg_stat_activity where pg_backend_pid() = any(pg_blocking_pids(pid))`,
    );
    if (rows.length > 0) return;
  }
}
