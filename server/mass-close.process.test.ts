import { randomUUID } from 'node:crypto';
import path from 'node:path';
import type pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createKey } from '../lib/accounts/api-keys';
import type { LotTerms } from '../lib/auction/state';
import {
  makeTestLot,
  makeTestSale,
  type TestSale,
  testBid,
  testLanes,
} from '../lib/master/testing/test-sale';
import { invariant } from '../lib/shared/assert';
import { ensureDebian } from './stack/debian-install';
import { projectRoot } from './stack/project-root';
import { mustCome } from './testing/must-come';
import {
  createRealProcesses,
  type RealProcess,
  type RealProcesses,
} from './testing/real-processes';

// 2,000 lots of six formats due in the same second, before two real masters whose own clocks are two hours fast and two
// hours slow; one is killed in the middle of a batch. Would catch: a lot closed twice, early, or by nobody; a close or a
// receive time taken from a master's own clock; a bid that was in time and is called late, because its master stood still.

const LOTS = 2_000;
const GRACE_MS = 500;
const toolsDir = path.join(projectRoot(), '.data', 'tools');
const faketime = ensureDebian('libfaketime', { toolsDir, say: () => {} }).program;

let house: RealProcesses;
let pool: pg.Pool;
let fast: RealProcess;
let slow: RealProcess;
let sale: TestSale;

const start = (name: string, offset: string) => {
  const primary = new URL(house.database.primaryUrl);
  primary.searchParams.set('application_name', name);
  return house.startMaster({
    env: {
      MASTER_NAME: name,
      PRIMARY_URL: primary.href,
      ...(faketime && { LD_PRELOAD: faketime.file, FAKETIME: offset, DONT_FAKE_MONOTONIC: '1' }),
    },
  });
};

beforeAll(async () => {
  house = await createRealProcesses();
  pool = house.pool;
  [fast, slow] = await Promise.all([start('fast', '+2h'), start('slow', '-2h')]);
  sale = await makeTestSale(pool);
});
afterAll(() => house.stop());

/** Sessions of a master that wait for a lock, the longest first. */
async function waitingOf(master: string): Promise<number[]> {
  const { rows } = await pool.query<{ pid: number }>(
    `select pid from pg_stat_activity where application_name = $1 and wait_event_type = 'Lock'
      order by query_start`,
    [master],
  );
  return rows.map(({ pid }) => pid);
}

/** Holds rows until it is let go, with a last word if there is one. */
async function holding(
  text: string,
  values: unknown[],
): Promise<(lastly?: { text: string; values: unknown[] }) => Promise<void>> {
  const client = await pool.connect();
  await client.query('begin');
  await client.query(text, values);
  return async (lastly) => {
    if (lastly) await client.query(lastly);
    await client.query('commit');
    client.release();
  };
}

const MINUTE = 60_000;
const patterns = (nowMs: number): Partial<LotTerms>[] => [
  {},
  { format: 'sealed', selling: {} },
  { format: 'vickrey', selling: {} },
  { format: 'multi-unit', selling: { units: 10 } },
  { format: 'reverse', selling: { belowReserve: 'steps' } },
  {
    format: 'dutch',
    selling: { units: 3, stepMinor: 100, intervalMs: MINUTE },
    opensAtMs: nowMs,
    closesAtMs: nowMs + 101 * MINUTE,
  },
];

/** An open lot of each format with a bid, and copies of them, all closing then. @returns how many there are. */
async function makeLots(closesAtMs: number): Promise<number> {
  const [ann, bob] = sale.bidders;
  invariant(ann && bob, 'two bidders');
  const lanes = testLanes({ pool });
  const ids: number[] = [];
  for (const terms of patterns(Date.now())) {
    const { lotId, format } = await makeTestLot(pool, sale, { closeGraceMs: GRACE_MS, ...terms });
    ids.push(lotId);
    const units = format === 'multi-unit' ? { units: 2 } : {};
    const amountMinor = format === 'reverse' || format === 'dutch' ? 9_000 : 11_000;
    const bidKind = format === 'english' || format === 'reverse' ? 'max' : 'exact';
    const bid = testBid(ann, amountMinor, { bidKind, ...units });
    const answer = await lanes.submit(lotId, bid);
    // Nobody buys at a falling price here.
    if (format !== 'dutch') invariant(answer.ok, 'the bid is taken', { format, answer });
  }
  const { rows } = await pool.query<{ id: number }>(
    `insert into lot (id, auction_id, lot_number, channel, phase, ladder_id, version, entry, head, opens_at,
                      closes_at, due_at, state, body)
     select id, auction_id, number, 0, phase, ladder_id, version, entry, head, opens_at, to_timestamp($3::float8 / 1000),
            to_timestamp(($3::float8 + $4::int) / 1000),
            state || jsonb_build_object('lotId', id, 'lotNumber', number, 'closesAtMs', $3::bigint),
            body || jsonb_build_object('id', id, 'lotNumber', number)
       from (select nextval('lot_id_seq')::int as id, 1000 + n as number, n from generate_series(1, $2::int) n) as made
       join (select auction_id, phase, ladder_id, version, entry, head, opens_at, state, body,
                    row_number() over (order by lot.id) - 1 as pattern
               from lot where lot.id = any($1::int[])) as lot on lot.pattern = made.n % cardinality($1::int[])
     returning id`,
    [ids, LOTS, closesAtMs, GRACE_MS],
  );
  return rows.length;
}

const phaseOf = async (lotId: number, phase: string) => {
  const { rows } = await pool.query('select phase from lot where id = $1', [lotId]);
  return rows[0].phase === phase;
};

async function bid(master: RealProcess, lotId: number): Promise<{ status: number; type: string }> {
  const [bidder] = sale.bidders;
  invariant(bidder, 'a bidder');
  const { key } = await createKey(pool, { userId: bidder.userId, name: 'test' });
  const answer = await fetch(`${master.url}/api/v1/lots/${lotId}/bids`, {
    method: 'POST',
    headers: {
      ...{ authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      'idempotency-key': randomUUID(),
    },
    body: JSON.stringify({ amountMinor: 10_000, kind: 'exact' }),
  });
  const { type } = (await answer.json()) as { type: string };
  return { status: answer.status, type };
}

test.skipIf(faketime === null)(
  '[TIM1] a bid is received by the primary’s clock, however wrong the master’s own is',
  async () => {
    const [bidder] = sale.bidders;
    invariant(bidder, 'a bidder');
    const { lotId } = await makeTestLot(pool, sale);
    await mustCome('the opening', async () => phaseOf(lotId, 'open'), { deadlineMs: 60_000 });
    const before = Date.now();
    expect((await bid(slow, lotId)).status).toBe(201);
    const { rows } = await pool.query(
      `select extract(epoch from received_at)::float8 * 1000 as ms from ledger where lot_id = $1 and kind = 'bid'`,
      [lotId],
    );
    expect(rows[0].ms).toBeGreaterThan(before - 1_000);
    expect(rows[0].ms).toBeLessThan(Date.now() + 1_000);
  },
);

test('[G6] a bid that was in time at a master which then stood still is undecided, never too late', async () => {
  const { lotId } = await makeTestLot(pool, sale, { closeGraceMs: GRACE_MS });
  await mustCome('the opening', async () => phaseOf(lotId, 'open'), { deadlineMs: 60_000 });
  const letGo = await holding('select 1 from lot where id = $1 for update', [lotId]);
  const answer = bid(fast, lotId);
  await mustCome('the bid in its lane', async () => (await waitingOf('fast')).length > 0, {
    deadlineMs: 60_000,
  });
  fast.process.kill('SIGSTOP');
  // So does its connection; what it asked for is given up by the primary.
  await pool.query('select pg_terminate_backend(pid) from unnest($1::int[]) pid', [
    await waitingOf('fast'),
  ]);
  // It closes now, after the bid was received.
  await letGo({
    text: `update lot set closes_at = to_timestamp($2::float8 / 1000),
                  due_at = to_timestamp(($2::float8 + $3::int) / 1000),
                  state = state || jsonb_build_object('closesAtMs', $2::bigint) where id = $1`,
    values: [lotId, Date.now() + 100, GRACE_MS],
  });
  await mustCome('the close, by the other', async () => phaseOf(lotId, 'passed'), {
    deadlineMs: 60_000,
  });
  fast.process.kill('SIGCONT');
  const { status, type } = await answer;
  expect({ status, type }).toEqual({ status: 503, type: expect.stringContaining('undecided') });
});

test('[CLS5, TIM2] a master dies in the middle of closing 2,000 lots of six formats: each is closed once, none early, none forgotten', async () => {
  const closesAtMs = Date.now() + 4_000;
  expect(await makeLots(closesAtMs)).toBe(LOTS);
  const { rows: concerned } = await pool.query<{ key: string }>(
    `select 'me:' || id as key from registration where auction_id = $1`,
    [sale.auctionId],
  );
  // A batch asks for its bidders' rows once it has written all else.
  const letGo = await holding(`select 1 from "change" where key = any($1) for update`, [
    concerned.map(({ key }) => key),
  ]);
  await mustCome('a batch of the first', async () => (await waitingOf('fast')).length > 0, {
    deadlineMs: 60_000,
  });
  await fast.kill();
  await letGo();
  const open = async () => {
    const { rows } = await pool.query(
      `select count(*)::int as n from lot where auction_id = $1 and phase = 'open' and closes_at = to_timestamp($2::float8 / 1000)`,
      [sale.auctionId, closesAtMs],
    );
    return rows[0].n;
  };
  await mustCome('the close of all', async () => (await open()) === 0, { deadlineMs: 60_000 });
  const { rows } = await pool.query(
    `select count(*)::int as lots, min(ends)::int as least, max(ends)::int as most,
            (min(first) >= to_timestamp(($2::float8 + $3::int) / 1000)) as "inTime", array_agg(distinct phase order by phase) as phases
       from (select l.id, l.phase, count(e.entry) as ends, min(e.decided_at) as first from lot l
               left join ledger e on e.lot_id = l.id and e.kind in ('sold', 'passed')
              where l.auction_id = $1 and l.lot_number > 1000 group by l.id) as lot`,
    [sale.auctionId, closesAtMs, GRACE_MS],
  );
  expect(rows).toEqual([
    { lots: LOTS, least: 1, most: 1, inTime: true, phases: ['passed', 'sold'] },
  ]);
  expect(slow.process.exitCode).toBe(null);
});
