import type pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { buildCommitGate } from '../../server/testing/commit-gate';
import { createTestDatabase, type TestDatabase } from '../../server/testing/test-database';
import { DEFAULT_LIVE_CONFIG } from '../api/live-config';
import { systemTimers } from '../config/system';
import { readNextDueInMs } from '../db/lot-due-read';
import { lockDueLots } from '../db/lot-lock';
import { createPool } from '../db/pools';
import { invariant } from '../shared/assert';
import { type ClosingClock, type ClosingClockParts, createClosingClock } from './closing-clock';
import { verifyLotChain } from './lanes/verify-lot-chain';
import {
  makeTestLot,
  makeTestSale,
  readEntries,
  readLotState,
  recordingNotifier,
  testBid,
  testLanes,
  testSalt,
} from './testing/test-sale';

let database: TestDatabase;
let pool: pg.Pool;
let clocks: ClosingClock[] = [];
beforeAll(async () => {
  database = await createTestDatabase();
  pool = createPool(database.primaryUrl, { max: 8, name: 'clock' });
});
afterEach(async () => {
  await Promise.all(clocks.map((clock) => clock.stop()));
  clocks = [];
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

function startClock(
  notifier = recordingNotifier(),
  onError?: ClosingClockParts['onError'],
): ClosingClock {
  const parts = { pool, notifier, timers: systemTimers, salt: testSalt };
  const clock = createClosingClock({ ...parts, onError });
  clocks.push(clock);
  clock.start();
  return clock;
}

async function until<T>(look: () => Promise<T | null | undefined | false>): Promise<T> {
  for (;;) {
    const seen = await look();
    if (seen) return seen;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

const phaseIs = (lotId: number, phase: string) =>
  until(async () => (await readLotState(pool, lotId)).phase === phase);

const saleIs = (auctionId: number, state: string) =>
  until(async () => {
    const { rows } = await pool.query<{ state: string; version: number; body: unknown }>(
      'select state, version, body from auction where id = $1',
      [auctionId],
    );
    return rows[0]?.state === state && rows[0];
  });

/** Makes a lot's times lie in the past, as if no master had been up. */
async function moveBack(lotId: number, times: { opensAtMs?: number; closesAtMs: number }) {
  const { opensAtMs = (await readLotState(pool, lotId)).opensAtMs, closesAtMs } = times;
  await pool.query(
    `update lot set opens_at = to_timestamp($2::float8 / 1000),
            closes_at = to_timestamp($3::float8 / 1000),
            due_at = to_timestamp(($3::float8 + (state ->> 'closeGraceMs')::int) / 1000),
            state = state || jsonb_build_object('opensAtMs', $2::bigint, 'closesAtMs', $3::bigint)
      where id = $1`,
    [lotId, opensAtMs, closesAtMs],
  );
}

describe('a COMMIT that is not answered', () => {
  test('[ANT1] what stands is told once it does, at the version it has', async () => {
    const sale = await makeTestSale(pool);
    const { lotId } = await makeTestLot(pool, sale);
    const opening = startClock();
    await phaseIs(lotId, 'open');
    await opening.stop();
    await moveBack(lotId, { closesAtMs: Date.now() - 5_000 });
    const gate = await buildCommitGate(pool, 'update on lot');
    const closed = await gate.close();
    const own = createPool(database.primaryUrl, { max: 2, name: 'cut' });
    const sockets: { destroy(): void }[] = [];
    own.on('connect', (client) => {
      sockets.push(
        (client as unknown as { connection: { stream: { destroy(): void } } }).connection.stream,
      );
    });
    own.on('error', () => {});
    const notifier = recordingNotifier();
    const clock = createClosingClock({ pool: own, notifier, timers: systemTimers, salt: testSalt });
    clocks.push(clock);
    clock.start();
    await gate.pidInCommit();
    // The master is cut off from the primary, where the COMMIT goes on.
    for (const socket of sockets.splice(0)) socket.destroy();
    await closed.open();
    await pool.query('drop trigger gate on lot');
    await phaseIs(lotId, 'passed');
    const told = () => notifier.told.filter(({ key }) => key === `lot:${lotId}`);
    await until(async () => told().length > 0);
    const { rows } = await pool.query('select version from lot where id = $1', [lotId]);
    expect(told().map(({ version }) => version)).toEqual([rows[0].version]);
    await clock.stop();
    await own.end();
  });
});

/** Opens a transaction, locks what is due, and gives it back. */
async function dueNow(): Promise<number[]> {
  const client = await pool.connect();
  await client.query('begin');
  const due = await lockDueLots(client, { limit: 200, except: [] });
  await client.query('rollback');
  client.release();
  return due.map(({ id }) => id);
}

describe('a lot whose price falls', () => {
  test('[DUT2] the clock tells its secret reserve when the price is there, and closes it an interval later', async () => {
    const sale = await makeTestSale(pool);
    const opensAtMs = Date.now() - 10;
    // From 100 by 1 each 300 ms: at 97 after 900 ms, closed after 1,200; without a reserve after 30 s.
    const selling = { units: 1, stepMinor: 100, intervalMs: 300 };
    const { lotId } = await makeTestLot(pool, sale, {
      ...{ format: 'dutch', selling, reserveMinor: 9_700, opensAtMs },
      ...{ closeGraceMs: 0, closesAtMs: opensAtMs + 101 * 300 },
    });
    startClock();
    await phaseIs(lotId, 'open');
    const opened = await readLotState(pool, lotId);
    await phaseIs(lotId, 'passed');
    const entries = await readEntries(pool, lotId);
    expect(entries.map(({ kind }) => kind)).toEqual(['opened', 'reserveReached', 'passed']);
    const [, reached, passed] = entries.map(({ line }) => JSON.parse(line));
    expect(reached.decidedAtMs).toBeGreaterThanOrEqual(opened.opensAtMs + 900);
    expect(reached.closesAtMs).toBe(opened.opensAtMs + 1_200);
    expect(passed.decidedAtMs).toBeGreaterThanOrEqual(opened.opensAtMs + 1_200);
    expect(passed.decidedAtMs).toBeLessThan(opened.closesAtMs);
  });
});

describe('a lot that a clerk calls', () => {
  test('[LIV1] is neither opened nor closed by the clock, and does not keep it awake', async () => {
    const sale = await makeTestSale(pool);
    const live = { format: 'live', selling: { tie: 'first' } } as const;
    const dayMs = 24 * 3_600_000;
    const opensAtMs = Date.now() - 2 * dayMs;
    const closesAtMs = opensAtMs + dayMs;
    const scheduled = await makeTestLot(pool, sale, { ...live, opensAtMs, closesAtMs });
    const called = await makeTestLot(pool, sale, { ...live, opensAtMs, closesAtMs });
    const timed = await makeTestLot(pool, sale, { closesAtMs: Date.now() + dayMs });
    await pool.query(
      `update lot set phase = 'open', state = state || '{"phase": "open"}' where id = $1`,
      [called.lotId],
    );
    const due = await dueNow();
    expect(due).toContain(timed.lotId);
    expect(due).not.toContain(scheduled.lotId);
    expect(due).not.toContain(called.lotId);
    // Nothing is overdue by a day or more.
    expect(await readNextDueInMs(pool, [])).toBeGreaterThan(-dayMs);
    await pool.query(
      `update closing_hold set held_at = now() - interval '36 hours', floor_at = now()`,
    );
    expect(await dueNow()).not.toContain(called.lotId);
    await pool.query('update closing_hold set held_at = null, floor_at = null');
    startClock();
    await phaseIs(timed.lotId, 'open');
    expect(await readLotState(pool, scheduled.lotId)).toEqual(scheduled);
    expect(await readLotState(pool, called.lotId)).toMatchObject({ phase: 'open', entry: 0 });
  });
});

describe('a sale that has ended', () => {
  test('[CLS3] is live again once a lot of it was taken up again, and ends with it', async () => {
    const sale = await makeTestSale(pool);
    const { lotId } = await makeTestLot(pool, sale);
    startClock();
    await phaseIs(lotId, 'open');
    const lanes = testLanes({ pool });
    const actNow = async (action: 'close') => {
      const { version } = await readLotState(pool, lotId);
      await lanes.submit(lotId, { kind: 'action', action, identity: sale.clerk, version });
    };
    await actNow('close');
    await saleIs(sale.auctionId, 'ended');
    const { version } = await readLotState(pool, lotId);
    const reopened = await lanes.submit(lotId, {
      ...{ kind: 'house', identity: sale.clerk, reason: null, idempotencyKey: 'reopen it' },
      ...{ act: { kind: 'reopen-lot', version }, bodyHash: Buffer.alloc(32) },
    });
    expect(reopened).toMatchObject({ value: { lot: { state: 'open' } } });
    await saleIs(sale.auctionId, 'live');
    await actNow('close');
    await saleIs(sale.auctionId, 'ended');
  });
});

describe('one clock', () => {
  test('[CLS2, TIM2] opens and closes a lot by itself, not before close and grace', async () => {
    const sale = await makeTestSale(pool);
    const nowMs = Date.now();
    const opensAtMs = nowMs + 150;
    const closesAtMs = nowMs + 500;
    const times = { opensAtMs, closesAtMs, closeGraceMs: 200 };
    const { lotId } = await makeTestLot(pool, sale, times);
    const notifier = recordingNotifier();
    startClock(notifier);
    await phaseIs(lotId, 'open');
    const [ann] = sale.bidders;
    invariant(ann, 'a bidder');
    await testLanes({ pool }).submit(lotId, testBid(ann, 11_000));
    await phaseIs(lotId, 'sold');
    const [opened, , sold] = (await readEntries(pool, lotId)).map((one) => JSON.parse(one.line));
    expect(opened).toMatchObject({ kind: 'opened', by: 'clock' });
    expect(sold).toMatchObject({ kind: 'sold', by: 'clock', sales: [{ priceMinor: 10_000 }] });
    expect(opened.decidedAtMs).toBeGreaterThanOrEqual(opensAtMs);
    expect(sold.decidedAtMs).toBeGreaterThanOrEqual(closesAtMs + 200);
    // It slept until then instead of looking each second.
    expect(sold.decidedAtMs).toBeLessThan(closesAtMs + 200 + 700);
    const versions = notifier.told.filter((one) => one.key === `lot:${lotId}`);
    expect(versions.map((one) => one.version)).toEqual([2, 4]);
  });

  test('[TIM2] closes nothing by a clock that was moved', async () => {
    const sale = await makeTestSale(pool);
    const { lotId } = await makeTestLot(pool, sale);
    const opening = startClock();
    await phaseIs(lotId, 'open');
    await opening.stop();
    await moveBack(lotId, { closesAtMs: Date.now() - 5_000 });
    let readings = 0;
    let fits = false;
    const clockGuard = {
      reading: () => () => {
        readings += 1;
        return fits;
      },
    };
    const parts = { pool, notifier: recordingNotifier(), timers: systemTimers, salt: testSalt };
    const clock = createClosingClock({ ...parts, clockGuard });
    clocks.push(clock);
    clock.start();
    await until(async () => readings >= 2);
    expect((await readLotState(pool, lotId)).phase).toBe('open');
    fits = true;
    await phaseIs(lotId, 'passed');
  });

  test('a sale goes live with its first lot and ends with its last', async () => {
    const sale = await makeTestSale(pool);
    const { auctionId, clerk } = sale;
    const first = await makeTestLot(pool, sale);
    const second = await makeTestLot(pool, sale, { opensAtMs: Date.now() + 600_000 });
    const notifier = recordingNotifier();
    startClock(notifier);
    await saleIs(auctionId, 'live');
    const lanes = testLanes({ pool });
    const act = (lotId: number, action: 'close' | 'withdraw', version: number) =>
      lanes.submit(lotId, { kind: 'action', identity: clerk, action, version });
    await act(first.lotId, 'close', 2);
    await act(second.lotId, 'withdraw', 1);
    const ended = await saleIs(auctionId, 'ended');
    expect(ended).toMatchObject({ version: 3, body: { state: 'ended', version: 3 } });
    await clocks[0]?.stop();
    const channel = `auction:${auctionId}`;
    expect(notifier.told.filter((one) => one.key === channel)).toEqual([
      { key: channel, version: 2, channel, gone: false },
      { key: channel, version: 3, channel, gone: false },
    ]);
    const { rows } = await pool.query('select version from "change" where key = $1', [channel]);
    expect(rows).toEqual([{ version: 3 }]);
  });

  test('lots of a draft sale wait until it is published', async () => {
    const sale = await makeTestSale(pool, { state: 'draft' });
    const { lotId } = await makeTestLot(pool, sale);
    const clock = startClock();
    await until(async () => clock.stats().rounds >= 2);
    expect((await readLotState(pool, lotId)).phase).toBe('scheduled');
    await pool.query(`update auction set state = 'published' where id = $1`, [sale.auctionId]);
    await phaseIs(lotId, 'open');
  });
});

describe('after an outage', () => {
  test('[CLS1, CLS2] a lot that was open closes at once with the bids it had', async () => {
    const sale = await makeTestSale(pool);
    const { lotId } = await makeTestLot(pool, sale);
    const [ann] = sale.bidders;
    invariant(ann, 'a bidder');
    await testLanes({ pool }).submit(lotId, testBid(ann, 11_000));
    await moveBack(lotId, { closesAtMs: Date.now() - 30_000 });
    startClock();
    await phaseIs(lotId, 'sold');
  });

  test('a lot whose whole window passed opens late and gets time to be bid on', async () => {
    const sale = await makeTestSale(pool);
    const long = await makeTestLot(pool, sale);
    const short = await makeTestLot(pool, sale);
    const nowMs = Date.now();
    await moveBack(long.lotId, { opensAtMs: nowMs - 3_600_000, closesAtMs: nowMs - 60_000 });
    await moveBack(short.lotId, { opensAtMs: nowMs - 100_000, closesAtMs: nowMs - 90_000 });
    startClock();
    await phaseIs(long.lotId, 'open');
    await phaseIs(short.lotId, 'open');
    const leftMs = async (lotId: number) => (await readLotState(pool, lotId)).closesAtMs - nowMs;
    expect(await leftMs(long.lotId)).toBeGreaterThanOrEqual(DEFAULT_LIVE_CONFIG.resumeMinMs);
    expect(await leftMs(short.lotId)).toBeGreaterThanOrEqual(10_000);
    expect(await leftMs(short.lotId)).toBeLessThan(60_000);
    expect((await readEntries(pool, long.lotId)).map((one) => one.kind)).toEqual([
      'termsSet',
      'opened',
    ]);
    expect(await verifyLotChain(pool, long.lotId)).toMatchObject({ ok: true });
  });
});

describe('one that cannot be closed', () => {
  /** Row and state disagree: an invariant that breaks whatever batch the lot is in. */
  const setRowVersion = (lotId: number, version: number) =>
    pool.query('update lot set version = $2 where id = $1', [lotId, version]);

  test('[CLS6] is passed over with a word in the log; the others close and their sale ends', async () => {
    const badSale = await makeTestSale(pool);
    const goodSale = await makeTestSale(pool);
    const bad = await makeTestLot(pool, badSale);
    const neighbour = await makeTestLot(pool, badSale);
    const good = [await makeTestLot(pool, goodSale), await makeTestLot(pool, goodSale)];
    const opener = startClock();
    for (const { lotId } of [bad, neighbour, ...good]) await phaseIs(lotId, 'open');
    await opener.stop();
    for (const { lotId } of [bad, neighbour, ...good]) {
      await moveBack(lotId, { closesAtMs: Date.now() - 30_000 });
    }
    await setRowVersion(bad.lotId, 7);
    const failed: unknown[] = [];
    const notifier = recordingNotifier();
    const clock = startClock(notifier, (_error, about) => failed.push(about));
    for (const { lotId } of [neighbour, ...good]) await phaseIs(lotId, 'passed');
    await saleIs(goodSale.auctionId, 'ended');
    await until(async () => notifier.told.some((one) => one.key === `lot:${neighbour.lotId}`));
    expect((await readLotState(pool, bad.lotId)).phase).toBe('open');
    // It rests before it is tried again, longer each time, and is not looked at in between.
    await until(async () => failed.length >= 2);
    expect(new Set(failed.map((one) => JSON.stringify(one)))).toEqual(
      new Set([JSON.stringify({ lotId: bad.lotId })]),
    );
    expect(clock.stats()).toMatchObject({ lots: 3, errors: failed.length });
    expect(clock.stats().rounds).toBeLessThan(20);
    await setRowVersion(bad.lotId, 2);
    await phaseIs(bad.lotId, 'passed');
    await saleIs(badSale.auctionId, 'ended');
  });

  test('[CLS6] a lot whose leader’s exposure somebody holds keeps no other lot open', async () => {
    const sale = await makeTestSale(pool);
    const held = await makeTestLot(pool, sale);
    const free = await makeTestLot(pool, sale);
    const [ann, bob] = sale.bidders;
    invariant(ann && bob, 'two bidders');
    await testLanes({ pool }).submit(held.lotId, testBid(ann, 11_000));
    await testLanes({ pool }).submit(free.lotId, testBid(bob, 11_000));
    // Only what somebody with a limit has at stake is held by one lot at a time (LCK1).
    const { rows } = await pool.query<{ id: number }>(
      `update registration set limit_minor = 50000 where auction_id = $1 and user_id = $2
       returning id`,
      [sale.auctionId, ann.userId],
    );
    const registrationId = rows[0]?.id ?? 0;
    await pool.query('insert into exposure values ($1, 11000)', [registrationId]);
    const holder = await pool.connect();
    await holder.query('begin');
    await holder.query('select 1 from exposure where registration_id = $1 for update', [
      registrationId,
    ]);
    for (const { lotId } of [held, free]) {
      await moveBack(lotId, { closesAtMs: Date.now() - 30_000 });
    }
    startClock();
    await phaseIs(free.lotId, 'sold');
    expect((await readLotState(pool, held.lotId)).phase).toBe('open');
    await holder.query('commit');
    holder.release();
    await phaseIs(held.lotId, 'sold');
  });

  test('[CLS6] a sale that cannot follow its lots keeps no other sale back', async () => {
    const stuck = await makeTestSale(pool);
    const other = await makeTestSale(pool);
    await makeTestLot(pool, stuck);
    await makeTestLot(pool, other);
    await pool.query(`
      create function refuse_sale() returns trigger language plpgsql as $$
      begin raise exception 'not this one'; end $$;
      create trigger refuse_sale before update on auction for each row
        when (new.id = ${stuck.auctionId} and new.state = 'live') execute function refuse_sale()`);
    const failed: unknown[] = [];
    startClock(recordingNotifier(), (_error, about) => failed.push(about));
    await saleIs(other.auctionId, 'live');
    expect(failed).toContainEqual({ auctionId: stuck.auctionId });
    await pool.query('drop trigger refuse_sale on auction');
    await saleIs(stuck.auctionId, 'live');
  });
});

describe('twins', () => {
  test('[CLS5] two clocks close 450 lots that are due at once, each exactly once', async () => {
    const sale = await makeTestSale(pool, { bidders: 1 });
    const { lotId } = await makeTestLot(pool, sale);
    const [ann] = sale.bidders;
    invariant(ann, 'a bidder');
    await testLanes({ pool }).submit(lotId, testBid(ann, 11_000));
    // Copies of an open lot without a bid, all due.
    const { lotId: patternId } = await makeTestLot(pool, sale);
    const opener = startClock();
    await phaseIs(patternId, 'open');
    await opener.stop();
    await pool.query(
      `insert into lot (id, auction_id, lot_number, channel, phase, ladder_id, version, entry,
                        opens_at, closes_at, due_at, state, body)
       select 100000 + n, auction_id, 1000 + n, channel, phase, ladder_id, version, 0, opens_at,
              now() - interval '1 minute', now() - interval '59 seconds',
              state || jsonb_build_object('lotId', 100000 + n, 'lotNumber', 1000 + n, 'entry', 0,
                'closesAtMs', floor(extract(epoch from now()) * 1000)::bigint - 60000), body
         from lot, generate_series(1, 450) n where id = $1`,
      [patternId],
    );
    const notifier = recordingNotifier();
    const twins = [startClock(notifier), startClock(notifier)];
    await until(async () => {
      const { rows } = await pool.query(
        `select count(*)::int as n from lot where id > 100000 and phase = 'passed'`,
      );
      return rows[0].n === 450;
    });
    await Promise.all(twins.map((clock) => clock.stop()));
    const { rows } = await pool.query(
      `select count(*)::int as entries, count(distinct lot_id)::int as lots from ledger
        where lot_id > 100000`,
    );
    expect(rows).toEqual([{ entries: 450, lots: 450 }]);
    const told = notifier.told.filter((one) => Number(one.key.slice(4)) > 100_000);
    expect(told).toHaveLength(450);
    expect(new Set(told.map((one) => one.key)).size).toBe(450);
    expect(twins.map((clock) => clock.stats().errors)).toEqual([0, 0]);
    // Lots of the tests before may have come due meanwhile; the ledger has told that none closed twice.
    const closed = twins.reduce((sum, clock) => sum + clock.stats().lots, 0);
    expect(closed).toBeGreaterThanOrEqual(450);
  });

  test('[CLS5] a due lot that somebody holds is skipped, the others are not', async () => {
    const sale = await makeTestSale(pool);
    const held = await makeTestLot(pool, sale);
    const free = await makeTestLot(pool, sale);
    const holder = await pool.connect();
    await holder.query('begin');
    await holder.query('select 1 from lot where id = $1 for update', [held.lotId]);
    startClock();
    await phaseIs(free.lotId, 'open');
    expect((await readLotState(pool, held.lotId)).phase).toBe('scheduled');
    await holder.query('commit');
    holder.release();
    await phaseIs(held.lotId, 'open');
  });
});
