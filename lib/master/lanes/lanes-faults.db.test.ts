import type pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { buildCommitGate, type CommitGate } from '../../../server/testing/commit-gate';
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
let gate: CommitGate;
let sale: TestSale;
let ann: Identity;
let bob: Identity;

beforeAll(async () => {
  database = await createTestDatabase();
  pool = createPool(database.primaryUrl, { max: 4, name: 'master' });
  tester = createPool(database.primaryUrl, { max: 4, name: 'tester' });
  gate = await buildCommitGate(tester, 'insert on bid_key');
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

describe('a connection that breaks', () => {
  test('[G1, G5, LAN2] killed during COMMIT: read again under the lock, bid once', async () => {
    const { lotId } = await makeTestLot(tester, sale);
    const notifier = recordingNotifier();
    const lanes = testLanes({ pool, notifier });
    const closed = await gate.close();
    const bid = testBid(ann, 20_000);
    const answer = lanes.submit(lotId, bid);
    const pid = await gate.pidInCommit();
    const behind = lanes.submit(lotId, testBid(bob, 12_000));
    await tester.query('select pg_terminate_backend($1)', [pid]);
    await closed.open();
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
    const closed = await gate.close();
    const bid = lanes.submit(lotId, testBid(ann, 20_000));
    const pid = await gate.pidInCommit();
    const [identity, action] = [sale.clerk, 'withdraw'] as const;
    // Both share the next batch, whose COMMIT is killed too.
    const withdrawn = lanes.submit(lotId, { kind: 'action', identity, action, version: 3 });
    const second = lanes.submit(lotId, testBid(bob, 12_000));
    await tester.query('select pg_terminate_backend($1)', [pid]);
    const again = await gate.pidInCommit(pid);
    await tester.query('select pg_terminate_backend($1)', [again]);
    await closed.open();
    expect(cameTo(await bid)).toBe('leading');
    expect(await withdrawn).toMatchObject({ error: { kind: 'undecided' } });
    expect(cameTo(await second)).toBe('outbid');
  });

  test('[TIM2] read a clock that was moved: nothing is written until a reading fits', async () => {
    const { lotId } = await makeTestLot(tester, sale);
    let readings = 0;
    const clockGuard = {
      reading: () => () => {
        readings += 1;
        return readings > 3;
      },
    };
    const lanes = testLanes({ pool, clockGuard });
    expect(cameTo(await lanes.submit(lotId, testBid(ann, 20_000)))).toBe('leading');
    expect(readings).toBe(4);
    const kinds = (await readEntries(tester, lotId)).map(({ kind }) => kind);
    expect(kinds).toEqual(['opened', 'bid']);
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
    const closed = await gate.close();
    let answered = false;
    const answer = lanes.submit(lotId, testBid(ann, 20_000)).finally(() => {
      answered = true;
    });
    await gate.pidInCommit();
    expect({ answered, told: notifier.told, stored: await readEntries(tester, lotId) }).toEqual({
      answered: false,
      told: [],
      stored: [],
    });
    await closed.open();
    await answer;
    expect(notifier.told).toHaveLength(1);
  });
});

describe('a batch', () => {
  const POISON = 66_600;
  beforeEach(async () => {
    await tester.query(
      `alter table ledger_opening add constraint poison check (amount_minor <> ${POISON})`,
    );
  });
  afterEach(() => tester.query('alter table ledger_opening drop constraint poison'));

  test('[LAN1] is written whole or not at all, and the one order at fault fails alone', async () => {
    const { lotId } = await makeTestLot(tester, sale);
    const errors: unknown[] = [];
    const lanes = testLanes({ pool, onError: (error) => errors.push(error) });
    const closed = await gate.close();
    const first = lanes.submit(lotId, testBid(ann, 20_000));
    await gate.pidInCommit();
    const good = lanes.submit(lotId, testBid(bob, 30_000));
    const bad = lanes.submit(lotId, testBid(ann, POISON));
    const alsoGood = lanes.submit(lotId, testBid(bob, 50_000));
    await closed.open();
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
