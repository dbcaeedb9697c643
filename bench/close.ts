import { fileURLToPath } from 'node:url';
import type pg from 'pg';
import { systemTimers } from '../lib/config/system';
import { lockDueLots } from '../lib/db/lot-lock';
import { migrate } from '../lib/db/migrate';
import { createPool } from '../lib/db/pools';
import { inTransaction } from '../lib/db/transaction';
import { createClosingClock } from '../lib/master/closing-clock';
import { decideAndWrite } from '../lib/master/lanes/decide-and-write';
import {
  makeTestLot,
  makeTestSale,
  recordingNotifier,
  testBid,
  testLanes,
  testSalt,
} from '../lib/master/testing/test-sale';
import { startTestPostgres } from '../server/testing/test-postgres';

// Usage: npm run bench:close [-- <lots>]. So many lots with a bid each, due in one moment (CLS5): how long after close
// and grace the last of them is closed, by two closing clocks on one real PostgreSQL; beside it the same
// decisions and writes, a lot a transaction.
const [lots = 5_000] = process.argv.slice(2).map(Number);
const ROUNDS = 3;

const postgres = await startTestPostgres({ replica: false });
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void postgres.stop().finally(() => process.exit(1)));
}

const open = async (pool: pg.Pool) => {
  const { rows } = await pool.query(`select count(*)::int as n from lot where phase = 'open'`);
  return rows[0].n as number;
};

/**
 * Copies of an open lot with a bid, which close together in so many milliseconds. @returns when close and grace
 * are over, by the clock of this machine, which is PostgreSQL's too.
 */
async function dueIn(pool: pg.Pool, afterMs: number): Promise<number> {
  const sale = await makeTestSale(pool, { bidders: 1 });
  const { lotId } = await makeTestLot(pool, sale);
  const [bidder] = sale.bidders;
  if (!bidder) throw new Error('no bidder');
  const bid = await testLanes({ pool }).submit(lotId, testBid(bidder, 11_000));
  if (!bid.ok) throw new Error(`the bid was refused: ${bid.error.kind}`);
  const { rows } = await pool.query<{ due: number }>(
    `with made as (
       insert into lot (id, auction_id, lot_number, channel, phase, ladder_id, version, entry, head,
                        opens_at, closes_at, due_at, state, body)
       select nextval('lot_id_seq'), auction_id, 1 + n, n / 256, phase, ladder_id, version, entry, head,
              opens_at, at, at + interval '500 ms',
              state || jsonb_build_object('lotNumber', 1 + n, 'channel', n / 256, 'closesAtMs',
                floor(extract(epoch from at) * 1000)::bigint), body
         from lot, generate_series(1, $2::int) n,
              (select now() + $3::float8 * interval '1 ms' as at) as close
        where id = $1 returning id),
     gone as (update lot set phase = 'withdrawn' where id = $1)
     select (extract(epoch from now()) * 1000 + $3::float8 + 500)::float8 as due`,
    [lotId, lots, afterMs],
  );
  await pool.query(`update lot set state = state || jsonb_build_object('lotId', id),
                           body = body || jsonb_build_object('id', id) where phase = 'open'`);
  await pool.query('vacuum analyze lot');
  return rows[0]?.due ?? Number.NaN;
}

/** @returns how long after close and grace the last lot was closed, in milliseconds. */
async function byClocks(pool: pg.Pool): Promise<number> {
  const notifier = recordingNotifier();
  const parts = { pool, notifier, timers: systemTimers, salt: testSalt };
  const clocks = [createClosingClock(parts), createClosingClock(parts)];
  const dueAtMs = await dueIn(pool, 15_000);
  if (Date.now() > dueAtMs - 1_000) throw new Error('too many lots to be made in time');
  for (const clock of clocks) clock.start();
  // Asking PostgreSQL how many are left would cost as much as closing some.
  const closed = () => notifier.told.filter(({ key }) => key.startsWith('lot:')).length;
  while (closed() < lots) await new Promise((resolve) => setTimeout(resolve, 10));
  const tookMs = Date.now() - dueAtMs;
  await Promise.all(clocks.map((clock) => clock.stop()));
  if ((await open(pool)) > 0) throw new Error('lots were told of and not closed');
  return tookMs;
}

/** A lot a transaction: what CLS5 spares. */
async function oneByOne(pool: pg.Pool): Promise<number> {
  const dueAtMs = await dueIn(pool, 0);
  while (Date.now() < dueAtMs) await new Promise((resolve) => setTimeout(resolve, 5));
  const startedMs = performance.now();
  const worker = async () => {
    for (;;) {
      const took = await inTransaction(pool, async (client) => {
        const due = await lockDueLots(client, { limit: 1, except: [] });
        const orders = due.map((lot) => ({ lot, orders: [] }));
        if (due.length > 0) await decideAndWrite(client, orders, { salt: testSalt });
        return due.length;
      });
      if (took.value === 0) return;
    }
  };
  await Promise.all([worker(), worker()]);
  return performance.now() - startedMs;
}

const took = { clocks: [] as number[], oneByOne: [] as number[] };
try {
  const { primaryUrl } = postgres;
  await migrate({
    connectionString: primaryUrl,
    migrationsDir: fileURLToPath(new URL('../prisma/migrations', import.meta.url)),
  });
  const pool = createPool(primaryUrl, { max: 8, name: 'bench', statementMs: 60_000 });
  for (let round = 0; round < ROUNDS; round += 1) {
    took.clocks.push(await byClocks(pool));
    took.oneByOne.push(await oneByOne(pool));
  }
  await pool.end();
} finally {
  await postgres.stop();
}
const middle = (values: number[]) => values.toSorted((a, b) => a - b)[ROUNDS >> 1] ?? Number.NaN;
const shown = (values: number[]) => values.map((ms) => `${Math.round(ms)} ms`).join(', ');
console.log(`${lots} lots with a bid each, due at once; until the last is closed`);
console.log(`two closing clocks, at most 200 lots a transaction: ${shown(took.clocks)}`);
console.log(`two workers, a lot a transaction:                   ${shown(took.oneByOne)}`);
console.log(`ours / peer: ×${(middle(took.clocks) / middle(took.oneByOne)).toFixed(2)}`);
