import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, realpathSync, renameSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createPool } from '../../lib/db/pools';
import {
  cameTo,
  makeTestLot,
  makeTestSale,
  testBid,
  testLanes,
} from '../../lib/master/testing/test-sale';
import { invariant } from '../../lib/shared/assert';
import { houseUrl } from './database';
import { query, superuserUrl } from './postgres';
import { isAlive } from './process-identity';
import type { Part } from './stack-file';
import { type HouseRun, makeTestProject, runHouseIn, type TestProject } from './testing/test-house';
import { waitUntil } from './wait';

const SCRIPT = fileURLToPath(new URL('../../scripts/promote.ts', import.meta.url));

let project: TestProject;
let house: HouseRun;
beforeAll(async () => {
  project = await makeTestProject();
  house = runHouseIn(project.root, { flags: ['--no-demo', '--terminals', '1'] });
  await house.up;
  await query(urlOf('primary'), 'create table kept (text text)');
});
afterAll(async () => {
  house.process.kill('SIGTERM');
  await house.ended;
  project.remove();
});

const dataDir = () => path.join(project.root, '.data');
const part = (name: string): Part => {
  const found = house.parts().find((listed) => listed.name === name);
  if (!found) throw new Error(`${name} is not in stack.json`);
  return found;
};
const secret = (): string =>
  JSON.parse(readFileSync(path.join(dataDir(), 'secrets.json'), 'utf8')).postgresPassword;
const urlOf = (name: string) => houseUrl({ port: part(name).port, password: secret() });

async function promote(): Promise<{ code: number | null; said: string }> {
  const child = spawn(process.execPath, ['--import', 'tsx', SCRIPT, '--data', dataDir()], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      said += chunk.toString('utf8');
    });
  }
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, said };
}

const write = (text: string) => query(urlOf('primary'), 'insert into kept values ($1)', [text]);
const seenOn = (name: string, text: string) =>
  waitUntil(
    () =>
      query(urlOf(name), 'select 1 from kept where text = $1', [text]).then(
        (rows) => rows.length > 0,
        () => false,
      ),
    { deadlineMs: 30_000 },
  );
const epoch = async () =>
  (await query<{ epoch: number }>(urlOf('primary'), 'select epoch from epoch'))[0]?.epoch;

/** The roles have changed places and both are whole again. */
async function expectExchanged(before: { primary: Part; replica: Part }, text: string) {
  expect(part('primary')).toMatchObject({
    port: before.replica.port,
    pid: before.replica.pid,
    role: 'postgres-primary',
  });
  expect(part('replica')).toMatchObject({ port: before.primary.port, role: 'postgres-replica' });
  expect(isAlive(part('replica'))).toBe(true);
  await write(text);
  expect(await seenOn('replica', text)).toBe(true);
}

test('[EPO1] the roles change places: fenced, promoted, raised, and a fresh replica of the new primary', async () => {
  const before = { primary: part('primary'), replica: part('replica') };
  await write('before');
  expect(await seenOn('replica', 'before')).toBe(true);
  const { code, said } = await promote();
  expect(said).toContain('epoch 2, timeline 2');
  expect(said).toContain('no accepted bid was lost');
  expect(code).toBe(0);
  expect(isAlive(before.primary)).toBe(false);
  await expectExchanged(before, 'after the first');
  expect(await seenOn('replica', 'before')).toBe(true);
  expect(await epoch()).toBe(2);
  const [noted] = await query(
    urlOf('primary'),
    `select subject from audit where action = 'promote'`,
  );
  expect(noted).toEqual({ subject: 'epoch:2' });
  // What was fenced has been read and is gone.
  const folders = readdirSync(realpathSync(path.join(dataDir(), 'postgres')));
  expect(folders.filter((name) => name.includes('fenced'))).toEqual([]);
});

test('[EPO1] local: bids that had not reached the replica are counted and named, and are in the audit', async () => {
  const pool = createPool(urlOf('primary'), { max: 4, name: 'test' });
  const sale = await makeTestSale(pool);
  const { lotId } = await makeTestLot(pool, sale);
  const [ann, bob] = sale.bidders;
  invariant(ann && bob, 'two bidders');
  const lanes = testLanes({ pool });
  const bid = async (who: typeof ann, amountMinor: number) =>
    expect(cameTo(await lanes.submit(lotId, testBid(who, amountMinor)))).toBe('leading');
  await bid(ann, 20_000);
  const sender = async () => {
    const sql = 'select pid, pg_current_wal_lsn() <= replay_lsn as done from pg_stat_replication';
    return (await query<{ pid: number; done: boolean }>(urlOf('primary'), sql))[0];
  };
  const replayed = await waitUntil(async () => (await sender())?.done ?? null, {
    deadlineMs: 30_000,
  });
  expect(replayed).toBe(true);
  // What sends the log stands still: from here on the replica hears nothing.
  process.kill((await sender())?.pid ?? 0, 'SIGSTOP');
  await bid(bob, 30_000);
  await bid(ann, 40_000);
  await lanes.stop();
  await pool.end();
  const { code, said } = await promote();
  expect(said).toContain('2 accepted bids of the old primary had not reached the replica');
  const named = said.split('\n').filter((line) => line.includes(`(id ${lotId})`));
  expect(named).toHaveLength(2);
  expect(named[0]).toMatch(/^ {2}lot 1 .*, paddle 102, .* GBP/);
  expect(named[1]).toMatch(/, paddle 101, /);
  expect(code).toBe(0);
  const [noted] = await query<{ lost: number }>(
    urlOf('primary'),
    `select jsonb_array_length(detail -> 'lost') as lost from audit
      where action = 'promote' order by id desc limit 1`,
  );
  expect(noted).toEqual({ lost: 2 });
  const kept = await query(
    urlOf('primary'),
    `select 1 from ledger where lot_id = $1 and kind = 'bid'`,
    [lotId],
  );
  expect(kept).toHaveLength(1);
});

test('[EPO1] a primary that hangs is killed by the fence, and promoted over', async () => {
  const before = { primary: part('primary'), replica: part('replica') };
  process.kill(before.primary.pid, 'SIGSTOP');
  const { code, said } = await promote();
  expect(said).toContain('epoch 4, timeline 4');
  expect(code).toBe(0);
  expect(isAlive(before.primary)).toBe(false);
  await expectExchanged(before, 'after the second');
  expect(await seenOn('replica', 'after the first')).toBe(true);
});

test('[EPO1] a promotion by hand is followed: the old primary is fenced and follows the new one', async () => {
  const before = { primary: part('primary'), replica: part('replica') };
  await query(
    superuserUrl({ port: before.replica.port, password: secret() }),
    'select pg_promote()',
  );
  const followed = await waitUntil(
    () =>
      part('primary').port === before.replica.port &&
      !isAlive(before.primary) &&
      isAlive(part('replica')),
    { deadlineMs: 60_000 },
  );
  expect(followed).toBe(true);
  expect(isAlive(before.primary)).toBe(false);
  await expectExchanged(before, 'after the third');
});

test('the next start takes the promoted server for the primary', async () => {
  const { port } = part('primary');
  house.process.kill('SIGINT');
  expect(await house.ended).toBe(0);
  house = runHouseIn(project.root, { flags: ['--no-demo', '--terminals', '1'] });
  await house.up;
  expect(part('primary').port).not.toBe(port);
  expect(await seenOn('primary', 'after the third')).toBe(true);
  await write('after the start');
  expect(await seenOn('replica', 'after the start')).toBe(true);
});

test('a start that finds a fenced primary and a replica finishes the promotion', async () => {
  house.process.kill('SIGINT');
  expect(await house.ended).toBe(0);
  const folder = realpathSync(path.join(dataDir(), 'postgres'));
  const old = ['primary', 'replica'].find(
    (name) => !existsSync(path.join(folder, name, 'standby.signal')),
  );
  renameSync(path.join(folder, old ?? ''), path.join(folder, `${old}.fenced`));
  house = runHouseIn(project.root, { flags: ['--no-demo', '--terminals', '1'] });
  await house.up;
  expect(await seenOn('primary', 'after the start')).toBe(true);
  await write('after the end');
  expect(await seenOn('replica', 'after the end')).toBe(true);
});

test('without a house there is nothing to promote, and it says so', async () => {
  house.process.kill('SIGTERM');
  await house.ended;
  const { code, said } = await promote();
  expect(code).toBe(1);
  expect(said).toContain('no house with a read replica runs from');
});
