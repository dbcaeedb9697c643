import type pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../../server/testing/test-database';
import type { Identity } from '../../accounts/identity';
import { exposureIn } from '../../auction/bids/exposure';
import type { LotState } from '../../auction/state';
import { lockExposures } from '../../db/exposure-lock';
import { createPool } from '../../db/pools';
import { lockRegistrations } from '../../db/registration-lock';
import { invariant } from '../../shared/assert';
import { decideRegistration } from '../registrations/decide-registration';
import {
  cameTo,
  makeTestLot,
  makeTestSale,
  readLotState,
  type TestSale,
  testBid,
  testLanes,
} from '../testing/test-sale';

let database: TestDatabase;
let pool: pg.Pool;
let otherPool: pg.Pool;
let sale: TestSale;
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
beforeEach(async () => {
  sale = await makeTestSale(pool, { bidders: 4 });
});

const bidder = (at: number): Identity => {
  const one = sale.bidders[at];
  invariant(one, 'a bidder of the sale');
  return one;
};

async function registrationId({ userId }: Identity): Promise<number> {
  const { rows } = await pool.query<{ id: number }>(
    'select id from registration where auction_id = $1 and user_id = $2',
    [sale.auctionId, userId],
  );
  invariant(rows[0], 'a registration');
  return rows[0].id;
}

/** The auctioneer's word on a bidder, through the code that the API calls. */
async function decide(
  who: Identity,
  what: Omit<Parameters<typeof decideRegistration>[2], 'registrationId'>,
) {
  const catalogue = {
    primary: otherPool,
    clock: { now: () => ({ ms: Date.now(), errorMs: 1, epoch: 1 }) },
    changed() {},
  };
  const actor = { userId: sale.clerk.userId, houseId: 1, role: 'auctioneer' } as const;
  const wanted = { registrationId: await registrationId(who), ...what };
  expect(await decideRegistration(catalogue, actor, wanted)).toMatchObject({ ok: true });
}

/** What is written of somebody's exposure, and what their lots say. */
async function exposureOf(who: Identity, lotIds: readonly number[]) {
  const id = await registrationId(who);
  const { rows } = await pool.query<{ n: number }>(
    'select exposure_minor as n from exposure where registration_id = $1',
    [id],
  );
  const lots: LotState[] = [];
  for (const lotId of lotIds) lots.push(await readLotState(pool, lotId));
  const inLots = lots.reduce((sum, lot) => sum + (exposureIn(lot).get(id) ?? 0), 0);
  return { written: rows[0]?.n ?? null, inLots };
}

const lots = async (count: number, terms: Parameters<typeof makeTestLot>[2] = {}) => {
  const made: number[] = [];
  while (made.length < count) made.push((await makeTestLot(pool, sale, terms)).lotId);
  return made;
};

/** Waits until somebody waits for a lock that `client` holds. */
async function waitsFor(client: pg.PoolClient): Promise<void> {
  for (;;) {
    const { rows } = await client.query(
      'select 1 from pg_stat_activity where pg_backend_pid() = any(pg_blocking_pids(pid))',
    );
    if (rows.length > 0) return;
  }
}

describe('a limit across the lots of a sale', () => {
  test('[LCK1, REG2] bids at the same moment through two masters never go beyond it, and nothing deadlocks', async () => {
    const lotIds = await lots(8);
    const limitMinor = 60_000;
    const [ann, bob, cid, dan] = [bidder(0), bidder(1), bidder(2), bidder(3)];
    for (const limited of [ann, bob, cid]) await decide(limited, { limitMinor });
    const masters = [testLanes({ pool }), testLanes({ pool: otherPool })];
    const answers: Promise<string>[] = [];
    for (let turn = 0; turn < 5; turn += 1) {
      for (const [at, lotId] of lotIds.entries()) {
        for (const [who, one] of [ann, bob, cid, dan].entries()) {
          const lanes = masters[(turn + at + who) % 2];
          const amountMinor = 11_000 + 3_000 * turn + 1_000 * ((at + who) % 4);
          if (lanes) answers.push(lanes.submit(lotId, testBid(one, amountMinor)).then(cameTo));
        }
      }
      await Promise.all(answers);
      for (const limited of [ann, bob, cid]) {
        const { written, inLots } = await exposureOf(limited, lotIds);
        expect(written).toBe(inLots);
        expect(inLots).toBeLessThanOrEqual(limitMinor);
      }
    }
    const came = new Set(await Promise.all(answers));
    expect(came).toContain('leading');
    expect(came).toContain('over-limit');
    for (const lanes of masters) expect(lanes.stats()).toMatchObject({ retried: 0, failed: 0 });
  });

  test('[LCK1] without a limit nobody waits for a bid on another lot; with one they do', async () => {
    const [first, second] = await lots(2);
    invariant(first && second, 'two lots');
    const [ann, bob] = [bidder(0), bidder(1)];
    await decide(bob, { limitMinor: 50_000 });
    const lanes = testLanes({ pool });
    // A batch of the other master on the first lot, between its locks and its write.
    const other = await otherPool.connect();
    await other.query('begin');
    await other.query('select 1 from lot where id = $1 for no key update', [first]);
    const { bidders } = await lockRegistrations(other, {
      bidders: [ann, bob].map(({ userId }) => ({ auctionId: sale.auctionId, userId })),
      bidderIds: [],
      leaderIds: [],
    });
    const limited = bidders.filter(({ limitMinor }) => limitMinor !== null).map(({ id }) => id);
    expect(limited).toEqual([await registrationId(bob)]);
    await lockExposures(other, limited);
    expect(cameTo(await lanes.submit(second, testBid(ann, 12_000)))).toBe('leading');
    let isDecided = false;
    const waiting = lanes.submit(second, testBid(bob, 20_000)).finally(() => {
      isDecided = true;
    });
    await waitsFor(other);
    expect(isDecided).toBe(false);
    await other.query('rollback');
    other.release();
    expect(cameTo(await waiting)).toBe('leading');
  });

  test('[REG2, REG5] counts maxima that lead and prices of lots won, a raise by its difference', async () => {
    const [first, second, third] = await lots(3);
    invariant(first && second && third, 'three lots');
    const [ann, bob] = [bidder(0), bidder(1)];
    await decide(ann, { limitMinor: 100_000 });
    const lanes = testLanes({ pool });
    expect(cameTo(await lanes.submit(first, testBid(ann, 60_000)))).toBe('leading');
    const over = await lanes.submit(second, testBid(ann, 50_000));
    expect(over).toMatchObject({ error: { kind: 'over-limit', rule: 'REG2', mostMinor: 40_000 } });
    expect(cameTo(await lanes.submit(second, testBid(ann, 40_000)))).toBe('leading');
    // Nothing is left but a raise of what leads already, of which there is nothing either.
    expect(cameTo(await lanes.submit(first, testBid(ann, 60_100)))).toBe('over-limit');
    expect(cameTo(await lanes.submit(third, testBid(ann, 10_000)))).toBe('over-limit');
    // Outbid: what it bound is free, and counts in the raise.
    expect(cameTo(await lanes.submit(second, testBid(bob, 90_000)))).toBe('leading');
    expect(cameTo(await lanes.submit(first, testBid(ann, 100_000)))).toBe('raised');
    // Sold at its price of 100.00: the rest of the maximum is free again.
    const { version } = await readLotState(pool, first);
    const identity = sale.clerk;
    const close = { kind: 'action', identity, action: 'close', version } as const;
    expect(cameTo(await lanes.submit(first, close))).toBe('sold');
    expect(await exposureOf(ann, [first, second, third])).toEqual({
      written: 10_000,
      inLots: 10_000,
    });
    expect(cameTo(await lanes.submit(third, testBid(ann, 90_001)))).toBe('over-limit');
    expect(cameTo(await lanes.submit(third, testBid(ann, 90_000)))).toBe('leading');
    const withdraw = { ...close, action: 'withdraw', version: 3 } as const;
    expect(cameTo(await lanes.submit(third, withdraw))).toBe('withdrawn');
    expect(await exposureOf(ann, [first, second, third])).toMatchObject({ written: 10_000 });
  });

  test('[LCK1, REG2] a first limit counts what is led already, while bids go on', async () => {
    const lotIds = await lots(6);
    const [ann, bob] = [bidder(0), bidder(1)];
    const lanes = testLanes({ pool });
    const storm = lotIds.flatMap((lotId, at) =>
      [0, 1, 2, 3].flatMap((turn) => [
        lanes.submit(lotId, testBid(ann, 20_000 + turn * 4_000 + at * 100)),
        lanes.submit(lotId, testBid(bob, 20_000 + turn * 4_000 + (5 - at) * 100)),
      ]),
    );
    await decide(ann, { limitMinor: 150_000 });
    await Promise.all(storm);
    const { written, inLots } = await exposureOf(ann, lotIds);
    expect(written).toBe(inLots);
    await decide(ann, { limitMinor: null });
    expect(await exposureOf(ann, lotIds)).toMatchObject({ written: null });
    // Bids go on uncounted, and a new limit finds them.
    expect(cameTo(await lanes.submit(lotIds[0] ?? 0, testBid(ann, 900_000)))).toMatch(
      /leading|raised/,
    );
    await decide(ann, { limitMinor: 1_000_000 });
    const after = await exposureOf(ann, lotIds);
    expect(after.written).toBe(after.inLots);
    expect(after.inLots).toBeGreaterThanOrEqual(900_000);
  });
});

describe('what the house asks of a bidder, and gives them', () => {
  test('[REG4] nobody bids before their deposit is held; released, no more', async () => {
    const [lotId] = await lots(1);
    invariant(lotId, 'a lot');
    const ann = bidder(0);
    const lanes = testLanes({ pool });
    await pool.query('update auction set deposit_minor = 5000 where id = $1', [sale.auctionId]);
    const missing = await lanes.submit(lotId, testBid(ann, 12_000));
    expect(missing).toMatchObject({ error: { kind: 'deposit-missing', rule: 'REG4' } });
    await decide(ann, { deposit: { state: 'held', reference: 'bank 17' } });
    expect(cameTo(await lanes.submit(lotId, testBid(ann, 12_000)))).toBe('leading');
    await decide(ann, { deposit: { state: 'released', reference: 'bank 18' } });
    expect(cameTo(await lanes.submit(lotId, testBid(ann, 20_000)))).toBe('deposit-missing');
    const { rows } = await pool.query<{ detail: unknown }>(
      `select detail from audit where subject = $1 order by id desc limit 1`,
      [`reg:${await registrationId(ann)}`],
    );
    expect(rows[0]?.detail).toEqual({
      from: { deposit: 'held' },
      to: { deposit: 'released' },
      reference: 'bank 18',
    });
  });

  test('[PRI1] whoever has the right of priority leads at an equal amount', async () => {
    const [lotId] = await lots(1);
    invariant(lotId, 'a lot');
    const [ann, pat] = [bidder(0), bidder(1)];
    const lanes = testLanes({ pool });
    await decide(pat, { hasPriority: true });
    const exact = { bidKind: 'exact' } as const;
    const bids = [
      [ann, 10_000],
      [pat, 10_000],
      [ann, 11_000],
      [pat, 11_000],
    ] as const;
    const leaders: (number | undefined)[] = [];
    for (const [who, amountMinor] of bids) {
      await lanes.submit(lotId, testBid(who, amountMinor, exact));
      const { body } = (
        await pool.query<{ body: { leaderPaddle: number } }>('select body from lot where id = $1', [
          lotId,
        ])
      ).rows[0] ?? { body: undefined };
      leaders.push(body?.leaderPaddle);
    }
    expect(leaders).toEqual([101, 102, 101, 102]);
  });
});
