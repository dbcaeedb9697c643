import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { mustCome } from '../testing/must-come';
import { startTestPostgres, type TestPostgres } from '../testing/test-postgres';
import { query } from './postgres';
import { REPLICA_SLOT } from './postgres-settings';
import { slotState } from './replica';
import { waitUntil } from './wait';

let postgres: TestPostgres;
beforeAll(async () => {
  postgres = await startTestPostgres({ replica: true });
  await query(postgres.primaryUrl, 'create table kept (text text)');
});
afterAll(() => postgres.stop());

const write = (text: string) => query(postgres.primaryUrl, 'insert into kept values ($1)', [text]);
const arrives = (text: string) =>
  waitUntil(
    async () =>
      (await query(postgres.replicaUrl ?? '', 'select 1 from kept where text = $1', [text]))
        .length > 0,
    { deadlineMs: 20_000 },
  );

test('a replica that was away catches up from where it was', async () => {
  await postgres.replica()?.stop();
  await write('while away');
  expect(await postgres.restartReplica()).toEqual({ rebuilt: false });
  expect(await arrives('while away')).toBe(true);
});

test('a replica whose log is lost is copied anew by itself', async () => {
  await postgres.replica()?.stop();
  await mustCome(
    'a slot that nobody reads',
    async () =>
      (await query(postgres.primaryAdminUrl, 'select 1 from pg_replication_slots where not active'))
        .length > 0,
    { deadlineMs: 10_000 },
  );
  await query(postgres.primaryAdminUrl, 'select pg_drop_replication_slot($1)', [REPLICA_SLOT]);
  await write('after the slot was lost');
  expect(await postgres.restartReplica()).toEqual({ rebuilt: true });
  expect(await arrives('after the slot was lost')).toBe(true);
  const { port, password } = new URL(postgres.primaryAdminUrl);
  expect(await slotState({ port: Number(port), password })).toBe('usable');
});

test('a damaged replica is copied anew by itself', async () => {
  await postgres.killReplica();
  writeFileSync(path.join(postgres.folder, 'replica', 'global', 'pg_control'), 'damaged');
  expect(await postgres.restartReplica()).toEqual({ rebuilt: true });
  await write('after the damage');
  expect(await arrives('after the damage')).toBe(true);
});

test('a lock file whose number now belongs to a stranger does not keep the primary down', async () => {
  const lock = path.join(postgres.folder, 'primary', 'postmaster.pid');
  const text = readFileSync(lock, 'utf8');
  await postgres.killPrimary();
  writeFileSync(lock, text.replace(/^\d+/, String(process.pid)));
  await postgres.restartPrimary();
  await write('after the stale lock');
  expect(await arrives('after the stale lock')).toBe(true);
});

test('the house account is no superuser and streams nothing', async () => {
  const roles = await query(
    postgres.primaryAdminUrl,
    `select rolname as name, rolsuper as super, rolreplication as replication
       from pg_roles where rolname like 'lotcast%' order by 1`,
  );
  expect(roles).toEqual([
    { name: 'lotcast', super: false, replication: false },
    { name: 'lotcast_replica', super: false, replication: true },
  ]);
});
