import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { ensureDebian } from './debian-install';
import { freePort } from './ports';
import { startRedis } from './redis';

const toolsDir = mkdtempSync(path.join(tmpdir(), 'lotcast-tools-'));
afterAll(() => rmSync(toolsDir, { recursive: true, force: true }));

const aptCanFetch = ensureDebian('redis-server', { toolsDir, searchPath: '', say: () => {} });

test.skipIf(aptCanFetch.program === null)(
  'Redis unpacked from its Debian package runs with its own libraries, and once unpacked it is found',
  async () => {
    const found = ensureDebian('redis-server', {
      toolsDir,
      searchPath: '',
      say: (line) => expect.fail(`it was unpacked before, yet it says "${line}"`),
    });
    if (found.program === null) throw new Error(found.why);
    expect(found.program.file.startsWith(toolsDir)).toBe(true);
    const libraries = found.program.libraryPath
      ?.split(':')
      .flatMap((folder) => readdirSync(folder));
    expect(libraries).toEqual(expect.arrayContaining(['libjemalloc.so.2']));
    const port = await freePort();
    const redis = await startRedis(found.program, { port, logFile: path.join(toolsDir, 'log') });
    expect(redis.address).toBe(`127.0.0.1:${port}`);
    await redis.child.stop();
  },
);

test('what is neither here nor to be fetched is named', () => {
  const PATH = process.env.PATH;
  process.env.PATH = '';
  try {
    const none = ensureDebian('w3m', { toolsDir, say: () => {} });
    expect(none).toEqual({ program: null, why: 'w3m is not installed' });
  } finally {
    process.env.PATH = PATH;
  }
});
