import { createHash, randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import type pg from 'pg';
import type { Identity } from '../lib/accounts/identity';
import { migrate } from '../lib/db/migrate';
import { createPool } from '../lib/db/pools';
import type { AbsenteeInput } from '../lib/master/lanes/lane-input';
import { makeTestLot, makeTestSale, testBid, testLanes } from '../lib/master/testing/test-sale';
import { startTestPostgres } from '../server/testing/test-postgres';
import { HEAD, line, percentiles } from './percentiles';

// Usage: npm run bench:absentees [-- <bidders>]. What so many maxima that wait for a lot's opening (ABS1) cost whoever
// leaves another, the opening itself, and whoever bids then; beside it a lot where nobody left any.
const [waiting = 500] = process.argv.slice(2).map(Number);
const TRIES = 60;

const postgres = await startTestPostgres({ replica: false });
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void postgres.stop().finally(() => process.exit(1)));
}

const leave = (identity: Identity, amountMinor: number): AbsenteeInput => ({
  kind: 'absentee-bid',
  identity,
  amountMinor,
  idempotencyKey: randomUUID(),
  bodyHash: createHash('sha256').update(`${amountMinor}`).digest(),
  received: { ms: Date.now(), errorMs: 1 },
});

async function timed(work: () => Promise<{ ok: boolean; error?: unknown }>): Promise<number> {
  const startedMs = performance.now();
  const done = await work();
  if (!done.ok) throw new Error(`refused: ${JSON.stringify(done)}`);
  return performance.now() - startedMs;
}

/** One lot for which `before` maxima wait: what each further one takes, then its opening, then a bid. */
async function measure(pool: pg.Pool, before: number): Promise<void> {
  const sale = await makeTestSale(pool, { bidders: before + TRIES });
  // A limit has to be held (REG2): what everybody with one has at stake is a row that batches lock.
  await pool.query('update registration set limit_minor = 10000000000 where auction_id = $1', [
    sale.auctionId,
  ]);
  await pool.query(
    `insert into exposure (registration_id, exposure_minor)
     select id, 0 from registration where auction_id = $1 on conflict do nothing`,
    [sale.auctionId],
  );
  const { lotId } = await makeTestLot(pool, sale, { opensAtMs: Date.now() + 3_000_000 });
  const lanes = testLanes({ pool });
  const [early, late] = [sale.bidders.slice(0, before), sale.bidders.slice(before)];
  for (const [at, bidder] of early.entries()) {
    const left = await lanes.submit(lotId, leave(bidder, 20_000 + at));
    if (!left.ok) throw new Error(`refused: ${left.error.kind}`);
  }
  await pool.query('vacuum analyze lot, registration, exposure');
  const leaves: number[] = [];
  for (const bidder of late.slice(0, TRIES - 1)) {
    leaves.push(await timed(() => lanes.submit(lotId, leave(bidder, 50_000))));
  }
  console.log(line(`one more left, beside ${before}`, percentiles(leaves)));
  const open = { kind: 'action', identity: sale.clerk, action: 'open', version: 0 } as const;
  const { rows } = await pool.query('select version from lot where id = $1', [lotId]);
  const opening = await timed(() => lanes.submit(lotId, { ...open, version: rows[0].version }));
  console.log(line('the opening of both', percentiles([opening])));
  const [bidder] = late.slice(-1);
  if (!bidder) throw new Error('nobody is left to bid');
  const bids: number[] = [];
  for (let tries = 0; tries < TRIES; tries += 1) {
    bids.push(await timed(() => lanes.submit(lotId, testBid(bidder, 1_000_000 + tries))));
  }
  console.log(line('a raise then', percentiles(bids)));
}

try {
  const { primaryUrl } = postgres;
  await migrate({
    connectionString: primaryUrl,
    migrationsDir: fileURLToPath(new URL('../prisma/migrations', import.meta.url)),
  });
  const pool = createPool(primaryUrl, { max: 8, name: 'bench' });
  console.log(HEAD);
  await measure(pool, 0);
  await measure(pool, waiting);
  await pool.end();
} finally {
  await postgres.stop();
}
