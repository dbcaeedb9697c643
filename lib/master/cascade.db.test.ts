import type pg from 'pg';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../server/testing/test-database';
import type { Cascade } from '../auction/house/cascade';
import type { LotTerms, SoftClose } from '../auction/state';
import { systemTimers } from '../config/system';
import { readCascadeFloors } from '../db/cascade-read';
import { createPool } from '../db/pools';
import { invariant } from '../shared/assert';
import { type ClosingClock, createClosingClock } from './closing-clock';
import { verifyLotChain } from './lanes/verify-lot-chain';
import {
  cameTo,
  makeTestLot,
  makeTestSale,
  readEntries,
  readLotState,
  recordingNotifier,
  type TestSale,
  testBid,
  testLanes,
  testSalt,
} from './testing/test-sale';

const MINUTE = 60_000;
const SOFT: SoftClose = { windowMs: 10 * MINUTE, extensionMs: 30 * MINUTE, mode: 'any' };

let database: TestDatabase;
let pool: pg.Pool;
let clocks: ClosingClock[] = [];
beforeAll(async () => {
  database = await createTestDatabase();
  pool = createPool(database.primaryUrl, { max: 8, name: 'cascade' });
});
afterEach(async () => {
  await Promise.all(clocks.map((clock) => clock.stop()));
  clocks = [];
});
afterAll(async () => {
  await pool?.end();
  await database?.drop();
});

function startClock(): ClosingClock {
  const parts = { pool, notifier: recordingNotifier(), timers: systemTimers, salt: testSalt };
  const clock = createClosingClock(parts);
  clocks.push(clock);
  clock.start();
  return clock;
}

/** A sale whose lots close `minutes` from now. */
async function linkedSale(cascade: Cascade, minutes: readonly number[]) {
  const sale = await makeTestSale(pool);
  await pool.query('update auction set cascade = $2 where id = $1', [
    sale.auctionId,
    JSON.stringify(cascade),
  ]);
  const nowMs = Date.now();
  const lots: number[] = [];
  for (const minute of minutes) {
    const terms: Partial<LotTerms> = { softClose: SOFT, closesAtMs: nowMs + minute * MINUTE };
    lots.push((await makeTestLot(pool, sale, terms)).lotId);
  }
  return { sale, lots, nowMs };
}

async function lateBid({ bidders: [ann] }: TestSale, lotId: number | undefined): Promise<number> {
  invariant(ann && lotId, 'somebody and a lot');
  const answer = await testLanes({ pool }).submit(lotId, testBid(ann, 20_000));
  expect(cameTo(answer)).toBe('leading');
  return (await readLotState(pool, lotId)).closesAtMs;
}

const closesOf = (lots: readonly number[]) =>
  Promise.all(lots.map(async (id) => (await readLotState(pool, id)).closesAtMs));

const moved = (lots: readonly number[], due: readonly number[]) =>
  expect.poll(() => closesOf(lots), { timeout: 30_000 }).toEqual(due);

const kindsOf = async (lotId: number) => (await readEntries(pool, lotId)).map(({ kind }) => kind);

/** As if no master had been up while it should have closed. */
async function overdue(lotId: number | undefined) {
  await pool.query(
    `update lot set phase = 'open', closes_at = to_timestamp($2::float8 / 1000),
            due_at = to_timestamp($2::float8 / 1000),
            state = state || jsonb_build_object('phase', 'open', 'closesAtMs', $2::bigint)
      where id = $1`,
    [lotId, Date.now() - 5_000],
  );
}

test('[SFT6] in sequence a late bid takes the lots behind it along, each once, through two masters', async () => {
  const { sale, lots } = await linkedSale({ mode: 'sequence', intervalMs: MINUTE }, [5, 6, 7, 90]);
  startClock();
  startClock();
  const [, , , last = 0] = await closesOf(lots);
  const first = await lateBid(sale, lots[0]);
  await moved(lots, [first, first + MINUTE, first + 2 * MINUTE, last]);
  const [, second = 0, third = 0, fourth = 0] = lots;
  expect(await kindsOf(second)).toEqual(['opened', 'cascaded']);
  expect(await kindsOf(third)).toEqual(['opened', 'cascaded']);
  expect(await kindsOf(fourth)).toEqual(['opened']);
  expect(await verifyLotChain(pool, second)).toMatchObject({ ok: true });
  expect(await readLotState(pool, second)).toMatchObject({ extensions: 0 });
});

test('[SFT6, DUT1] interval 1: lot 1 12:00 → 12:05, so lot 2 12:06; a falling price neither moves nor is moved', async () => {
  const sale = await makeTestSale(pool);
  const linked = (cascade: Cascade) =>
    pool.query('update auction set cascade = $2 where id = $1', [
      sale.auctionId,
      JSON.stringify(cascade),
    ]);
  await linked({ mode: 'sequence', intervalMs: MINUTE });
  const noonMs = Math.ceil(Date.now() / MINUTE) * MINUTE + 60 * MINUTE;
  const at = (minutes: number) => noonMs + minutes * MINUTE;
  const lotIds: number[] = [];
  // Lot 3 takes twenty steps down, and closes last of all; lot 4 was late enough, lot 6 too near to it.
  for (const minutes of [5, 1, null, 2, 8, 8.5]) {
    const falling = { opensAtMs: noonMs, closesAtMs: at(21), startMinor: 100_000 };
    const selling = { units: 1, stepMinor: 5_000, intervalMs: MINUTE };
    const terms: Partial<LotTerms> =
      minutes === null
        ? { format: 'dutch', selling, softClose: null, ...falling }
        : { closesAtMs: at(minutes), softClose: SOFT };
    lotIds.push((await makeTestLot(pool, sale, terms)).lotId);
  }
  const floors = async () => {
    const client = await pool.connect();
    try {
      const read = await readCascadeFloors(client, { auctionIds: [sale.auctionId], lotIds });
      const byLot = new Map(read.map(({ lotId, floorMs }) => [lotId, (floorMs - noonMs) / MINUTE]));
      return lotIds.map((lotId) => byLot.get(lotId) ?? null);
    } finally {
      client.release();
    }
  };
  expect(await floors()).toEqual([null, 6, null, 7, 8, 9]);
  await linked({ mode: 'group' });
  await pool.query('insert into kept_open (auction_id, until) values ($1, to_timestamp($2))', [
    sale.auctionId,
    at(30) / 1_000,
  ]);
  expect(await floors()).toEqual([30, 30, null, 30, 30, 30]);
});

test('[SFT6] a lot that is due before anybody moved it is moved and not closed', async () => {
  const { sale, lots } = await linkedSale({ mode: 'sequence', intervalMs: MINUTE }, [5, 6]);
  const first = await lateBid(sale, lots[0]);
  await overdue(lots[1]);
  // Nothing of the first master is left but what it wrote.
  startClock();
  await moved(lots, [first, first + MINUTE]);
  expect(await readLotState(pool, lots[1] ?? 0)).toMatchObject({ phase: 'open' });
});

test('[SFT6] a late bid keeps all lots of a group open, and none longer than that', async () => {
  const { sale, lots } = await linkedSale({ mode: 'group' }, [5, 5, 20, 90]);
  startClock();
  const [, , , last = 0] = await closesOf(lots);
  const first = await lateBid(sale, lots[1]);
  await moved(lots, [first, first, first, last]);
});

test('[SFT6] what was late is kept, though the lot itself needed no more time', async () => {
  const { sale, lots } = await linkedSale({ mode: 'group' }, [5, 8]);
  await pool.query(
    `update lot set state = jsonb_set(state, '{softClose,extensionMs}', '420000')
      where auction_id = $1`,
    [sale.auctionId],
  );
  const [, second = 0] = await closesOf(lots);
  const receivedMs = Date.now();
  const [ann] = sale.bidders;
  invariant(ann, 'a bidder');
  const received = { ms: receivedMs, errorMs: 1 };
  await testLanes({ pool }).submit(lots[1] ?? 0, testBid(ann, 20_000, { received }));
  startClock();
  await moved(lots, [receivedMs + 7 * MINUTE, second]);
});

test('[SFT6, CLS5] no lot of a group closes while a bid on another one is being decided', async () => {
  const { lots } = await linkedSale({ mode: 'group' }, [5, 5]);
  for (const lotId of lots) await overdue(lotId);
  const [first = 0, second = 0] = lots;
  const deciding = await pool.connect();
  await deciding.query('begin');
  await deciding.query('select 1 from lot where id = $1 for no key update', [first]);
  const clock = startClock();
  await expect.poll(() => clock.stats().rounds, { timeout: 30_000 }).toBeGreaterThan(5);
  expect(await readLotState(pool, second)).toMatchObject({ phase: 'open', entry: 0 });
  await deciding.query('rollback');
  deciding.release();
  for (const lotId of lots) {
    const phase = async () => (await readLotState(pool, lotId)).phase;
    await expect.poll(phase, { timeout: 30_000 }).toBe('passed');
  }
});
