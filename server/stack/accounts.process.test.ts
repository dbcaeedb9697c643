import {
  chmodSync,
  chownSync,
  lstatSync,
  mkdtempSync,
  readlinkSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { databaseAccount } from './account';
import { commandLine, isAlive } from './process-identity';
import { makeTestProject, runHouseIn } from './testing/test-house';

const asRoot = process.getuid?.() === 0;

/** The folder of the first of these programs that is on the PATH. */
const find = (program: string) =>
  (process.env.PATH ?? '')
    .split(':')
    .map((folder) => path.join(folder, program))
    .find((file) => lstatSync(file, { throwIfNoEntry: false })) ?? '';

test('without Memcached the house runs, says so in the table, and tells its nodes', async () => {
  const project = await makeTestProject();
  const bin = mkdtempSync(path.join(tmpdir(), 'lotcast-bin-'));
  chmodSync(bin, 0o755);
  for (const program of ['sh', 'setpriv', 'chmod', 'true']) {
    symlinkSync(find(program), path.join(bin, program));
  }
  const house = runHouseIn(project.root, {
    env: { ...process.env, PATH: bin },
    flags: ['--no-demo', '--terminals', '1'],
  });
  await house.up;
  expect(house.said()).toMatch(
    /memcached +not running \(.*not installed\); reads go to the replica/,
  );
  const terminal = house.parts().find(({ role }) => role === 'terminal');
  const env = await (await fetch(terminal?.url ?? '')).json();
  expect(env).toMatchObject({ MEMCACHED: '' });
  house.process.kill('SIGINT');
  expect(await house.ended).toBe(0);
  project.remove();
  rmSync(bin, { recursive: true });
});

describe.runIf(asRoot)('what only root can stage', () => {
  test('an ordinary user runs the whole house as themselves', async () => {
    const project = await makeTestProject();
    const user = 65_534;
    const prefix = ['setpriv', '--reuid', `${user}`, '--regid', `${user}`, '--clear-groups'];
    const home = mkdtempSync(path.join(tmpdir(), 'lotcast-user-'));
    chownSync(home, user, user);
    const house = runHouseIn(project.root, { prefix, data: path.join(home, '.data') });
    await house.up;
    for (const part of house.parts()) {
      expect(lstatSync(`/proc/${part.pid}`).uid, part.name).toBe(user);
    }
    house.process.kill('SIGINT');
    expect(await house.ended).toBe(0);
    expect(house.parts().filter((part) => isAlive(part))).toEqual([]);
    project.remove();
    rmSync(home, { recursive: true });
  });

  test('root in a home that no other account may enter keeps the databases elsewhere', async () => {
    const closed = mkdtempSync(path.join(tmpdir(), 'lotcast-closed-'));
    const project = await makeTestProject(closed);
    const house = runHouseIn(project.root, { flags: ['--no-demo'] });
    await house.up;
    const link = path.join(project.root, '.data', 'postgres');
    const elsewhere = readlinkSync(link);
    expect(elsewhere).toMatch(/^\/var\/lib\/lotcast\/data-/);
    const primary = house.parts().find(({ name }) => name === 'primary');
    expect(lstatSync(`/proc/${primary?.pid}`).uid).toBe(databaseAccount()?.uid);
    expect(commandLine(primary?.pid ?? 0)).toMatch(/^\/var\/lib\/lotcast\/postgresql-/);
    house.process.kill('SIGKILL');
    await house.ended;
    const again = runHouseIn(project.root, { flags: ['--no-demo'] });
    await again.up;
    expect(readlinkSync(link)).toBe(elsewhere);
    again.process.kill('SIGINT');
    expect(await again.ended).toBe(0);
    rmSync(elsewhere, { recursive: true });
    rmSync(closed, { recursive: true });
  });
});
