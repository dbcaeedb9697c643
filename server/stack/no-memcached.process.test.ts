import { mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type HouseRun, makeTestProject, runHouseIn, type TestProject } from './testing/test-house';

let project: TestProject;
let house: HouseRun;

/** All programs of this machine except those that are, or could bring, Memcached. */
function pathWithoutMemcached(folder: string): string {
  mkdirSync(folder);
  const seen = new Set(['memcached', 'apt-get', 'apt-cache']);
  for (const from of (process.env.PATH ?? '').split(path.delimiter).filter(Boolean)) {
    for (const name of namesIn(from)) {
      if (seen.has(name)) continue;
      seen.add(name);
      symlinkSync(path.join(from, name), path.join(folder, name));
    }
  }
  return folder;
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return []; // A PATH may name what is not there.
  }
}

beforeAll(async () => {
  project = await makeTestProject();
  const PATH = pathWithoutMemcached(path.join(project.root, 'bin'));
  house = runHouseIn(project.root, { flags: ['--no-demo'], env: { ...process.env, PATH } });
});
afterAll(async () => {
  house.process.kill('SIGTERM');
  await house.ended;
  project.remove();
});

test('without Memcached the house runs, has no cache agent, and says why reads are slower', async () => {
  await house.up;
  const names = house.parts().map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(['primary', 'replica', 'master-1', 'terminal-1']));
  expect(names).not.toContain('agent-1');
  expect(names).not.toContain('memcached');
  expect(house.said()).toMatch(/^memcached +not running \(memcached is not installed\); reads go/m);
  const master = house.parts().find(({ name }) => name === 'master-1');
  const env = await (await fetch(`http://127.0.0.1:${master?.port}/`)).json();
  expect(env).toMatchObject({ MEMCACHED: '' });
});
