import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { query } from '../../server/stack/postgres';
import { createEmptyDatabase, type TestDatabase } from '../../server/testing/test-database';
import { migrate } from './migrate';

const LOT = `create table lot (id serial primary key, title text not null);
create function bump() returns trigger language plpgsql as $$
begin new.title := new.title || ';x'; return new; end $$;
create trigger bump before insert on lot for each row execute function bump();
-- ends with a comment`;

let database: TestDatabase;
let migrationsDir: string;
beforeEach(async () => {
  database = await createEmptyDatabase();
  migrationsDir = mkdtempSync(path.join(tmpdir(), 'lotcast-migrations-'));
});
afterEach(async () => {
  rmSync(migrationsDir, { recursive: true });
  await database.drop();
});

const write = (name: string, sql: string) => {
  mkdirSync(path.join(migrationsDir, name), { recursive: true });
  writeFileSync(path.join(migrationsDir, name, 'migration.sql'), sql);
};
const run = () => migrate({ connectionString: database.primaryUrl, migrationsDir });
const tables = () =>
  query<{ name: string }>(
    database.primaryUrl,
    `select table_name as name from information_schema.tables where table_schema = 'public' order by 1`,
  ).then((rows) => rows.map(({ name }) => name));

test('applies scripts whole, with function bodies, once, in order of their names', async () => {
  write('20260102_more', 'alter table lot add column note text;');
  write('20260101_init', LOT);
  expect(await run()).toEqual({ applied: ['20260101_init', '20260102_more'] });
  expect(await run()).toEqual({ applied: [] });
  await query(database.primaryUrl, `insert into lot (title) values ('a')`);
  expect(await query(database.primaryUrl, 'select title, note from lot')).toEqual([
    { title: 'a;x', note: null },
  ]);
});

test('a broken migration is named with the reason in one line and leaves nothing behind', async () => {
  write('20260101_init', LOT);
  write('20260102_bad', 'create table half (id int); select nope;');
  const error = await run().catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({
    problem: 'broken',
    migration: '20260102_bad',
    message: 'Migration 20260102_bad failed and left nothing behind: column "nope" does not exist',
  });
  expect(await tables()).toEqual(['_prisma_migrations', 'lot']);
});

test('a failed migration is named again at every start until it is mended, then applies', async () => {
  write('20260101_bad', 'create table half (id int); select nope;');
  await expect(run()).rejects.toThrow('Migration 20260101_bad failed');
  await expect(run()).rejects.toThrow('Migration 20260101_bad failed');
  write('20260101_bad', 'create table whole (id int);');
  expect(await run()).toEqual({ applied: ['20260101_bad'] });
  expect(await tables()).toEqual(['_prisma_migrations', 'whole']);
});

test('an edited migration stops the start and is named', async () => {
  write('20260101_init', LOT);
  await run();
  write('20260101_init', `${LOT}\n-- edited`);
  await expect(run()).rejects.toMatchObject({ problem: 'edited', migration: '20260101_init' });
});

test('an applied migration whose file is gone stops the start and is named', async () => {
  write('20260101_init', LOT);
  write('20260102_more', 'create table more (id int);');
  await run();
  rmSync(path.join(migrationsDir, '20260102_more'), { recursive: true });
  await expect(run()).rejects.toMatchObject({ problem: 'missing', migration: '20260102_more' });
});

test('two starts at once apply each migration once', async () => {
  write('20260101_init', LOT);
  const applied = (await Promise.all([run(), run()])).map((result) => result.applied);
  expect(applied.flat()).toEqual(['20260101_init']);
});
