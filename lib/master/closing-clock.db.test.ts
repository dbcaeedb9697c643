import type pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { readNextDueInMs } from '../db/lot-due-read';
import { lockDueLots } from '../db/lot-lock';
import { invariant } from '../shared/assert';
import { type ClosingRoom, openClosingRoom, until } from './testing/closing-room';
import {
  makeTestLot,
  makeTestSale,
  readEntries,
  readLotState,
  recordingNotifier,
  testBid,
  testLanes,
} from './testing/test-sale';

let room: ClosingRoom;
let pool: pg.Pool;
beforeAll(async () => {
  room = await openClosingRoom();
  pool = room.pool;
});
afterEach(() => room.stopClocks());
afterAll(() => room.close());

describe('one clock', () => {
  test('[CLS2, TIM2] opens and closes a lot by itself, not before close and grace', async () => {
    const sale = await makeTestSale(pool);
    const nowMs = Date.now();
    const opensAtMs = nowMs + 150;
    const closesAtMs = nowMs + 500;
    const times = { opensAtMs, closesAtMs, closeGraceMs: 200 };
    const { lotId } = await makeTestLot(pool, sale, times);
    const notifier = recordingNotifier();
    room.startClock(notifier);
    await room.phaseIs(lotId, 'open');
    const [ann] = sale.bidders;
    invariant(ann, 'a bidder');
    await testLanes({ pool }).submit(lotId, testBid(ann, 11_000));
    await room.phaseIs(lotId, 'sold');
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
    const opening = room.startClock();
    await room.phaseIs(lotId, 'open');
    await opening.stop();
    await room.moveBack(lotId, { closesAtMs: Date.now() - 5_000 });
    let readings = 0;
    let fits = false;
    const clockGuard = {
      reading: () => () => {
        readings += 1;
        return fits;
      },
    };
    room.startClock(recordingNotifier(), { clockGuard });
    await until(async () => readings >= 2);
    expect((await readLotState(pool, lotId)).phase).toBe('open');
    fits = true;
    await room.phaseIs(lotId, 'passed');
  });

  test('a sale goes live with its first lot and ends with its last', async () => {
    const sale = await makeTestSale(pool);
    const { auctionId, clerk } = sale;
    const first = await makeTestLot(pool, sale);
    const second = await makeTestLot(pool, sale, { opensAtMs: Date.now() + 600_000 });
    const notifier = recordingNotifier();
    const clock = room.startClock(notifier);
    await room.saleIs(auctionId, 'live');
    const lanes = testLanes({ pool });
    const act = (lotId: number, action: 'close' | 'withdraw', version: number) =>
      lanes.submit(lotId, { kind: 'action', identity: clerk, action, version });
    await act(first.lotId, 'close', 2);
    await act(second.lotId, 'withdraw', 1);
    const ended = await room.saleIs(auctionId, 'ended');
    expect(ended).toMatchObject({ version: 3, body: { state: 'ended', version: 3 } });
    await clock.stop();
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
    const clock = room.startClock();
    await until(async () => clock.stats().rounds >= 2);
    expect((await readLotState(pool, lotId)).phase).toBe('scheduled');
    await pool.query(`update auction set state = 'published' where id = $1`, [sale.auctionId]);
    await room.phaseIs(lotId, 'open');
  });
});

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
    room.startClock();
    await room.phaseIs(lotId, 'open');
    const opened = await readLotState(pool, lotId);
    await room.phaseIs(lotId, 'passed');
    const entries = await readEntries(pool, lotId);
    expect(entries.map(({ kind }) => kind)).toEqual(['opened', 'reserveReached', 'passed']);
    const [, reached, passed] = entries.map(({ line }) => JSON.parse(line));
    expect(reached.decidedAtMs).toBeGreaterThanOrEqual(opened.opensAtMs + 900);
    expect(reached.closesAtMs).toBe(opened.opensAtMs + 1_200);
    expect(passed.decidedAtMs).toBeGreaterThanOrEqual(opened.opensAtMs + 1_200);
    expect(passed.decidedAtMs).toBeLessThan(opened.closesAtMs);
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
    room.startClock();
    await room.phaseIs(timed.lotId, 'open');
    expect(await readLotState(pool, scheduled.lotId)).toEqual(scheduled);
    expect(await readLotState(pool, called.lotId)).toMatchObject({ phase: 'open', entry: 0 });
  });
});

describe('a sale that has ended', () => {
  test('[CLS3] is live again once a lot of it was taken up again, and ends with it', async () => {
    const sale = await makeTestSale(pool);
    const { lotId } = await makeTestLot(pool, sale);
    room.startClock();
    await room.phaseIs(lotId, 'open');
    const lanes = testLanes({ pool });
    const actNow = async (action: 'close') => {
      const { version } = await readLotState(pool, lotId);
      await lanes.submit(lotId, { kind: 'action', action, identity: sale.clerk, version });
    };
    await actNow('close');
    await room.saleIs(sale.auctionId, 'ended');
    const { version } = await readLotState(pool, lotId);
    const reopened = await lanes.submit(lotId, {
      ...{ kind: 'house', identity: sale.clerk, reason: null, idempotencyKey: 'reopen it' },
      ...{ act: { kind: 'reopen-lot', version }, bodyHash: Buffer.alloc(32) },
    });
    expect(reopened).toMatchObject({ value: { lot: { state: 'open' } } });
    await room.saleIs(sale.auctionId, 'live');
    await actNow('close');
    await room.saleIs(sale.auctionId, 'ended');
  });
});
