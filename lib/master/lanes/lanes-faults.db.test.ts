import type pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../../server/testing/test-database';
import type { Identity } from '../../accounts/identity';
import { createPool } from '../../db/pools';
import { invariant } from '../../shared/assert';
import {
  cameTo,
  makeTestLot,
  makeTestSale,
  readEntries,
  recordingNotifier,
  type TestSale,
  testBid,
  testLanes,
} from '../testing/test-sale';
import { verifyLotChain } from './verify-lot-chain';

let database: TestDatabase;
let pool: pg.Pool;
let tester: pg.Pool;
let sale: TestSale;
let ann: Identity;
let bob: Identity;

/** Any number: while the test holds this lock, a COMMIT that wrote a bid's key waits for it. */
const COMMIT_GATE = 42;

beforeAll(async () => {
  database = await createTestDatabase();
  pool = createPool(database.primaryUrl, { max: 4, name: 'master' });
  tester = createPool(database.primaryUrl, { max: 4, name: 'tester' });
  await tester.query(`
    create function wait_at_gate() returns trigger language plpgsql as $$
    begin
      perform pg_advisory_xact_lock(${COMMIT_GATE});
      return null;
    end $$;
    create constraint trigger gate after insert on bid_key deferrable initially deferred
      for each row execute function wait_at_gate()`);
});
beforeEach(async () => {
  sale = await makeTestSale(tester);
  const [first, second] = sale.bidders;
  invariant(first && second, 'two bidders');
  [ann, bob] = [first, second];
});
afterAll(async () => {
  await pool.end();
  await tester.end();
  await database.drop();
});

/** Holds the gate, so that the next COMMIT hangs before it takes effect. */
async function closeGate(): Promise<{ open(): Promise<void> }> {
  const client = await tester.connect();
  await client.query('select pg_advisory_lock($1)', [COMMIT_GATE]);
  return {
    async open() {
      await client.query('select pg_advisory_unlock($1)', [COMMIT_GATE]);
      client.release();
    },
  };
}

/** Waits until a master's backend hangs in COMMIT, and gives its pid. */
async function pidInCommit(): Promise<number> {
  for (;;) {
    const { rows } = await tester.query<{ pid: number }>(
      `select pid from pg_stat_activity where datname = current_database()
          and query = 'commit' and wait_event = 'advisory' and state = 'active'`,
    );
    if (rows[0]) return rows[0].pid;
  }
}

describe('a connection that breaks', () => {
  test('[G1, G5, LAN2] killed during COMMIT: read again under the lock, bid once', async () => {
    const { lotId } = await makeTestLot(tester, sale);
    const notifier = recordingNotifier();
    const lanes = testLanes({ pool, notifier });
    const gate = await closeGate();
    const bid = testBid(ann, 20_000);
    const answer = lanes.submit(lotId, bid);
    const pid = await pidInCommit();
    const behind = lanes.submit(lotId, testBid(bob, 12_000));
    await tester.query('select pg_terminate_backend($1)', [pid]);
    await gate.open();
    expect(cameTo(await answer)).toBe('leading');
    expect(cameTo(await behind)).toBe('outbid');
    expect(lanes.stats()).toMatchObject({ unknown: 1, failed: 0 });
    expect(JSON.stringify(await lanes.submit(lotId, bid))).toBe(JSON.stringify(await answer));
    const bids = (await readEntries(tester, lotId)).filter((one) => one.kind === 'bid');
    expect(bids).toHaveLength(2);
    expect(await verifyLotChain(tester, lotId)).toMatchObject({ ok: true });
    expect(notifier.told.map((one) => one.version)).toEqual([4]);
  });

  test('[LAN2] an action that was killed during COMMIT is undecided, never guessed', async () => {
    const { lotId } = await makeTestLot(tester, sale);
    const lanes = testLanes({ pool });
    const gate = await closeGate();
    const bid = lanes.submit(lotId, testBid(ann, 20_000));
    const pid = await pidInCommit();
    const [identity, action] = [sale.clerk, 'withdraw'] as const;
    // Both share the next batch, whose COMMIT is killed too.
    const withdrawn = lanes.submit(lotId, { kind: 'action', identity, action, version: 3 });
    const second = lanes.submit(lotId, testBid(bob, 12_000));
    await tester.query('select pg_terminate_backend($1)', [pid]);
    const again = await pidInCommit();
    await tester.query('select pg_terminate_backend($1)', [again]);
    await gate.open();
    expect(cameTo(await bid)).toBe('leading');
    expect(await withdrawn).toMatchObject({ error: { kind: 'undecided' } });
    expect(cameTo(await second)).toBe('outbid');
  });

  test('killed before COMMIT: nothing was written, the lane tries again by itself', async () => {
    const { lotId } = await makeTestLot(tester, sale);
    const lanes = testLanes({ pool });
    const holder = await tester.connect();
    await holder.query('begin');
    await holder.query('select 1 from lot where id = $1 for update', [lotId]);
    const answer = lanes.submit(lotId, testBid(ann, 20_000));
    let pid: number | undefined;
    while (pid === undefined) {
      const { rows } = await holder.query<{ pid: number }>(
        `select pid from pg_stat_activity where pg_backend_pid() = any(pg_blocking_pids(pid))`,
      );
      pid = rows[0]?.pid;
    }
    await holder.query('select pg_terminate_backend($1)', [pid]);
    await holder.query('rollback');
    holder.release();
    expect(cameTo(await answer)).toBe('leading');
    expect(lanes.stats()).toMatchObject({ retried: 1, unknown: 0 });
    expect(await readEntries(tester, lotId)).toHaveLength(2);
  });

  test('[LAN1] nobody hears of a bid before its COMMIT is answered', async () => {
    const { lotId } = await makeTestLot(tester, sale);
    const notifier = recordingNotifier();
    const lanes = testLanes({ pool, notifier });
    const gate = await closeGate();
    let answered = false;
    const answer = lanes.submit(lotId, testBid(ann, 20_000)).finally(() => {
      answered = true;
    });
    await pidInCommit();
    expect({ answered, told: notifier.told, stored: await readEntries(tester, lotId) }).toEqual({
      answered: false,
      told: [],
      stored: [],
    });
    await gate.open();
    await answer;
    expect(notifier.told).toHaveLength(1);
  });
});

describe('a batch', () => {
  const POISON = 66_600;
  beforeEach(async () => {
    await tester.query(
      `alter table ledger_opening add constraint poison check (max_minor <> ${POISON})`,
    );
  });
  afterEach(() => tester.query('alter table ledger_opening drop constraint poison'));

  test('[LAN1] is written whole or not at all, and the one order at fault fails alone', async () => {
    const { lotId } = await makeTestLot(tester, sale);
    const errors: unknown[] = [];
    const lanes = testLanes({ pool, onError: (error) => errors.push(error) });
    const gate = await closeGate();
    const first = lanes.submit(lotId, testBid(ann, 20_000));
    await pidInCommit();
    const good = lanes.submit(lotId, testBid(bob, 30_000));
    const bad = lanes.submit(lotId, testBid(ann, POISON));
    const alsoGood = lanes.submit(lotId, testBid(bob, 50_000));
    await gate.open();
    expect((await Promise.all([first, good, bad, alsoGood])).map(cameTo)).toEqual([
      'leading',
      'leading',
      'internal',
      'raised',
    ]);
    expect(errors.length).toBeGreaterThan(0);
    const bids = (await readEntries(tester, lotId)).filter((one) => one.kind === 'bid');
    expect(bids.map((one) => one.maxMinor)).toEqual([20_000, 30_000, 50_000]);
    expect(await verifyLotChain(tester, lotId)).toMatchObject({ ok: true });
    const { rows } = await tester.query(
      'select count(*)::int as n from bid_key where lot_id = $1',
      [lotId],
    );
    expect(rows).toEqual([{ n: 3 }]);
  });
});
