import { randomBytes } from 'node:crypto';
import { inject } from 'vitest';
import { houseUrl } from '../stack/database';
import { query } from '../stack/postgres';
import { waitUntil } from '../stack/wait';
import { TEMPLATE_DATABASE } from './test-postgres';

/** A migrated, empty database of a test's own, on the primary and on its replica. */
export interface TestDatabase {
  name: string;
  /** As the house's own account (owner, no superuser). */
  primaryUrl: string;
  replicaUrl: string;
  /** Waits until the replica has replayed everything the primary has committed so far. */
  replicaCaughtUp(): Promise<void>;
  drop(): Promise<void>;
}

/**
 * Makes a database for one test file: call it in `beforeAll`, `drop` it in `afterAll`. Files run
 * side by side on one primary and one replica: a suite that stops or pauses a server starts its
 * own (`startTestPostgres`).
 */
export function createTestDatabase(): Promise<TestDatabase> {
  return createDatabase(TEMPLATE_DATABASE);
}

/** The same without any table: for tests of migrations. */
export function createEmptyDatabase(): Promise<TestDatabase> {
  return createDatabase('template0');
}

async function createDatabase(template: string): Promise<TestDatabase> {
  const { primaryAdminUrl, replicaAdminUrl } = inject('postgres');
  const name = `test_${randomBytes(6).toString('hex')}`;
  await query(primaryAdminUrl, `create database ${name} template ${template} owner lotcast`);
  const replicaCaughtUp = () => caughtUp(primaryAdminUrl, replicaAdminUrl);
  await replicaCaughtUp();
  return {
    name,
    primaryUrl: houseUrlOf(primaryAdminUrl, name),
    replicaUrl: houseUrlOf(replicaAdminUrl, name),
    replicaCaughtUp,
    async drop() {
      await query(primaryAdminUrl, `drop database if exists ${name} with (force)`);
    },
  };
}

function houseUrlOf(adminUrl: string, database: string): string {
  const { port, password } = new URL(adminUrl);
  return houseUrl({ port: Number(port), password: decodeURIComponent(password) }, database);
}

async function caughtUp(primaryAdminUrl: string, replicaAdminUrl: string): Promise<void> {
  const [head] = await query<{ lsn: string }>(
    primaryAdminUrl,
    'select pg_current_wal_lsn()::text as lsn',
  );
  const replayed = await waitUntil(
    async () => {
      const [row] = await query<{ done: boolean }>(
        replicaAdminUrl,
        'select pg_last_wal_replay_lsn() >= $1::pg_lsn as done',
        [head?.lsn],
      );
      return row?.done ?? null;
    },
    { deadlineMs: 20_000, everyMs: 5 },
  );
  if (!replayed) throw new Error(`the replica did not reach ${head?.lsn} within 20 s`);
}
