import { createHash } from 'node:crypto';
import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../../server/testing/test-database';
import { recordKey } from '../../api/record-key';
import { bidAnswer } from '../../api/v1/bids';
import { listMyBids } from '../../db/ledger-my-bids';
import { listPublicBids } from '../../db/ledger-public-bids';
import { createPool } from '../../db/pools';
import { type Paddles, replayLedger } from '../testing/replay-ledger';
import {
  cameTo,
  makeTestLot,
  makeTestSale,
  readEntries,
  readLotState,
  recordingNotifier,
  type TestSale,
  testBid,
  testLanes,
} from '../testing/test-sale';
import type { LaneAnswer } from './lane-input';
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

async function paddlesOf(sale: TestSale): Promise<Paddles> {
  const { rows } = await pool.query<{ id: number; user_id: string; paddle: number }>(
    'select id, user_id, paddle from registration where auction_id = $1',
    [sale.auctionId],
  );
  return new Map(rows.map((row) => [row.paddle, { registrationId: row.id, userId: row.user_id }]));
}

const counts = async () => {
  const { rows } = await pool.query(
    `select (select count(*) from ledger) as entries, (select count(*) from bid_key) as keys,
            (select sum(version) from lot) as versions, (select count(*) from "change") as changes`,
  );
  return rows[0];
};

describe('64 bidders at once through two masters', () => {
  test('[G1][G2][LAN1][LED1] every accepted bid is in the ledger once, prices follow the rules', async () => {
    const sale = await makeTestSale(pool, { bidders: 64 });
    const first = await makeTestLot(pool, sale, { ladder: [{ fromMinor: 0, stepMinor: 100 }] });
    const masters = [testLanes({ pool }), testLanes({ pool: otherPool })];
    let sent = 0;
    const answers: LaneAnswer[] = [];
    const bidders = sale.bidders.map(async (bidder, at) => {
      for (let turn = 0; turn < 8; turn += 1) {
        const lanes = masters[(at + turn) % 2];
        // What such a crowd does: up and up, here a leap far ahead, there a bid that comes too late.
        sent += 1;
        const amountMinor = 10_000 + 150 * sent + ((at * 37 + turn * 11) % 13) * 100 - 600;
        const bidKind = (at + turn) % 5 === 0 ? 'exact' : 'max';
        const answer = await lanes?.submit(first.lotId, testBid(bidder, amountMinor, { bidKind }));
        if (answer) answers.push(answer);
      }
    });
    await Promise.all(bidders);

    const accepted = answers.flatMap((answer) =>
      answer.ok && 'body' in answer.value ? [bidAnswer.parse(answer.value.body)] : [],
    );
    const entries = await readEntries(pool, first.lotId);
    const acceptedEntries = entries.filter((one) => one.kind === 'bid' && one.code === null);
    expect(answers).toHaveLength(512);
    expect(accepted.length).toBeGreaterThan(100);
    expect(accepted.length).toBeLessThan(500);
    expect(accepted.map((one) => one.entry).sort((a, b) => a - b)).toEqual(
      acceptedEntries.map((one) => one.entry),
    );
    expect(new Set(accepted.map((one) => one.bidId)).size).toBe(accepted.length);
    const verified = await verifyLotChain(pool, first.lotId);
    expect(verified).toMatchObject({ ok: true, value: { entries: entries.length } });
    const stored = await readLotState(pool, first.lotId);
    expect(replayLedger(first, entries, await paddlesOf(sale))).toEqual(stored);
    // Commits were shared, and both masters took part.
    for (const lanes of masters) {
      expect(lanes.stats().largestBatch).toBeGreaterThan(1);
      expect(lanes.stats()).toMatchObject({ failed: 0, unknown: 0, waiting: 0, lanes: 0 });
    }
  });

  test('[G1] the durability under these tests is the real one', async () => {
    const { rows } = await pool.query('show fsync');
    expect(rows).toEqual([{ fsync: 'on' }]);
  });
});

describe('idempotency keys', () => {
  test('[G5][LAN2] the same key sent to both masters at once bids once and is answered alike', async () => {
    const sale = await makeTestSale(pool);
    const { lotId } = await makeTestLot(pool, sale);
    const masters = [testLanes({ pool }), testLanes({ pool: otherPool })];
    const [bidder] = sale.bidders;
    if (!bidder) throw new Error('a bidder');
    const bid = testBid(bidder, 15_000);
    const answers = await Promise.all(
      Array.from({ length: 24 }, (_, at) => masters[at % 2]?.submit(lotId, bid)),
    );
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(answers[0] && cameTo(answers[0])).toBe('leading');
    const bids = (await readEntries(pool, lotId)).filter((one) => one.kind === 'bid');
    expect(bids).toHaveLength(1);
  });

  test('[LED4] a retry much later gets the first answer byte for byte, a refusal too', async () => {
    const sale = await makeTestSale(pool);
    const { lotId } = await makeTestLot(pool, sale);
    const lanes = testLanes({ pool });
    const [ann, bob] = sale.bidders;
    if (!ann || !bob) throw new Error('two bidders');
    const leading = testBid(ann, 20_000);
    const tooLow = testBid(bob, 5_000);
    const first = await lanes.submit(lotId, leading);
    const refusal = await lanes.submit(lotId, tooLow);
    await lanes.submit(lotId, testBid(bob, 40_000));
    const before = await counts();
    const later = { received: { ms: Date.now() + 5, errorMs: 1 } };
    expect(JSON.stringify(await lanes.submit(lotId, { ...leading, ...later }))).toBe(
      JSON.stringify(first),
    );
    expect(JSON.stringify(await lanes.submit(lotId, { ...tooLow, ...later }))).toBe(
      JSON.stringify(refusal),
    );
    expect(refusal).toMatchObject({ error: { kind: 'below-ask', rule: 'PRX1', askMinor: 11_000 } });
    expect(await counts()).toEqual(before);
  });

  test('[LED4] a key used for another body is refused and changes nothing', async () => {
    const sale = await makeTestSale(pool);
    const { lotId } = await makeTestLot(pool, sale);
    const lanes = testLanes({ pool });
    const [ann, bob] = sale.bidders;
    if (!ann || !bob) throw new Error('two bidders');
    const bid = testBid(ann, 20_000);
    await lanes.submit(lotId, bid);
    const before = await counts();
    const bodyHash = createHash('sha256').update('another').digest();
    expect(await lanes.submit(lotId, { ...bid, amountMinor: 30_000, bodyHash })).toEqual({
      ok: false,
      error: { kind: 'key-reused' },
    });
    expect(await counts()).toEqual(before);
    // Keys are each bidder's own.
    const { idempotencyKey } = bid;
    expect(cameTo(await lanes.submit(lotId, testBid(bob, 12_000, { idempotencyKey })))).toBe(
      'outbid',
    );
  });
});

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

  test('[REG1][REG3] strangers, the seller and the house do not bid', async () => {
    const sale = await makeTestSale(pool, { bidders: 2 });
    const other = await makeTestSale(pool, { bidders: 1 });
    const [seller] = sale.bidders;
    const [stranger] = other.bidders;
    if (!seller || !stranger) throw new Error('bidders');
    const { lotId } = await makeTestLot(pool, sale, { sellerId: seller.userId });
    const lanes = testLanes({ pool });
    expect(cameTo(await lanes.submit(lotId, testBid(seller, 20_000)))).toBe('own-lot');
    expect(cameTo(await lanes.submit(lotId, testBid(sale.clerk, 20_000)))).toBe('own-lot');
    expect(cameTo(await lanes.submit(lotId, testBid(stranger, 20_000)))).toBe('not-registered');
    expect(cameTo(await lanes.submit(2_000_000_000, testBid(stranger, 20_000)))).toBe('not-found');
    const codes = (await readEntries(pool, lotId)).map((one) => one.code);
    expect(codes).toEqual([null, 'own-lot', 'own-lot', 'not-registered']);
  });
});

describe('time', () => {
  test('[G6][CLS1] received in time but locked past the grace: undecided, to be asked again', async () => {
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
  test('[VER1][ANT1] a public change is told once with its version and left in `change`; a raise is not', async () => {
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
    expect(recordKey.safeParse(`lot:${lotId}`).success).toBe(true);
    const { rows } = await pool.query(
      `select version, channel, gone, xid > 0 as xid from "change" where key = $1`,
      [`lot:${lotId}`],
    );
    expect(rows).toEqual([{ version: 3, channel, gone: false, xid: true }]);
    expect(await readLotState(pool, lotId)).toMatchObject({ version: 3, entry: 4 });
  });

  test('[AUT1][PRX4] neither body nor public bids tell a maximum or that it was raised', async () => {
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
