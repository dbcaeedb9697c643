import { readdirSync, readFileSync } from 'node:fs';
import type pg from 'pg';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { startMigratedPostgres } from '../../../server/testing/migrated-postgres';
import type { TestPostgres } from '../../../server/testing/test-postgres';
import { systemClock, systemTimers } from '../../config/system';
import { freezeClosing, releaseClosing } from '../../db/closing-hold-write';
import { createPool } from '../../db/pools';
import { callOffWait, readStandby } from '../../db/standby-read';
import { invariant } from '../../shared/assert';
import { createClosingClock } from '../closing-clock';
import { createStandbyWatch, type Durability, type StandbyWatch } from '../standby-watch';
import {
  makeTestLot,
  makeTestSale,
  readEntries,
  readLotState,
  recordingNotifier,
  testBid,
  testLanes,
  testSalt,
} from '../testing/test-sale';
import type { LaneAnswer } from './lane-input';

// A real primary whose commits wait for a real standby, which is stopped in the middle (SIGSTOP).
// Would catch: a bid confirmed that only the primary has, a mode that says more than it did, a stalled
// standby that stops `available`, and a lot that closes while nobody's bid can be confirmed.

const STALL_MS = 600;

let server: TestPostgres;
let pool: pg.Pool;
let closers: { stop(): Promise<void> }[] = [];
let watches: StandbyWatch[] = [];
beforeAll(async () => {
  server = await startMigratedPostgres({ replica: true, isSynchronous: true });
  pool = createPool(server.primaryUrl, { max: 12, name: 'master' });
  await pool.query(`update setting set body = '{"resumeMinMs": 2000}'`);
});
afterEach(async () => {
  thaw();
  for (const watch of watches) watch.stop();
  await Promise.all(closers.map((clock) => clock.stop()));
  [closers, watches] = [[], []];
});
afterAll(async () => {
  await pool?.end();
  await server?.stop();
});

/** The whole standby stands still: postmaster and walreceiver each hear their own signal. */
async function freeze(): Promise<void> {
  const { rows } = await pool.query<{ n: number }>(
    'select count(*)::int as n from pg_stat_replication',
  );
  expect(rows[0]?.n).toBe(1);
  for (const pid of standbyPids()) process.kill(pid, 'SIGSTOP');
}
function thaw(): void {
  for (const pid of standbyPids()) process.kill(pid, 'SIGCONT');
}
function standbyPids(): number[] {
  const pid = server.replica()?.process.pid;
  invariant(pid, 'the standby runs');
  return [pid, ...childrenOf(pid)];
}

/** By /proc, like the kernel that these tests need for SIGSTOP. */
function childrenOf(parent: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
        return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]) === parent;
      } catch {
        return false;
      }
    });
}

async function master(mode: Durability) {
  const watch = createStandbyWatch({
    mode,
    look: () => readStandby(pool),
    callOff: (processId) => callOffWait(pool, processId),
    syncStallMs: () => STALL_MS,
    async onState(state) {
      if (mode === 'strict') await (state === 'stalled' ? freezeClosing : releaseClosing)(pool);
    },
    clock: systemClock,
    timers: systemTimers,
  });
  watches.push(watch);
  await watch.start();
  const notifier = recordingNotifier();
  return { watch, notifier, lanes: testLanes({ pool, notifier, standby: watch }) };
}

async function sale(terms: Parameters<typeof makeTestLot>[2] = {}) {
  const made = await makeTestSale(pool);
  const { lotId } = await makeTestLot(pool, made, terms);
  const [ann, bob] = made.bidders;
  invariant(ann && bob, 'two bidders');
  return { lotId, ann, bob };
}

const durabilityOf = (answer: LaneAnswer) =>
  answer.ok && 'status' in answer.value ? answer.value.body.durability : answer;

async function until(look: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await look())) await new Promise((resolve) => setTimeout(resolve, 20));
}

const UNDECIDED = { ok: false, error: { kind: 'undecided' } };

test('[DUR1] local: a bid is confirmed and says so, whatever the standby does', async () => {
  const { lotId, ann } = await sale();
  const { lanes } = await master('local');
  await freeze();
  expect(durabilityOf(await lanes.submit(lotId, testBid(ann, 20_000)))).toBe('local');
});

test('[DUR1] strict: confirmed with the standby; while it stalls undecided, closing frozen; then the key tells', async () => {
  const closesAtMs = Date.now() + 4_000;
  const { lotId, ann, bob } = await sale({ closesAtMs });
  const { watch, lanes, notifier } = await master('strict');
  expect(durabilityOf(await lanes.submit(lotId, testBid(ann, 20_000)))).toBe('standby');
  await freeze();
  const bid = testBid(bob, 30_000);
  expect(await lanes.submit(lotId, bid)).toEqual(UNDECIDED);
  expect(watch.state()).toBe('stalled');
  // Asked again it is found under the lock, and still waits for the standby: never acknowledged.
  expect(await lanes.submit(lotId, bid)).toEqual(UNDECIDED);

  const parts = { pool, notifier, timers: systemTimers, salt: testSalt, standby: watch };
  const clock = createClosingClock(parts);
  closers.push(clock);
  clock.start();
  // Its close comes and goes while nobody can be confirmed: it is given time instead.
  await until(async () => (await readLotState(pool, lotId)).closesAtMs > closesAtMs);
  expect((await readLotState(pool, lotId)).phase).toBe('open');

  thaw();
  await until(() => watch.state() === 'in-step');
  expect(durabilityOf(await lanes.submit(lotId, bid))).toBe('standby');
  const bids = (await readEntries(pool, lotId)).filter(({ kind }) => kind === 'bid');
  expect(bids).toHaveLength(2);
  // Closing goes on, with at least `resumeMinMs` from the moment it did.
  await until(async () => (await readLotState(pool, lotId)).phase === 'sold');
  const state = await readLotState(pool, lotId);
  const { rows } = await pool.query<{ ms: number }>(
    'select (extract(epoch from held_at) * 1000)::float8 as ms from closing_hold',
  );
  expect(state.endedAtMs).toBeGreaterThanOrEqual((rows[0]?.ms ?? 0) + 2_000);
});

test('[DUR1] available: the bid that meets the stall is undecided, then bids go on as local, then with the standby again', async () => {
  const { lotId, ann, bob } = await sale();
  const { watch, lanes } = await master('available');
  expect(durabilityOf(await lanes.submit(lotId, testBid(ann, 20_000)))).toBe('standby');
  await freeze();
  const bid = testBid(bob, 30_000);
  expect(await lanes.submit(lotId, bid)).toEqual(UNDECIDED);
  expect(durabilityOf(await lanes.submit(lotId, bid))).toBe('local');
  expect(durabilityOf(await lanes.submit(lotId, testBid(ann, 40_000)))).toBe('local');
  thaw();
  await until(() => watch.state() === 'in-step');
  // The key's first answer, and by now it is worth more.
  expect(durabilityOf(await lanes.submit(lotId, bid))).toBe('standby');
});

test('[DUR1] strict on a server that names no standby confirms nothing', async () => {
  const { lotId, ann } = await sale();
  const { lanes } = await master('strict');
  const admin = createPool(server.primaryAdminUrl, { max: 1, name: 'admin' });
  const name = async (standbys: string) => {
    await admin.query(`alter system set synchronous_standby_names = '${standbys}'`);
    await admin.query('select pg_reload_conf()');
    const sql = 'select current_setting($1) as names';
    const names = async () =>
      (await admin.query(sql, ['synchronous_standby_names'])).rows[0].names === standbys;
    await until(names);
  };
  await name('');
  try {
    // A session takes the new settings with its next statement.
    expect(await lanes.submit(lotId, testBid(ann, 20_000))).toEqual(UNDECIDED);
  } finally {
    await name('lotcast_replica');
    await admin.end();
  }
});
