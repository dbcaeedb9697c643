import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeSocketFolder } from './socket-folder';

// Would catch: sockets that a killed master leaves for good, a folder that others can enter, and a
// path that the system cuts short.

let data: string;
const made: string[] = [];
beforeEach(() => {
  data = realpathSync(mkdtempSync(path.join(tmpdir(), 'lc-')));
});
afterEach(() => {
  for (const folder of [data, ...made.splice(0)]) rmSync(folder, { recursive: true, force: true });
});

const make = (dataDir: string) => {
  const folder = makeSocketFolder(dataDir);
  made.push(folder);
  return folder;
};
const modeOf = (folder: string) => statSync(folder).mode & 0o777;

test('in a house with a data folder the socket is in there, for its owner only', () => {
  const folder = make(data);
  expect(path.dirname(folder)).toBe(path.join(data, 'run'));
  expect([modeOf(path.join(data, 'run')), modeOf(folder)]).toEqual([0o700, 0o700]);
});

test('what a master that was killed left is removed, what a running one has is not', () => {
  const { pid } = spawnSync(process.execPath, ['-e', '']);
  const left = path.join(data, 'run', `lotcast-render-${pid}-abcdef`);
  mkdirSync(left, { recursive: true });
  const mine = make(data);
  make(data);
  expect([existsSync(left), existsSync(mine)]).toEqual([false, true]);
});

test.each([
  ['none is given', () => ''],
  ['a socket in it would have too long a path', () => path.join(data, 'long'.repeat(25))],
  ['it cannot be written', () => '/proc/lotcast'],
])('the socket is in the temporary folder where %s', (_, dataDir) => {
  const folder = make(dataDir());
  expect(path.dirname(folder)).toBe(tmpdir());
  expect(modeOf(folder)).toBe(0o700);
});
