import { chmodSync, copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ensureDebian } from '../../server/stack/debian-install';
import { projectRoot } from '../../server/stack/project-root';
import { startMigratedPostgres } from '../../server/testing/migrated-postgres';
import type { TestPostgres } from '../../server/testing/test-postgres';
import { systemClock, systemTimers } from '../config/system';
import { holdAfterClockMoved } from '../db/closing-hold-write';
import { createPool } from '../db/pools';
import { readPrimaryTime } from '../db/primary-time-read';
import { invariant } from '../shared/assert';
import { type ClosingClock, createClosingClock } from './closing-clock';
import { verifyLotChain } from './lanes/verify-lot-chain';
import { createPrimaryClock, type PrimaryClock } from './primary-clock';
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

// A real primary whose clock is set while it runs (libfaketime). Would catch: a lot that a jump closed
// unseen, a bid decided by a clock that nobody checked, a ledger whose time goes back.

const toolsDir = path.join(projectRoot(), '.data', 'tools');
const faketime = ensureDebian('libfaketime', { toolsDir, say: () => {} }).program;
const RESUME_MS = 5_000;

let folder: string;
let server: TestPostgres;
let pool: pg.Pool;
let clock: PrimaryClock;
let closing: ClosingClock;
let moved: number[];

const setClock = (byS: number) =>
  writeFileSync(path.join(folder, 'offset'), `${byS < 0 ? '-' : '+'}${Math.abs(byS)}`);

async function until(look: () => Promise<boolean>): Promise<void> {
  while (!(await look())) await new Promise((resolve) => setTimeout(resolve, 20));
}

describe.skipIf(faketime === null)("the primary's clock is set while it runs", () => {
  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'lotcast-clock-'));
    chmodSync(folder, 0o755);
    const library = path.join(folder, 'faketime.so');
    copyFileSync(faketime?.file ?? '', library);
    chmodSync(library, 0o755);
    setClock(0);
    server = await startMigratedPostgres({
      primaryEnv: {
        LD_PRELOAD: library,
        FAKETIME_TIMESTAMP_FILE: path.join(folder, 'offset'),
        FAKETIME_NO_CACHE: '1',
        FAKETIME_DONT_FAKE_MONOTONIC: '1',
        DONT_FAKE_MONOTONIC: '1',
      },
    });
    pool = createPool(server.primaryUrl, { max: 8, name: 'master' });
    await pool.query('update setting set body = $1', [{ resumeMinMs: RESUME_MS }]);
    moved = [];
    clock = createPrimaryClock({
      read: () => readPrimaryTime(pool),
      clock: systemClock,
      timers: systemTimers,
      async onMoved(byMs) {
        await holdAfterClockMoved(pool);
        moved.push(byMs);
      },
    });
    await clock.start();
    closing = createClosingClock({
      ...{ pool, timers: systemTimers, salt: testSalt, clockGuard: clock },
      notifier: recordingNotifier(),
    });
    closing.start();
  });
  afterAll(async () => {
    await closing?.stop();
    clock?.stop();
    await pool?.end();
    await server?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  async function openLot(closesInMs: number) {
    const sale = await makeTestSale(pool);
    const closesAtMs = Math.round(clock.now().ms) + closesInMs;
    const { lotId } = await makeTestLot(pool, sale, { closesAtMs });
    await until(async () => (await readLotState(pool, lotId)).phase === 'open');
    const [ann, bob] = sale.bidders;
    invariant(ann && bob, 'two bidders');
    const lanes = testLanes({ pool, clockGuard: clock });
    const bid = (identity: typeof ann, amountMinor: number) =>
      lanes.submit(lotId, testBid(identity, amountMinor, { received: clock.now() }));
    return { lotId, closesAtMs, ann, bob, bid };
  }

  test('[TIM2, CLS7] a minute forward: nothing closes by it; what was due has time left, then closes', async () => {
    const { lotId, closesAtMs, ann, bob, bid } = await openLot(30_000);
    expect((await bid(ann, 20_000)).ok).toBe(true);
    const before = await readLotState(pool, lotId);
    setClock(60);
    await until(async () => (await readLotState(pool, lotId)).version > before.version);
    const resumed = await readLotState(pool, lotId);
    expect(resumed).toMatchObject({ phase: 'open', extensions: 0, version: before.version + 1 });
    expect(resumed.closesAtMs).toBeGreaterThan(closesAtMs + 20_000);
    expect(moved).toHaveLength(1);
    expect(Math.abs((moved[0] ?? 0) - 60_000)).toBeLessThan(2_000);
    expect((await bid(bob, 30_000)).ok).toBe(true);
    await until(async () => (await readLotState(pool, lotId)).phase === 'sold');
    const kinds = (await readEntries(pool, lotId)).map(({ kind }) => kind);
    expect(kinds).toEqual(['opened', 'bid', 'resumed', 'bid', 'sold']);
    // At least `resumeMinMs` passed from the jump to the close.
    const { rows } = await pool.query<{ ms: number }>(
      'select (extract(epoch from held_at) * 1000)::float8 as ms from closing_hold',
    );
    const ended = (await readLotState(pool, lotId)).endedAtMs ?? 0;
    expect(ended - (rows[0]?.ms ?? 0)).toBeGreaterThanOrEqual(RESUME_MS);
    expect(await verifyLotChain(pool, lotId)).toMatchObject({ ok: true });
  });

  test('[TIM2] a minute back: the ledger goes on, its time does not go back', async () => {
    const { lotId, ann, bob, bid } = await openLot(3_600_000);
    expect((await bid(ann, 20_000)).ok).toBe(true);
    const { decidedAtMs } = await readLotState(pool, lotId);
    const seen = moved.length;
    setClock(0);
    await until(async () => moved.length > seen);
    await until(async () => (await bid(bob, 30_000)).ok);
    const after = await readLotState(pool, lotId);
    expect(after.decidedAtMs).toBeGreaterThanOrEqual(decidedAtMs);
    expect((await readPrimaryTime(pool)).ms).toBeLessThan(decidedAtMs);
    expect(await verifyLotChain(pool, lotId)).toMatchObject({ ok: true });
  });
});
