import { createHash, randomUUID } from 'node:crypto';
import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../../server/testing/test-database';
import { erasePerson } from '../../accounts/erase-person';
import type { Identity } from '../../accounts/identity';
import { reasonHash } from '../../auction/house/reason-hash';
import type { ChainBody } from '../../auction/ledger/chain';
import { publicLot } from '../../auction/public-lot';
import { createPool } from '../../db/pools';
import { invariant } from '../../shared/assert';
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
import type { HouseAct, HouseInput, LaneAnswer } from './lane-input';
import { sha256Hex } from './lot-desk';
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
  await pool?.end();
  await otherPool?.end();
  await database?.drop();
});

const auctioneerOf = (sale: TestSale): Identity => ({ ...sale.clerk, role: 'auctioneer' });

const order = (identity: Identity, act: HouseAct, more: Partial<HouseInput> = {}): HouseInput => ({
  kind: 'house',
  identity,
  act,
  reason: 'A typing error',
  idempotencyKey: randomUUID(),
  bodyHash: createHash('sha256').update(JSON.stringify(act)).digest(),
  ...more,
});

const cancel = (by: Identity, entry: number, more: Partial<HouseInput> = {}) =>
  order(by, { kind: 'cancel-bid', entry }, more);

const linesOf = async (lotId: number) =>
  (await readEntries(pool, lotId)).map(({ line }) => JSON.parse(line) as ChainBody);

async function paddlesOf(sale: TestSale): Promise<Paddles> {
  const { rows } = await pool.query<{ id: number; user_id: string; paddle: number }>(
    'select id, user_id, paddle from registration where auction_id = $1',
    [sale.auctionId],
  );
  return new Map(rows.map((row) => [row.paddle, { registrationId: row.id, userId: row.user_id }]));
}

const standing = async (lotId: number) => {
  const { priceMinor, leaderPaddle } = publicLot(await readLotState(pool, lotId));
  return `${priceMinor} ${leaderPaddle}`;
};

/** All that an order may leave behind. */
const counts = async () => {
  const { rows } = await pool.query(
    `select (select count(*) from ledger) as entries, (select count(*) from bid_key) as keys,
            (select sum(version) from lot) as versions, (select count(*) from house_act) as acts,
            (select count(*) from audit) as audits, (select count(*) from ladder) as ladders,
            (select count(*) from reopening_wish) as wishes`,
  );
  return rows[0];
};

async function crowd(bidders: number) {
  const sale = await makeTestSale(pool, { bidders });
  const first = await makeTestLot(pool, sale, { ladder: [{ fromMinor: 0, stepMinor: 100 }] });
  return { sale, first, lotId: first.lotId, by: auctioneerOf(sale) };
}

function two(sale: TestSale): readonly [Identity, Identity] {
  const [ann, bob] = sale.bidders;
  invariant(ann && bob, 'two bidders');
  return [ann, bob];
}

describe('a bid cancelled through a lane', () => {
  test('[RET1, RET3, G2] while bids arrive through two masters: none is lost, and the ledger replays', async () => {
    const { sale, first, lotId, by } = await crowd(12);
    const masters = [testLanes({ pool }), testLanes({ pool: otherPool })];
    let sent = 0;
    const answers: LaneAnswer[] = [];
    const cancelled: number[] = [];
    const bidders = sale.bidders.map(async (bidder, at) => {
      for (let turn = 0; turn < 8; turn += 1) {
        sent += 1;
        const bid = testBid(bidder, 10_000 + 150 * sent + ((at * 37 + turn * 11) % 13) * 100);
        const answer = await masters[(at + turn) % 2]?.submit(lotId, bid);
        if (answer) answers.push(answer);
        if (!answer?.ok || !('body' in answer.value) || (at + turn) % 4 > 0) continue;
        const { entry } = answer.value.body;
        const done = await masters[at % 2]?.submit(lotId, cancel(by, entry));
        if (done?.ok) cancelled.push(entry);
        else expect(done).toMatchObject({ error: { kind: 'too-many-requests' } });
      }
    });
    await Promise.all(bidders);

    const entries = await readEntries(pool, lotId);
    const lines = entries.map(({ line }) => JSON.parse(line) as ChainBody);
    const taken = lines.filter(({ kind, code }) => kind === 'bid' && code === null);
    const accepted = answers.flatMap((answer) =>
      answer.ok && 'body' in answer.value ? [answer.value.body.entry] : [],
    );
    expect(accepted.toSorted((a, b) => a - b)).toEqual(taken.map(({ entry }) => entry));
    const inLedger = lines.flatMap(({ act }) => act?.cancels ?? []);
    expect(inLedger.toSorted((a, b) => a - b)).toEqual(cancelled.toSorted((a, b) => a - b));
    expect(cancelled.length).toBeGreaterThan(3);
    for (const [at, line] of lines.entries()) {
      if (line.kind !== 'cancelled') continue;
      expect(line.priceMinor ?? 0).toBeLessThanOrEqual(lines[at - 1]?.priceMinor ?? 0);
    }
    expect(await verifyLotChain(pool, lotId)).toMatchObject({ ok: true });
    const stored = await readLotState(pool, lotId);
    expect(replayLedger(first, entries, await paddlesOf(sale))).toEqual(stored);
    for (const lanes of masters) expect(lanes.stats()).toMatchObject({ failed: 0, unknown: 0 });
  });

  test('[RET1, LAN1] a bid that its own batch has just taken is known to the cancellation', async () => {
    const { sale, lotId, by } = await crowd(2);
    const [ann, bob] = two(sale);
    const lanes = testLanes({ pool });
    const holder = await otherPool.connect();
    await holder.query('begin');
    await holder.query('select 1 from lot where id = $1 for update', [lotId]);
    const answers = [
      lanes.submit(lotId, testBid(ann, 15_000)),
      lanes.submit(lotId, testBid(bob, 30_000)),
      lanes.submit(lotId, cancel(by, 3)),
    ];
    await holder.query('rollback');
    holder.release();
    const [, second, done] = await Promise.all(answers);
    expect(second && cameTo(second)).toBe('leading');
    expect(done && cameTo(done)).toBe('open');
    expect(lanes.stats()).toMatchObject({ batches: 2, largestBatch: 2 });
    expect(await standing(lotId)).toBe('10000 101');
  });

  test('[RET2] takes those of bidders barred since along, and tells all whom it concerns', async () => {
    const { sale, lotId, by } = await crowd(3);
    const [ann, bob] = two(sale);
    const cid = sale.bidders[2];
    invariant(cid, 'a third bidder');
    const notifier = recordingNotifier();
    const lanes = testLanes({ pool, notifier });
    await lanes.submit(lotId, testBid(ann, 15_000));
    await lanes.submit(lotId, testBid(bob, 20_000));
    await lanes.submit(lotId, testBid(cid, 30_000));
    await pool.query(
      `update registration set status = 'suspended' where auction_id = $1 and user_id = $2`,
      [sale.auctionId, bob.userId],
    );
    notifier.toldPrivately.length = 0;
    const done = await lanes.submit(lotId, cancel(by, 4));
    expect(cameTo(done)).toBe('open');
    expect(await standing(lotId)).toBe('10000 101');
    expect((await linesOf(lotId)).at(-1)?.act?.cancels).toEqual([4, 3]);
    const { rows } = await pool.query<{ id: number }>(
      'select id from registration where auction_id = $1 and user_id = any($2::uuid[])',
      [sale.auctionId, [ann.userId, cid.userId]],
    );
    const told = notifier.toldPrivately.map(({ key }) => key);
    expect(told.toSorted()).toEqual(rows.map(({ id }) => `me:${id}`).toSorted());
  });

  test('[TRM2, LED6] the ledger holds the hash of the reason; the text stands beside it and is erased with the bidder', async () => {
    const { sale, lotId, by } = await crowd(2);
    const [ann, bob] = two(sale);
    const lanes = testLanes({ pool });
    await lanes.submit(lotId, testBid(ann, 15_000));
    await lanes.submit(lotId, testBid(bob, 20_000));
    await lanes.submit(lotId, cancel(by, 3, { reason: 'Bob typed a zero too many' }));
    const acts = async () => {
      const { rows } = await pool.query(
        `select entry, actor_id as actor, reason, encode(salt, 'hex') as salt from house_act
          where lot_id = $1`,
        [lotId],
      );
      return rows;
    };
    const [act] = await acts();
    expect(act).toMatchObject({ entry: 4, actor: by.userId, reason: 'Bob typed a zero too many' });
    const why = (await linesOf(lotId)).at(-1)?.act?.why;
    expect(why).toBe(reasonHash({ lotId, reason: act.reason, salt: act.salt }, sha256Hex));
    const { version } = await readLotState(pool, lotId);
    const close = { kind: 'action', action: 'close', identity: sale.clerk, version } as const;
    expect(cameTo(await lanes.submit(lotId, close))).toBe('sold');
    expect((await erasePerson(pool, bob.userId)).ok).toBe(true);
    expect(await acts()).toMatchObject([{ entry: 4, reason: null, salt: null }]);
    expect(await verifyLotChain(pool, lotId)).toMatchObject({ ok: true });
    // Taken up again, a cancellation does not need what was erased.
    const reopen = order(by, { kind: 'reopen-lot', version: version + 1 });
    expect(cameTo(await lanes.submit(lotId, reopen))).toBe('open');
    expect(cameTo(await lanes.submit(lotId, cancel(by, 2)))).toBe('open');
  });

  test('[LED4] asked again with its key it answers the same and does nothing; the key is for nothing else', async () => {
    const { sale, lotId, by } = await crowd(2);
    const [ann, bob] = two(sale);
    const lanes = testLanes({ pool });
    await lanes.submit(lotId, testBid(ann, 15_000));
    await lanes.submit(lotId, testBid(bob, 20_000));
    const order = cancel(by, 3);
    const [first, twin] = await Promise.all([
      lanes.submit(lotId, order),
      testLanes({ pool: otherPool }).submit(lotId, order),
    ]);
    expect(JSON.stringify(twin)).toBe(JSON.stringify(first));
    const before = await counts();
    expect(JSON.stringify(await lanes.submit(lotId, order))).toBe(JSON.stringify(first));
    const other = { ...order, bodyHash: createHash('sha256').update('another').digest() };
    expect(cameTo(await lanes.submit(lotId, other))).toBe('key-reused');
    expect(await lanes.submit(lotId, cancel(by, 3))).toMatchObject({
      error: { kind: 'no-such-bid', rule: 'RET1' },
    });
    expect(await counts()).toEqual(before);
  });

  test('[RET1, TRM2] not by a clerk, a bidder or another house, not without a reason, and of no other entry', async () => {
    const { sale, lotId, by } = await crowd(2);
    const [ann] = two(sale);
    const lanes = testLanes({ pool });
    await lanes.submit(lotId, testBid(ann, 15_000));
    const before = await counts();
    const ask = async (more: Partial<HouseInput>, entry = 2) =>
      cameTo(await lanes.submit(lotId, cancel(by, entry, more)));
    expect(await ask({ identity: sale.clerk })).toBe('not-allowed');
    expect(await ask({ identity: { ...by, houseId: 2 } })).toBe('not-allowed');
    expect(await ask({ identity: ann })).toBe('not-allowed');
    expect(await ask({ reason: null })).toBe('reason-missing');
    expect(await ask({}, 1)).toBe('no-such-bid');
    expect(await ask({}, 99)).toBe('no-such-bid');
    expect(await counts()).toEqual(before);
  });
});

describe('a lot taken up again', () => {
  const close = async (lanes: ReturnType<typeof testLanes>, lotId: number, by: Identity) => {
    const { version } = await readLotState(pool, lotId);
    const done = await lanes.submit(lotId, {
      ...{ kind: 'action', action: 'close', identity: by, version },
    });
    expect(done.ok, JSON.stringify(done)).toBe(true);
  };
  const reopen = (by: Identity, version: number, more: Partial<HouseInput> = {}) =>
    order(by, { kind: 'reopen-lot', version }, more);

  test('[CLS3] by the clerk until the next lot has ended, with the bids it had', async () => {
    const { sale, lotId } = await crowd(2);
    await makeTestLot(pool, sale);
    const [ann, bob] = two(sale);
    const lanes = testLanes({ pool });
    await lanes.submit(lotId, testBid(ann, 15_000));
    await close(lanes, lotId, sale.clerk);
    const { version } = await readLotState(pool, lotId);
    const stale = await lanes.submit(lotId, reopen(sale.clerk, version - 1));
    expect(cameTo(stale)).toBe('stale-version');
    const done = await lanes.submit(lotId, reopen(sale.clerk, version, { reason: null }));
    expect(cameTo(done)).toBe('open');
    expect(cameTo(await lanes.submit(lotId, testBid(bob, 20_000)))).toBe('leading');
    expect(await verifyLotChain(pool, lotId)).toMatchObject({ ok: true });
  });

  test('[CLS3] once the next one has ended by two persons with a reason: the second asks for the same', async () => {
    const { sale, lotId, by } = await crowd(2);
    const next = await makeTestLot(pool, sale);
    const [ann] = two(sale);
    const lanes = testLanes({ pool });
    await lanes.submit(lotId, testBid(ann, 15_000));
    await lanes.submit(next.lotId, testBid(ann, 15_000));
    await close(lanes, lotId, sale.clerk);
    await close(lanes, next.lotId, sale.clerk);
    const { version } = await readLotState(pool, lotId);
    const silent = await lanes.submit(lotId, reopen(by, version, { reason: null }));
    expect(cameTo(silent)).toBe('reason-missing');
    for (const wanted of [reopen(by, version), reopen(by, version)]) {
      expect(await lanes.submit(lotId, wanted)).toMatchObject({
        value: { awaitsSecond: true, lot: { state: 'sold' } },
      });
    }
    const { clerk: colleague } = await makeTestSale(pool);
    const agreed = await lanes.submit(lotId, reopen(colleague, version, { reason: null }));
    expect(cameTo(agreed)).toBe('open');
    expect((await linesOf(lotId)).at(-1)).toMatchObject({
      ...{ kind: 'reopened', by: 'auctioneer', act: { secondBy: 'clerk' } },
    });
    const { rows } = await pool.query(
      `select actor_id as first, second_id as second, reason,
              (select count(*)::int from reopening_wish) as wishes
         from house_act where lot_id = $1 and second_id is not null`,
      [lotId],
    );
    expect(rows).toEqual([
      { first: by.userId, second: colleague.userId, reason: 'A typing error', wishes: 0 },
    ]);
  });
});

describe('terms changed while a lot is open', () => {
  const set = (by: Identity, terms: object, seen: object, more: Partial<HouseInput> = {}) =>
    order(by, { kind: 'set-terms', terms, seen }, more);

  test('[RES4, TRM1] through the lane, with who, what and why beside the ledger', async () => {
    const sale = await makeTestSale(pool);
    const { lotId } = await makeTestLot(pool, sale, { reserveMinor: 50_000 });
    const [ann] = two(sale);
    const by = auctioneerOf(sale);
    const lanes = testLanes({ pool });
    await lanes.submit(lotId, testBid(ann, 20_000));
    const lower = set(by, { reserveMinor: 10_000 }, { reserveMinor: 50_000 });
    expect(await lanes.submit(lotId, lower)).toMatchObject({ value: { lot: { reserve: 'met' } } });
    const ladder = [{ fromMinor: 0, stepMinor: 700 }];
    const { ladder: seen } = await readLotState(pool, lotId);
    expect((await lanes.submit(lotId, set(by, { ladder }, { ladder: seen }))).ok).toBe(true);
    expect(publicLot(await readLotState(pool, lotId)).askMinor).toBe(10_700);
    const { rows } = await pool.query(
      `select h.changes, h.reason, l.bands from house_act h join lot o on o.id = h.lot_id
         join ladder l on l.id = o.ladder_id where h.lot_id = $1 order by h.entry`,
      [lotId],
    );
    expect(rows).toMatchObject([
      { changes: { reserveMinor: [50_000, 10_000] }, reason: 'A typing error', bands: ladder },
      { changes: { ladder: [seen, ladder] } },
    ]);
    const audits = await pool.query(
      `select action, detail from audit where subject = $1 order by id`,
      [`lot:${lotId}`],
    );
    // The audit is kept for ever and holds no secret.
    expect(JSON.stringify(audits.rows)).not.toContain('10000');
    expect(await verifyLotChain(pool, lotId)).toMatchObject({ ok: true });
  });

  test('[TRM1, SFT4, TRM2] refused by name of the rule, and nothing is half applied', async () => {
    const sale = await makeTestSale(pool);
    const first = await makeTestLot(pool, sale, { reserveMinor: 50_000 });
    const { lotId, closesAtMs } = first;
    const [ann] = two(sale);
    const by = auctioneerOf(sale);
    const lanes = testLanes({ pool });
    await lanes.submit(lotId, testBid(ann, 20_000));
    const before = await counts();
    const seen = { reserveMinor: 50_000, closesAtMs, startMinor: 10_000, staleBid: 'accept' };
    const ask = async (terms: object, more: Partial<HouseInput> = {}) =>
      (await lanes.submit(lotId, set(by, terms, seen, more))) as { error?: object };
    expect(await ask({ staleBid: 'confirm', startMinor: 5_000 })).toMatchObject({
      error: { kind: 'term-fixed', rule: 'TRM1', detail: expect.stringContaining('PRX1') },
    });
    expect(await ask({ reserveMinor: 60_000 })).toMatchObject({ error: { kind: 'term-fixed' } });
    expect(await ask({ reserveMinor: 40_000 }, { identity: sale.clerk })).toMatchObject({
      error: { kind: 'term-fixed' },
    });
    expect(await ask({ closesAtMs: Date.now() + 5_000 })).toMatchObject({
      error: { kind: 'close-too-soon', rule: 'SFT4' },
    });
    expect(await ask({ reserveMinor: 40_000 }, { reason: null })).toMatchObject({
      error: { kind: 'reason-missing', rule: 'TRM2' },
    });
    expect(await ask({ reserveMinor: 0 })).toMatchObject({
      error: { kind: 'invalid-request', errors: [{ pointer: '/terms/reserveMinor' }] },
    });
    const other = set(by, { reserveMinor: 40_000 }, { reserveMinor: 45_000 });
    expect(cameTo(await lanes.submit(lotId, other))).toBe('stale-version');
    expect(await counts()).toEqual(before);
    // The same terms again are no change and leave no line.
    expect((await ask({ reserveMinor: 50_000 })).error).toBeUndefined();
    expect(await counts()).toEqual(before);
  });
});
