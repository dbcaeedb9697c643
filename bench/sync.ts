import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { migrate } from '../lib/db/migrate';
import { query } from '../server/stack/postgres';
import { waitUntil } from '../server/stack/wait';
import { startSyncHouse } from '../server/testing/sync-house';
import { startTestMemcached } from '../server/testing/test-memcached';
import { startTestPostgres } from '../server/testing/test-postgres';
import { measureAntiEntropy } from './sync/anti-entropy';
import { measureBytesPerChange } from './sync/bytes-per-change';
import { measureHotLot } from './sync/hot-lot';
import { fill } from './sync/million';

// Usage: npm run bench:sync [-- <sales> <lots per sale>]. Real PostgreSQL with its replica, real
// Memcached, real masters' sync and nodes; see docs/MEASUREMENTS.md.
const [sales = 1_000, lotsPerSale = 1_000] = process.argv.slice(2).map(Number);
const size = { sales, lotsPerSale };
const startedMs = performance.now();
const postgres = await startTestPostgres({ replica: true });
const memcached = await startTestMemcached();
const { primaryUrl, replicaUrl, primaryAdminUrl, replicaAdminUrl } = postgres;
if (!replicaUrl || !replicaAdminUrl) throw new Error('no replica');

const caughtUp = () =>
  waitUntil(
    async () => {
      const [head] = await query<{ lsn: string }>(
        primaryAdminUrl,
        'select pg_current_wal_flush_lsn()::text as lsn',
      );
      const [row] = await query<{ done: boolean }>(
        replicaAdminUrl,
        'select pg_last_wal_replay_lsn() >= $1::pg_lsn as done',
        [head?.lsn],
      );
      return row?.done ?? false;
    },
    { deadlineMs: 600_000 },
  );

async function stop(): Promise<void> {
  await memcached.stop();
  await postgres.stop();
}
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void stop().finally(() => process.exit(1)));
}

try {
  await migrate({
    connectionString: primaryUrl,
    migrationsDir: fileURLToPath(new URL('../prisma/migrations', import.meta.url)),
  });
  await measureBytesPerChange();
  await caughtUp();
  const urls = { primaryUrl, replicaUrl };
  const house = await startSyncHouse({
    ...{ urls, memcached: memcached.address, terminals: 2, agent: true },
  });
  await measureHotLot(house);
  // Not one of the house's pools: a million rows take longer than those wait.
  const patient = new pg.Pool({ connectionString: primaryUrl, max: 1 });
  const fromMs = performance.now();
  await fill(patient, size);
  await caughtUp();
  console.log(`\nfilled in ${((performance.now() - fromMs) / 1_000).toFixed(0)} s`);
  const [master] = house.masters;
  if (!master) throw new Error('no master');
  const postmasters = [postgres.primary(), postgres.replica()].flatMap(
    (child) => child?.process.pid ?? [],
  );
  await measureAntiEntropy(master, { size, patient, postmasters, caughtUp });
  await patient.end();
  await house.stop();
} finally {
  await stop();
}
console.log(`\n${((performance.now() - startedMs) / 1_000).toFixed(0)} s altogether`);
