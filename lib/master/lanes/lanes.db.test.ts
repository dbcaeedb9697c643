import { createHash } from 'node:crypto';
import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../../server/testing/test-database';
import type { Identity } from '../../accounts/identity';
import { bidAnswer } from '../../api/v1/bids';
import { publicLot } from '../../auction/public-lot';
import { lockLots } from '../../db/lot-lock';
import { createPool } from '../../db/pools';
import type { Paddles } from '../testing/replay-ledger';
import { replayLedger } from '../testing/replay-ledger';
import {
  cameTo,
  makeTestLot,
  makeTestSale,
  readEntries,
  readLotState,
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

const askNow = async (lotId: number) => publicLot(await readLotState(pool, lotId)).askMinor;

const counts = async () => {
  const { rows } = await pool.query(
    `select (select count(*) from ledger) as entries, (select count(*) from bid_key) as keys,
            (select sum(version) from lot) as versions, (select count(*) from "change") as changes`,
  );
  return rows[0];
};

describe('64 bidders at once through two masters', () => {
  test('[G1, G2, LAN1, LED1] every accepted bid is in the ledger once, prices follow the rules', async () => {
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

test('[G2, STL1] the ledger of a sale that asks for the price seen is replayed too, refusals and all', async () => {
  const sale = await makeTestSale(pool);
  const first = await makeTestLot(pool, sale, { staleBid: 'confirm' });
  const [ann, bob] = sale.bidders;
  if (!ann || !bob) throw new Error('two bidders');
  const lanes = testLanes({ pool });
  const exact = (by: Identity, amountMinor: number, seenAskMinor?: number) =>
    lanes.submit(first.lotId, testBid(by, amountMinor, { bidKind: 'exact', seenAskMinor }));
  await exact(ann, 10_000, 10_000);
  await exact(bob, 50_000, 10_000);
  await exact(bob, 50_000);
  await lanes.submit(first.lotId, testBid(bob, 30_000));
  await exact(ann, 40_000, (await askNow(first.lotId)) ?? 0);
  const entries = await readEntries(pool, first.lotId);
  const codes = entries.filter(({ kind }) => kind === 'bid').map(({ code }) => code);
  expect(codes).toEqual([null, 'ask-moved', 'ask-not-named', null, null]);
  const stored = await readLotState(pool, first.lotId);
  expect(replayLedger(first, entries, await paddlesOf(sale))).toEqual(stored);
});

describe('idempotency keys', () => {
  test('[G5, LAN2] the same key sent to both masters at once bids once and is answered alike', async () => {
    const sale = await makeTestSale(pool);
    const { lotId } = await makeTestLot(pool, sale);
    const masters = [testLanes({ pool }), testLanes({ pool: otherPool })];
    const [bidder] = sale.bidders;
    if (!bidder) throw new Error('a bidder');
    const bid = testBid(bidder, 15_000);
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, at) => masters[at % 2]?.submit(lotId, bid)),
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

describe('locks', () => {
  test('[LCK1] the same crowd on many lots at once through two masters never deadlocks', async () => {
    const sale = await makeTestSale(pool, { bidders: 12 });
    const lots = await Promise.all(
      Array.from({ length: 6 }, () =>
        makeTestLot(pool, sale, { ladder: [{ fromMinor: 0, stepMinor: 100 }] }),
      ),
    );
    const masters = [testLanes({ pool }), testLanes({ pool: otherPool })];
    // Each lot sees the bidders in another order: locks taken in arrival order would meet crosswise.
    const answers = lots.flatMap(({ lotId }, lot) =>
      sale.bidders.flatMap((_, at) => {
        const bidder = sale.bidders[(at * 5 + lot * 7) % sale.bidders.length] ?? sale.clerk;
        return masters.map((lanes) => lanes.submit(lotId, testBid(bidder, 20_000 + at * 1_000)));
      }),
    );
    for (const answer of await Promise.all(answers)) {
      expect(['leading', 'outbid', 'raised', 'below-ask', 'not-a-raise']).toContain(cameTo(answer));
    }
    for (const lanes of masters) expect(lanes.stats()).toMatchObject({ retried: 0, failed: 0 });
  });

  test('[REC1] a catalogue entry is edited while a batch holds its lot', async () => {
    const sale = await makeTestSale(pool);
    const { lotId } = await makeTestLot(pool, sale);
    await pool.query(
      `insert into item (lot_id, auction_id, title, description, condition)
       values ($1, $2, '{}', '{}', '{}')`,
      [lotId, sale.auctionId],
    );
    const batch = await pool.connect();
    await batch.query('begin');
    await lockLots(batch, [lotId]);
    const { rowCount } = await otherPool.query(
      `update item set version = version + 1, title = '{"en": "Vase"}' where lot_id = $1`,
      [lotId],
    );
    expect(rowCount).toBe(1);
    await batch.query('commit');
    batch.release();
    expect(await readLotState(pool, lotId)).toMatchObject({ version: 1, entry: 0 });
  });
});
