import type pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { buildCommitGate } from '../../server/testing/commit-gate';
import { DEFAULT_LIVE_CONFIG } from '../api/live-config';
import { createPool } from '../db/pools';
import { invariant } from '../shared/assert';
import { verifyLotChain } from './lanes/verify-lot-chain';
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

describe('a COMMIT that is not answered', () => {
  test('[ANT1] what stands is told once it does, at the version it has', async () => {
    const sale = await makeTestSale(pool);
    const { lotId } = await makeTestLot(pool, sale);
    const opening = room.startClock();
    await room.phaseIs(lotId, 'open');
    await opening.stop();
    await room.moveBack(lotId, { closesAtMs: Date.now() - 5_000 });
    const gate = await buildCommitGate(pool, 'update on lot');
    const closed = await gate.close();
    const own = createPool(room.primaryUrl, { max: 2, name: 'cut' });
    const sockets: { destroy(): void }[] = [];
    own.on('connect', (client) => {
      sockets.push(
        (client as unknown as { connection: { stream: { destroy(): void } } }).connection.stream,
      );
    });
    own.on('error', () => {});
    const notifier = recordingNotifier();
    const clock = room.startClock(notifier, { pool: own });
    await gate.pidInCommit();
    // The master is cut off from the primary, where the COMMIT goes on.
    for (const socket of sockets.splice(0)) socket.destroy();
    await closed.open();
    await pool.query('drop trigger gate on lot');
    await room.phaseIs(lotId, 'passed');
    const told = () => notifier.told.filter(({ key }) => key === `lot:${lotId}`);
    await until(async () => told().length > 0);
    const { rows } = await pool.query('select version from lot where id = $1', [lotId]);
    expect(told().map(({ version }) => version)).toEqual([rows[0].version]);
    await clock.stop();
    await own.end();
  });
});

describe('after an outage', () => {
  test('[CLS1, CLS2] a lot that was open closes at once with the bids it had', async () => {
    const sale = await makeTestSale(pool);
    const { lotId } = await makeTestLot(pool, sale);
    const [ann] = sale.bidders;
    invariant(ann, 'a bidder');
    await testLanes({ pool }).submit(lotId, testBid(ann, 11_000));
    await room.moveBack(lotId, { closesAtMs: Date.now() - 30_000 });
    room.startClock();
    await room.phaseIs(lotId, 'sold');
  });

  test('a lot whose whole window passed opens late and gets time to be bid on', async () => {
    const sale = await makeTestSale(pool);
    const long = await makeTestLot(pool, sale);
    const short = await makeTestLot(pool, sale);
    const nowMs = Date.now();
    await room.moveBack(long.lotId, { opensAtMs: nowMs - 3_600_000, closesAtMs: nowMs - 60_000 });
    await room.moveBack(short.lotId, { opensAtMs: nowMs - 100_000, closesAtMs: nowMs - 90_000 });
    room.startClock();
    await room.phaseIs(long.lotId, 'open');
    await room.phaseIs(short.lotId, 'open');
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
