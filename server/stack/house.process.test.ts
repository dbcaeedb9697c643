import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { houseUrl } from './database';
import { query } from './postgres';
import { isAlive } from './process-identity';
import type { Part } from './stack-file';
import { type HouseRun, makeTestProject, runHouseIn, type TestProject } from './testing/test-house';
import { waitUntil } from './wait';

let project: TestProject;
let house: HouseRun;
beforeAll(async () => {
  project = await makeTestProject();
  house = runHouseIn(project.root);
  await house.up;
});
afterAll(async () => {
  house.process.kill('SIGTERM');
  await house.ended;
  project.remove();
});

const urlOf = (name: string) => {
  const file = path.join(project.root, '.data', 'secrets.json');
  const { postgresPassword: password } = JSON.parse(readFileSync(file, 'utf8'));
  return houseUrl({ port: part(name).port, password });
};
const part = (name: string): Part => {
  const found = house.parts().find((listed) => listed.name === name);
  if (!found) throw new Error(`${name} is not in stack.json`);
  return found;
};
const envOf = async (name: string) =>
  (await fetch(`http://127.0.0.1:${part(name).port}/`)).json() as Promise<Record<string, string>>;
/** Reads through errors: a server that is being started again refuses for a moment. */
const seenOn = (name: string, text: string) =>
  waitUntil(
    async () => {
      const rows = await query(urlOf(name), 'select 1 from kept where text = $1', [text]).catch(
        () => [],
      );
      return rows.length > 0;
    },
    { deadlineMs: 20_000 },
  );

test('one table names every part, the address to open and the demo accounts', () => {
  const names = ['primary', 'replica', 'memcached', 'master-1', 'agent-1', 'terminal-1', 'demo'];
  for (const name of names) expect(house.said()).toContain(`${name} `);
  expect(house.said()).toMatch(/Open http:\/\/localhost:\d+/);
  expect(house.said()).toContain('b@x.example');
  expect(house.said().match(/^part /gm)).toHaveLength(1);
});

test('stack.json lists what runs, by pid and start; secrets are for their owner only', () => {
  for (const listed of house.parts()) expect(isAlive(listed)).toBe(true);
  expect(part('stack').pid).toBe(house.process.pid);
  expect(statSync(path.join(project.root, '.data', 'secrets.json')).mode & 0o777).toBe(0o600);
  expect(readFileSync(path.join(project.root, '.data', 'stack.json'), 'utf8')).not.toMatch(/@127/);
});

test('the primary keeps what it acknowledges and the replica streams it', async () => {
  const sql = `select current_setting('fsync') as fsync, current_setting('full_page_writes') as pages,
    current_setting('listen_addresses') as listens, current_setting('unix_socket_directories') as sockets`;
  expect(await query(urlOf('primary'), sql)).toEqual([
    { fsync: 'on', pages: 'on', listens: '127.0.0.1', sockets: '' },
  ]);
  await query(urlOf('primary'), 'create table kept (text text)');
  await query(urlOf('primary'), `insert into kept values ('first')`);
  expect(await seenOn('replica', 'first')).toBe(true);
  const wrong = urlOf('primary').replace(/:[^:@]+@/, ':wrong@');
  await expect(query(wrong, 'select 1')).rejects.toThrow(/password authentication failed/);
});

test('each program is told where the others are', async () => {
  const [master, terminal] = [await envOf('master-1'), await envOf('terminal-1')];
  expect(master).toMatchObject({
    NODE_ENV: 'production',
    MASTER_NAME: 'master-1',
    PAGES: 'on',
    PUBLIC_ORIGIN: part('master-1').url,
    MEMCACHED: part('memcached').url,
    PRIMARY_URL: urlOf('primary'),
    REPLICA_URL: urlOf('replica'),
  });
  expect(terminal).toMatchObject({
    MASTERS: `http://127.0.0.1:${part('master-1').port}`,
    PUBLIC_URL: part('terminal-1').url,
    ALLOWED_ORIGINS: part('master-1').url,
  });
  expect(terminal.PRIMARY_URL).toBeUndefined();
  expect(terminal.AUTH_SECRET).toBeUndefined();
});

describe('kill -9 of a part heals by itself', () => {
  test.each(['primary', 'replica', 'memcached', 'master-1', 'terminal-1', 'agent-1', 'demo'])(
    '%s',
    async (name) => {
      const before = part(name);
      process.kill(before.pid, 'SIGKILL');
      const back = await waitUntil(() => part(name).pid !== before.pid && isAlive(part(name)), {
        deadlineMs: 60_000,
      });
      expect(back).toBe(true);
      expect(part(name).port).toBe(before.port);
      // Every round proves the databases: the replica follows a primary that was killed, too.
      const written = await waitUntil(
        () =>
          query(urlOf('primary'), 'insert into kept values ($1)', [name]).then(
            () => true,
            () => false,
          ),
        { deadlineMs: 20_000 },
      );
      expect(written).toBe(true);
      expect(await seenOn('replica', name)).toBe(true);
    },
  );
});

test('a second start says where the house runs and leaves it alone', async () => {
  const second = runHouseIn(project.root);
  expect(await second.ended).toBe(1);
  expect(second.said().trim()).toBe(
    `lotcast: The house is already running at ${part('master-1').url} (pid ${house.process.pid}); ` +
      `end it with Ctrl-C there or "kill ${house.process.pid}".`,
  );
  expect(isAlive(part('primary'))).toBe(true);
});

test('kill -9 of the whole house leaves nothing running, and the next start has its data', async () => {
  const before = house.parts();
  house.process.kill('SIGKILL');
  await house.ended;
  const gone = await waitUntil(() => before.every((old) => !isAlive(old)), { deadlineMs: 10_000 });
  expect(gone).toBe(true);
  house = runHouseIn(project.root);
  await house.up;
  expect(await seenOn('primary', 'first')).toBe(true);
  expect(await seenOn('replica', 'demo')).toBe(true);
});

test('Ctrl-C ends every part in order, leaves with 0, and the next start takes the data up', async () => {
  const before = house.parts();
  house.process.kill('SIGINT');
  expect(await house.ended).toBe(0);
  expect(before.filter((old) => isAlive(old))).toEqual([]);
  const log = readFileSync(path.join(project.root, '.data', 'log', 'primary.log'), 'utf8');
  expect(log).toContain('database system is shut down');
  house = runHouseIn(project.root, { flags: ['--no-demo', '--masters', '2', '--terminals', '1'] });
  await house.up;
  expect(house.parts().map(({ name }) => name)).toEqual(
    expect.arrayContaining(['master-1', 'master-2', 'terminal-1']),
  );
  expect(house.parts().filter(({ role }) => role === 'demo' || role === 'terminal')).toHaveLength(
    1,
  );
  expect((await envOf('master-2')).PAGES).toBe('off');
  expect(await seenOn('replica', 'first')).toBe(true);
});
