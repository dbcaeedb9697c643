import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { query } from '../stack/postgres';
import { createTestDatabase, type TestDatabase } from './test-database';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

test('a test database starts migrated, on the primary and on the replica', async () => {
  const applied = 'select count(*)::int as n from _prisma_migrations where finished_at is not null';
  const [primary] = await query<{ n: number }>(database.primaryUrl, applied);
  const [replica] = await query<{ n: number }>(database.replicaUrl, applied);
  expect(primary?.n).toBeGreaterThan(0);
  expect(replica?.n).toBe(primary?.n);
});

test('what is committed on the primary is read on the replica, which refuses writes', async () => {
  await query(database.primaryUrl, 'create table note (text text)');
  await query(database.primaryUrl, `insert into note values ('seen')`);
  await database.replicaCaughtUp();
  expect(await query(database.replicaUrl, 'select text from note')).toEqual([{ text: 'seen' }]);
  await expect(query(database.replicaUrl, `insert into note values ('x')`)).rejects.toThrow(
    /read-only transaction/,
  );
});

test('the house works as an account that is no superuser, with the real durability', async () => {
  const [row] = await query(
    database.primaryUrl,
    `select current_setting('is_superuser') as super, current_setting('fsync') as fsync,
            current_setting('synchronous_commit') as commit`,
  );
  // A commit waits for this server's disk; for a standby only where its batch says so (DUR1).
  expect(row).toEqual({ super: 'off', fsync: 'on', commit: 'local' });
});

test('a Memcached is there too', () => {
  expect(inject('memcached')).toMatch(/^127\.0\.0\.1:\d+$/);
});
