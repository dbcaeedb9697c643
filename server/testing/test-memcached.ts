import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Memcached, memcachedOnPath, startMemcached } from '../stack/memcached';
import { freePort } from '../stack/ports';
import { Trouble } from '../stack/trouble';

/** Starts a Memcached of a test's own: to kill, freeze or flush. */
export async function startTestMemcached(): Promise<Memcached & { stop(): Promise<void> }> {
  const program = memcachedOnPath();
  if (!program) {
    throw new Trouble(
      'memcached is not installed: run "npm test", which installs it where it can.',
    );
  }
  const folder = mkdtempSync(path.join(tmpdir(), 'lotcast-memcached-'));
  const memcached = await startMemcached(program, {
    port: await freePort(),
    logFile: path.join(folder, 'memcached.log'),
  });
  return {
    ...memcached,
    async stop() {
      await memcached.child.stop(2_000);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
