import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { buildCommitGate, type CommitGate } from '../../../server/testing/commit-gate';
import { createTestDatabase, type TestDatabase } from '../../../server/testing/test-database';
import type { Identity } from '../../accounts/identity';
import { PLAIN_ENGLISH } from '../../auction/state';
import { systemTimers } from '../../config/system';
import { createPool } from '../../db/pools';
import { listMyBids } from '../../db/read/my-bids';
import { listPublicBids } from '../../db/read/public-bids';
import { invariant } from '../../shared/assert';
import { createClosingClock } from '../closing-clock';
import { replayLedger } from '../testing/replay-ledger';
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
  testSalt,
} from '../testing/test-sale';
import { bidBodyHash } from './bid-body-hash';
import type { AbsenteeInput, PurchaseInput } from './lane-input';
import { verifyLotChain } from './verify-lot-chain';

let database: TestDatabase;
let pool: pg.Pool;
let otherPool: pg.Pool;
let gate: CommitGate;
let sale: TestSale;
let ann: Identity;
let bob: Identity;
beforeAll(async () => {
  database = await createTestDatabase();
  pool = createPool(database.primaryUrl, { max: 8, name: 'master-1' });
  otherPool = createPool(database.primaryUrl, { max: 8, name: 'master-2' });
  gate = await buildCommitGate(otherPool, 'update on lot');
});
afterAll(async () => {
  await pool.end();
  await otherPool.end();
  await database.drop();
});
beforeEach(async () => {
  sale = await makeTestSale(pool, { bidders: 4 });
  const [first, second] = sale.bidders;
  invariant(first && second, 'two bidders');
  [ann, bob] = [first, second];
});

function wish<K extends 'buy-now' | 'absentee-bid'>(
  kind: K,
  identity: Identity,
  amountMinor: number,
) {
  return {
    kind,
    identity,
    amountMinor,
    idempotencyKey: randomUUID(),
    bodyHash: bidBodyHash({ wish: kind, amountMinor }),
    received: { ms: Date.now(), errorMs: 1 },
  } satisfies PurchaseInput | AbsenteeInput;
}
const purchase = (who: Identity, amountMinor: number) => wish('buy-now', who, amountMinor);
const left = (who: Identity, amountMinor: number) => wish('absentee-bid', who, amountMinor);

const kinds = async (lotId: number) =>
  (await readEntries(pool, lotId)).map(({ kind, code }) => code ?? kind);

/** Holds a bidder's registration as the house does while it decides about them, until the end is called. */
async function holdRegistration({ userId }: Identity): Promise<() => Promise<void>> {
  const client = await otherPool.connect();
  await client.query('begin');
  await client.query(
    'select 1 from registration where auction_id = $1 and user_id = $2 for update',
    [sale.auctionId, userId],
  );
  return async () => {
    await client.query('commit');
    client.release();
  };
}

/** Until some transaction of the first master waits for a lock. */
const untilOneWaits = () =>
  expect
    .poll(
      async () => {
        const { rows } = await otherPool.query(
          `select count(*)::int as n from pg_stat_activity
            where application_name = 'lotcast-master-1' and wait_event_type = 'Lock'`,
        );
        return rows[0].n;
      },
      { timeout: 20_000 },
    )
    .toBeGreaterThan(0);

/** Makes a scheduled lot due, as time would. */
const makeDue = (lotId: number) =>
  pool.query(
    `update lot set opens_at = now() - interval '1 s', state = state || jsonb_build_object(
       'opensAtMs', floor(extract(epoch from now() - interval '1 s') * 1000)) where id = $1`,
    [lotId],
  );

const laterLot = (terms: Parameters<typeof makeTestLot>[2] = {}) =>
  makeTestLot(pool, sale, { opensAtMs: Date.now() + 3_000_000, ...terms });

describe('buying at once', () => {
  const selling = { ...PLAIN_ENGLISH, buyNowMinor: 90_000 };

  test('[BUY1, CLS4, LED4] of two who race through two masters one buys; a retry gets the first answer', async () => {
    const { lotId } = await makeTestLot(pool, sale, { selling });
    const notifier = recordingNotifier();
    const masters = [testLanes({ pool, notifier }), testLanes({ pool: otherPool, notifier })];
    const wishes = [purchase(ann, 90_000), purchase(bob, 90_000)];
    const answers = await Promise.all(
      wishes.map((one, at) => masters[at]?.submit(lotId, one) ?? Promise.reject()),
    );
    expect(answers.map(cameTo).sort()).toEqual(['bought', 'lot-not-open']);
    const winner = answers.findIndex((one) => one.ok);
    expect(answers[winner]).toMatchObject({
      value: { body: { lot: { state: 'sold', priceMinor: 90_000, askMinor: null } } },
    });
    const [bought] = wishes.slice(winner);
    invariant(bought, 'somebody bought');
    // Through the other master, after the answer was lost.
    const again = await masters[1 - winner]?.submit(lotId, bought);
    expect(JSON.stringify(again)).toBe(JSON.stringify(answers[winner]));
    const bidUnderIt = {
      ...testBid(bought.identity, 90_000),
      idempotencyKey: bought.idempotencyKey,
    };
    expect(cameTo(await testLanes({ pool }).submit(lotId, bidUnderIt))).toBe('key-reused');
    expect(await kinds(lotId)).toEqual(['opened', 'sold']);
    expect(await verifyLotChain(pool, lotId)).toMatchObject({ ok: true });
    const paddle = 101 + sale.bidders.indexOf(bought.identity);
    expect(await listPublicBids(pool, lotId, null, 10)).toMatchObject([
      { paddle, priceMinor: 90_000, leaderPaddle: paddle },
    ]);
    expect(await listMyBids(pool, bought.identity.userId)).toMatchObject([
      { lotId, myMaxMinor: 90_000, isLeft: false },
    ]);
    expect(notifier.told.filter(({ key }) => key === `lot:${lotId}`)).not.toHaveLength(0);
  });

  test('[BUY1, LED3] a bid takes the offer away; the refusal names what is on offer', async () => {
    const { lotId } = await makeTestLot(pool, sale, { selling });
    const lanes = testLanes({ pool });
    const other = await lanes.submit(lotId, purchase(ann, 80_000));
    expect(other).toMatchObject({ error: { kind: 'not-on-offer', leastMinor: 90_000 } });
    expect(cameTo(await lanes.submit(lotId, testBid(bob, 95_000)))).toBe('leading');
    const gone = await lanes.submit(lotId, purchase(ann, 90_000));
    expect(gone).toMatchObject({ error: { kind: 'not-on-offer', rule: 'BUY1' } });
    expect(gone).not.toMatchObject({ error: { leastMinor: expect.anything() } });
    expect(await kinds(lotId)).toEqual(['opened', 'not-on-offer', 'bid', 'not-on-offer']);
  });
});

describe('bids left before the opening', () => {
  test('[ABS1, P8] the opening plays them first, in their order, whoever opens', async () => {
    const first = await laterLot({ startMinor: 7_000 });
    const { lotId } = first;
    const notifier = recordingNotifier();
    const lanes = testLanes({ pool, notifier });
    for (const [who, amountMinor] of [
      [ann, 20_000],
      [bob, 30_000],
      [ann, 10_000],
    ] as const) {
      expect(cameTo(await lanes.submit(lotId, left(who, amountMinor)))).toBe('left');
    }
    // Nobody else hears of it, and it changes no version (VER1).
    expect(notifier.told).toEqual([]);
    expect(notifier.toldPrivately).toHaveLength(3);
    expect(await listMyBids(pool, ann.userId)).toMatchObject([
      { lotId, myMaxMinor: 10_000, isLeft: true },
    ]);
    const [identity, action] = [sale.clerk, 'open'] as const;
    const open = { kind: 'action', identity, action, version: 1 } as const;
    expect(cameTo(await lanes.submit(lotId, open))).toBe('open');
    const { body } =
      (await pool.query('select body from lot where id = $1', [lotId])).rows[0] ?? {};
    expect(body).toMatchObject({ priceMinor: 11_000, leaderPaddle: 102, bidCount: 2 });
    expect(await kinds(lotId)).toEqual(['bidLeft', 'bidLeft', 'bidLeft', 'opened', 'bid', 'bid']);
    expect(cameTo(await lanes.submit(lotId, left(ann, 50_000)))).toBe('wrong-state');
    const entries = await readEntries(pool, lotId);
    const paddles = new Map(
      (
        await pool.query<{ paddle: number; registrationId: number; userId: string }>(
          `select paddle, id as "registrationId", user_id as "userId" from registration
            where auction_id = $1`,
          [sale.auctionId],
        )
      ).rows.map(({ paddle, ...who }) => [paddle, who]),
    );
    expect(replayLedger(first, entries, paddles)).toEqual(await readLotState(pool, lotId));
  });

  test('[ABS1, LCK1] whoever leaves another waits for none of those who left one; the opening does', async () => {
    const { lotId } = await makeTestLot(pool, sale, { opensAtMs: Date.now() + 3_000_000 });
    const lanes = testLanes({ pool });
    expect(cameTo(await lanes.submit(lotId, left(ann, 20_000)))).toBe('left');
    const letGo = await holdRegistration(ann);
    let isLetGo = false;
    try {
      expect(cameTo(await lanes.submit(lotId, left(bob, 15_000)))).toBe('left');
      const { version } = await readLotState(pool, lotId);
      const open = { kind: 'action', identity: sale.clerk, action: 'open', version } as const;
      const opening = lanes.submit(lotId, open);
      await untilOneWaits();
      isLetGo = true;
      await letGo();
      expect(cameTo(await opening)).toBe('open');
    } finally {
      if (!isLetGo) await letGo();
    }
    expect(await kinds(lotId)).toEqual(['bidLeft', 'bidLeft', 'opened', 'bid', 'bid']);
  });

  test('[ABS1, LCK1] a lot that becomes due while a bid waits for a lock is opened with those left for it', async () => {
    const opensAtMs = Date.now() + 3_500;
    const { lotId } = await makeTestLot(pool, sale, { opensAtMs });
    const failed: unknown[] = [];
    const lanes = testLanes({ pool, onError: (error) => failed.push((error as Error).name) });
    expect(cameTo(await lanes.submit(lotId, left(ann, 20_000)))).toBe('left');
    const letGo = await holdRegistration(bob);
    const bid = lanes.submit(lotId, testBid(bob, 30_000));
    try {
      await untilOneWaits();
      const nowMs = async () => {
        const { rows } = await otherPool.query(
          'select (extract(epoch from clock_timestamp()) * 1000)::float8 as ms',
        );
        return rows[0].ms;
      };
      await expect.poll(nowMs, { timeout: 20_000 }).toBeGreaterThan(opensAtMs);
    } finally {
      await letGo();
    }
    expect(cameTo(await bid)).toBe('leading');
    expect(failed).toEqual(['OpeningCame']);
    expect(await kinds(lotId)).toEqual(['bidLeft', 'opened', 'bid', 'bid']);
  });

  test('[ABS1, G5] whose master dies as it opens: another opens the lot once, with them', async () => {
    const { lotId } = await laterLot({ startMinor: 7_000 });
    const lanes = testLanes({ pool });
    await lanes.submit(lotId, left(ann, 10_000));
    await lanes.submit(lotId, left(bob, 10_000));
    await makeDue(lotId);
    const closed = await gate.close();
    const parts = { notifier: recordingNotifier(), timers: systemTimers, salt: testSalt };
    const dying = createClosingClock({ ...parts, pool, onError: () => {} });
    dying.start();
    const pid = await gate.pidInCommit();
    const stopped = dying.stop();
    await otherPool.query('select pg_terminate_backend($1)', [pid]);
    await closed.open();
    await stopped;
    const next = createClosingClock({ ...parts, pool: otherPool });
    next.start();
    while ((await readLotState(pool, lotId)).phase !== 'open') await Promise.resolve();
    await next.stop();
    expect(await kinds(lotId)).toEqual(['bidLeft', 'bidLeft', 'opened', 'bid', 'bid']);
    expect(await readLotState(pool, lotId)).toMatchObject({
      absentees: [],
      bidCount: 2,
      book: { priceMinor: 10_000, leader: { userId: ann.userId } },
    });
    expect(await verifyLotChain(pool, lotId)).toMatchObject({ ok: true });
  });

  test('[ABS1, REG1, REG2] is judged again at the opening, by the registration as it is then', async () => {
    const lots = [await laterLot(), await laterLot()];
    const lanes = testLanes({ pool });
    await pool.query('update registration set limit_minor = 15000 where user_id = $1', [
      ann.userId,
    ]);
    await pool.query(
      `insert into exposure select id, 0 from registration where user_id = $1 and auction_id = $2`,
      [ann.userId, sale.auctionId],
    );
    for (const { lotId } of lots) {
      expect(cameTo(await lanes.submit(lotId, left(ann, 15_001)))).toBe('over-limit');
      expect(cameTo(await lanes.submit(lotId, left(ann, 10_000)))).toBe('left');
      expect(cameTo(await lanes.submit(lotId, left(bob, 20_000)))).toBe('left');
      await makeDue(lotId);
    }
    await pool.query(`update registration set status = 'suspended' where user_id = $1`, [
      bob.userId,
    ]);
    const clock = createClosingClock({
      ...{ pool, notifier: recordingNotifier(), timers: systemTimers, salt: testSalt },
    });
    clock.start();
    for (const { lotId } of lots) {
      while ((await readLotState(pool, lotId)).phase !== 'open') await Promise.resolve();
    }
    await clock.stop();
    // One round opened both: the first bound what the limit has, and the second found it so.
    const ends = await Promise.all(lots.map(({ lotId }) => kinds(lotId)));
    // Bob, who is not let in any more, is noted too: no ledger can leave out what was left.
    expect(ends.map((all) => all.slice(-2))).toEqual([
      ['bid', 'not-approved'],
      ['over-limit', 'not-approved'],
    ]);
    const { rows } = await pool.query(
      'select exposure_minor as n from exposure e join registration r on r.id = e.registration_id where r.user_id = $1',
      [ann.userId],
    );
    expect(rows).toEqual([{ n: 10_000 }]);
  });
});
