import type pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startMigratedPostgres } from '../../../server/testing/migrated-postgres';
import type { TestPostgres } from '../../../server/testing/test-postgres';
import { systemTimers } from '../../config/system';
import { createPool } from '../../db/pools';
import { invariant } from '../../shared/assert';
import {
  cameTo,
  makeTestLot,
  makeTestSale,
  readEntries,
  recordingNotifier,
  testBid,
  testLanes,
} from '../testing/test-sale';

// A server of its own: it is made to wait for a standby that does not exist.
let server: TestPostgres;
let pool: pg.Pool;
let admin: pg.Pool;
beforeAll(async () => {
  server = await startMigratedPostgres();
  pool = createPool(server.primaryUrl, { max: 4, name: 'master' });
  admin = createPool(server.primaryAdminUrl, { max: 2, name: 'admin' });
});
afterAll(async () => {
  await pool?.end();
  await admin?.end();
  await server?.stop();
});

/** A master that has every commit wait for a standby, whatever becomes of it. */
const waitingFor = (standbyMs: number) => ({
  mode: 'available' as const,
  commitWait: () => ({ standbyMs, callOff: async () => {}, timers: systemTimers }),
  warned: () => {},
});

async function waitForStandby(name: string): Promise<void> {
  await admin.query(`alter system set synchronous_standby_names = '${name}'`);
  await admin.query('select pg_reload_conf()');
  for (;;) {
    const { rows } = await admin.query('show synchronous_standby_names');
    if (rows[0].synchronous_standby_names === name) return;
  }
}

/** @param otherThan one that was ended and may be listed for a moment longer. */
async function pidWaitingForStandby(otherThan = 0): Promise<number> {
  for (;;) {
    const { rows } = await admin.query<{ pid: number }>(
      `select pid from pg_stat_activity where wait_event = 'SyncRep' and pid <> $1`,
      [otherThan],
    );
    if (rows[0]) return rows[0].pid;
  }
}

test('[DUR2] a COMMIT that returns with a warning is not acknowledged; its key tells later', async () => {
  const sale = await makeTestSale(pool);
  const { lotId } = await makeTestLot(pool, sale);
  const [ann, bob] = sale.bidders;
  invariant(ann && bob, 'two bidders');
  const notifier = recordingNotifier();
  const lanes = testLanes({ pool, notifier, standby: waitingFor(20_000) });
  const bid = testBid(ann, 20_000);
  await waitForStandby('nobody');
  const answer = lanes.submit(lotId, bid);
  await admin.query('select pg_cancel_backend($1)', [await pidWaitingForStandby()]);
  expect(await answer).toEqual({ ok: false, error: { kind: 'undecided' } });
  // It is there all the same: pages are told of what they can read.
  expect(notifier.told.map((one) => one.version)).toEqual([3]);
  await waitForStandby('');
  expect(cameTo(await testLanes({ pool }).submit(lotId, bid))).toBe('leading');
  expect(await readEntries(pool, lotId)).toHaveLength(2);
});

test('[G1, LAN2] a connection ended while COMMIT waits for a standby is read again', async () => {
  const sale = await makeTestSale(pool);
  const { lotId } = await makeTestLot(pool, sale);
  const [ann] = sale.bidders;
  invariant(ann, 'a bidder');
  const notifier = recordingNotifier();
  const lanes = testLanes({ pool, notifier, standby: waitingFor(20_000) });
  await waitForStandby('nobody');
  const answer = lanes.submit(lotId, testBid(ann, 20_000));
  const pid = await pidWaitingForStandby();
  await admin.query('select pg_terminate_backend($1)', [pid]);
  // Reading again waits for the standby too: an answer never says more than is durable.
  expect(await pidWaitingForStandby(pid)).toBeGreaterThan(0);
  await waitForStandby('');
  // Committed here before the connection ended: the key is found under the lock, nothing is written
  // a second time, and nodes are told although the first batch never learnt of its commit.
  expect(cameTo(await answer)).toBe('leading');
  expect(lanes.stats()).toMatchObject({ unknown: 1, failed: 0 });
  expect(await readEntries(pool, lotId)).toHaveLength(2);
  expect(notifier.told).toEqual([
    { key: `lot:${lotId}`, version: 3, channel: `auction:${sale.auctionId}/0`, gone: false },
  ]);
});
