import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { query } from '../../../server/stack/postgres';
import { startMigratedPostgres } from '../../../server/testing/migrated-postgres';
import { mustCome } from '../../../server/testing/must-come';
import type { TestPostgres } from '../../../server/testing/test-postgres';
import { systemClock, systemTimers } from '../../config/system';
import { createPool } from '../pools';
import { createPageReads, MOST_LAG_MS, type PageReads } from './page-reads';

// Servers of its own: this suite pauses the replica, and stops both.
let postgres: TestPostgres;
let primary: pg.Pool;
let replica: pg.Pool;
let pages: PageReads;

beforeAll(async () => {
  postgres = await startMigratedPostgres({ replica: true });
  await query(postgres.primaryUrl, 'create table note (at timestamptz)');
  primary = createPool(postgres.primaryUrl, { max: 2, name: 'test-primary' });
  replica = createPool(postgres.replicaUrl ?? '', { max: 2, name: 'test-replica' });
  pages = createPageReads({ primary, replica, clock: systemClock, timers: systemTimers });
});
afterAll(async () => {
  await primary?.end();
  await replica?.end();
  await postgres?.stop();
});

const onReplica = (sql: string) => query(postgres.replicaAdminUrl ?? '', sql);
const note = () => query(postgres.primaryUrl, 'insert into note values (clock_timestamp())');
const primaryNowMs = async () => {
  const [row] = await query<{ ms: number }>(
    postgres.primaryUrl,
    'select (extract(epoch from clock_timestamp()) * 1000)::float8 as ms',
  );
  return row?.ms ?? 0;
};
/** Which server a page's read reached. */
const readFrom = (page: Awaited<ReturnType<PageReads['begin']>>) =>
  page.read(async (db) => {
    const { rows } = await db.query<{ copy: boolean }>('select pg_is_in_recovery() as copy');
    return rows[0]?.copy ? 'replica' : 'primary';
  });
const begunOn = (from: string) =>
  mustCome(
    `a page that reads the ${from}`,
    async () => {
      const page = await pages.begin();
      return (await readFrom(page)) === from ? page : null;
    },
    { deadlineMs: 20_000, everyMs: 20 },
  );

describe('what a page reads, and as of when', () => {
  test('a replica that has all is read, and that is the primary’s now', async () => {
    await note();
    await begunOn('replica');
    const beforeMs = await primaryNowMs();
    const page = await begunOn('replica');
    expect(page?.epoch).toBe(1);
    expect(page?.asOfMs).toBeGreaterThanOrEqual(beforeMs);
    expect(page?.asOfMs).toBeLessThanOrEqual(await primaryNowMs());
  });

  test('of a replica that is a little behind, only what it has is claimed', async () => {
    await begunOn('replica');
    await note();
    await begunOn('replica');
    await onReplica('select pg_wal_replay_pause()');
    const pausedMs = await primaryNowMs();
    await note();
    const page = await pages.begin();
    expect(await readFrom(page)).toBe('replica');
    expect(page.asOfMs).toBeLessThanOrEqual(pausedMs);
    await onReplica('select pg_wal_replay_resume()');
  });

  test('behind by more than two seconds the primary is read instead', async () => {
    await begunOn('replica');
    await onReplica('select pg_wal_replay_pause()');
    const beforeMs = await primaryNowMs();
    await note();
    const page = await begunOn('primary');
    expect(page?.asOfMs).toBeGreaterThanOrEqual(beforeMs + MOST_LAG_MS / 2);
    await onReplica('select pg_wal_replay_resume()');
    await begunOn('replica');
  });

  test('with the primary gone pages still stand, as of the newest change that the replica has', async () => {
    await note();
    const writtenMs = await primaryNowMs();
    await begunOn('replica');
    await postgres.killPrimary();
    const page = await pages.begin();
    expect(await readFrom(page)).toBe('replica');
    expect(page.asOfMs).toBeLessThanOrEqual(writtenMs);
    expect(page.asOfMs).toBeGreaterThan(writtenMs - 60_000);
    await postgres.restartPrimary();
  });

  test('[FET1] with the replica gone, also in the middle of a page, the primary is read', async () => {
    const page = await begunOn('replica');
    await postgres.killReplica();
    expect(page && (await readFrom(page))).toBe('primary');
    const next = await pages.begin();
    expect(await readFrom(next)).toBe('primary');
  });

  test('with neither, it fails and does not pretend', async () => {
    await postgres.killPrimary();
    await expect(pages.begin()).rejects.toThrow();
  });
});
